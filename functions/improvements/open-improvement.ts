import type { APIGatewayProxyEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { dayOf } from '../measures/row.ts';
import { improvementPage } from '../pages/improvement-page.ts';
import { improvementsPage } from '../pages/improvements-page.ts';
import type { LinkCuts } from '../pages/link-cuts.store.ts';
import { isBeforeCut, staffLinkEnd } from '../pages/link-life.ts';
import type { PageView } from '../pages/page-view.ts';
import { linkUrl, readLink } from '../pages/signed-link.ts';
import { MANAGER } from '../requests/concern.ts';
import type { Html } from '../shared/html.ts';
import type { KeyPair, ReadKeys } from '../shared/secrets.ts';
import { improvementKeyOf, improvementLink, improvementsLink, queueOfHolder } from './improvement-link.ts';
import { type Improvement, type ImprovementFile, REVIEW_DESK } from './improvement.ts';
import type { ImprovementsStore } from './improvements.store.ts';
import { type OpenFinding, withoutImprovement } from './open-findings.ts';

/** What the pages of findings and improvements stand on. */
export interface ImprovementPageDependencies {
  improvements: ImprovementsStore;
  /** Every finding that is still so. */
  findings: () => Promise<OpenFinding[]>;
  cuts: LinkCuts;
  readKeys: ReadKeys;
  linkKeysSecret: string;
  publicUrl: string;
  city: string;
  now: () => number;
}

/** What a link opened, for whom, and with what further links are signed. */
export type OpenedImprovement = { keys: KeyPair; holder: string; linksFrom: number | undefined } & (
  { kind: 'all' } | ({ kind: 'one' } & ImprovementFile)
);

/** Opens a link; undefined for one that does not open here, was taken back, or belongs to whoever owned the improvement before. */
export const openImprovement = async (
  event: Pick<APIGatewayProxyEvent, 'pathParameters'>,
  { improvements, cuts, readKeys, linkKeysSecret, now }: ImprovementPageDependencies,
): Promise<OpenedImprovement | undefined> => {
  const keys = await readKeys(linkKeysSecret);
  const link = readLink(event.pathParameters?.token ?? '', 'improvement', keys, now());
  const key = link && improvementKeyOf(link.id);
  if (!key) return undefined;
  const holder = key.kind === 'all' ? MANAGER : key.holder;
  const linksFrom = await cuts.linksFrom(queueOfHolder(holder));
  if (isBeforeCut(link.expiresAt, linksFrom)) return undefined;
  if (key.kind === 'all') return { kind: 'all', keys, holder, linksFrom };
  const file = await improvements.load(key.id);
  if (!file || (holder !== MANAGER && holder !== file.improvement.owner)) return undefined;
  return { kind: 'one', keys, holder, linksFrom, ...file };
};

/** The address of the manager's page of an improvement. */
export const improvementUrl = (
  improvement: Pick<Improvement, 'id'>,
  { keys, holder, linksFrom }: OpenedImprovement,
  { publicUrl, now }: Pick<ImprovementPageDependencies, 'publicUrl' | 'now'>,
): string => linkUrl(publicUrl, improvementLink(improvement, holder, staffLinkEnd(now(), linksFrom)), keys);

/** Draws the page that a link opened. Reads only. */
export const drawImprovement = async (
  opened: OpenedImprovement,
  said: Pick<PageView, 'done' | 'refusal' | 'fields'>,
  dependencies: ImprovementPageDependencies,
): Promise<Html> => {
  const { keys, holder, linksFrom } = opened;
  const { improvements, findings, publicUrl, city, now } = dependencies;
  const expiresAt = staffLinkEnd(now(), linksFrom);
  const view = {
    ...said,
    city,
    catalogue: catalogueOf(PUBLISHED_NAME),
    today: dayOf(now()),
  };
  const caseHref = (id: string) => linkUrl(publicUrl, { purpose: 'review', id, expiresAt }, keys);
  if (opened.kind === 'all') {
    const all = await improvements.list();
    const hrefOf = (improvement: Improvement) => improvementUrl(improvement, opened, dependencies);
    return improvementsPage(withoutImprovement(await findings(), all), all, { ...view, hrefOf, caseHref });
  }
  const listHref = holder === MANAGER ? linkUrl(publicUrl, improvementsLink(expiresAt), keys) : undefined;
  const isOffice = holder === MANAGER || holder === REVIEW_DESK;
  return improvementPage(opened, {
    ...view,
    holder,
    ...(isOffice ? { caseHref } : {}),
    ...(listHref ? { listHref } : {}),
  });
};

import type { Catalogue } from '../catalogue/catalogue.ts';
import { improvementsLink } from '../improvements/improvement-link.ts';
import { type TrendEntry, draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft, NoticeEntry } from '../notices/notice.ts';
import { staffLinkEnd } from '../pages/link-life.ts';
import type { Office } from '../review/office.ts';
import type { TrendFinding, TrendKind } from './finding.ts';
import { type KeptFinding, TRENDS_LIST } from './kept-finding.ts';

/** Findings that a letter names one by one. */
export const MOST_NAMED = 20;

/**
 * Tells the Service Operations Manager of findings that she does not know, each with how sure it is and a link to the first of its cases; the
 * same letter, by its id, is written once (R130).
 */
export const trendsNotice = (
  id: string,
  fresh: readonly KeptFinding[],
  week: string,
  catalogue: Catalogue,
  office: Office,
  now: number,
): NoticeDraft => {
  const expiresAt = staffLinkEnd(now);
  const others = fresh.length - MOST_NAMED;
  return {
    ...draftNotice(TRENDS_LIST, {
      id,
      requestId: TRENDS_LIST,
      audience: 'manager',
      to: office.serviceOperationsManager,
      language: 'en',
      timeZone: catalogue.timeZone,
      link: improvementsLink(expiresAt),
      values: { week, listed: fresh.length, ...(others > 0 ? { others } : {}) },
    }),
    entries: fresh.slice(0, MOST_NAMED).map((finding): NoticeEntry => {
      const [first] = finding.cases;
      return {
        kind: finding.direction ? `${finding.kind}-${finding.direction}` : finding.kind,
        values: entryOf(finding, catalogue),
        link: first ? { purpose: 'review', id: first, expiresAt } : improvementsLink(expiresAt),
      };
    }),
  };
};

const entryOf = (finding: KeptFinding, catalogue: Catalogue): TrendEntry => {
  const { value, usual, interval, p } = figuresOf(finding);
  return {
    name: nameOf(finding, catalogue),
    n: finding.n,
    value,
    interval,
    ...(usual === undefined ? {} : { usual }),
    ...(p === undefined ? {} : { p }),
    ...(finding.place === undefined ? {} : { square: finding.place }),
    ...(finding.cases.length > 0 ? { cases: finding.cases.join(', ') } : {}),
  };
};

/** What a finding is of: the name of a type or a partner. */
export const nameOf = ({ subject }: Pick<TrendFinding, 'subject'>, catalogue: Catalogue): string =>
  catalogue.find(subject)?.name ?? catalogue.partners.get(subject)?.name ?? subject;

const PERCENT = 100;
const percent = (share: number): string => `${(share * PERCENT).toFixed(1)} %`;

const SAID: Partial<Record<TrendKind, (value: number) => string>> = {
  volume: (count) => String(Math.round(count)),
  'comes-again': (weeks) => String(Number(weeks.toFixed(1))),
  rating: (step) => step.toFixed(2),
};

/** The figures of a finding as a person reads them, in any language. */
export const figuresOf = (finding: TrendFinding): { value: string; usual?: string; interval: string; p?: string } => {
  const { kind, value, usual, interval, p } = finding;
  const say = SAID[kind] ?? percent;
  return {
    value: say(value),
    ...(usual === undefined ? {} : { usual: say(usual) }),
    interval: interval.map(kind === 'rating' ? percent : say).join(' – '),
    ...(p === undefined ? {} : { p: p < 1e-4 ? '< 0.0001' : p.toFixed(4) }),
  };
};

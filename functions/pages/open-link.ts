import type { APIGatewayProxyEvent } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { auditKeyOf, auditorQueueId } from '../audits/audit-line.ts';
import { concernOfLink } from '../concerns/concern-link.ts';
import type { Refusal, RequestFile } from '../requests/change.ts';
import { MANAGER } from '../requests/concern.ts';
import { CONCERN_QUEUE, partnerQueueId } from '../requests/queue-line.ts';
import type { RequestsStore } from '../requests/requests.store.ts';
import type { Office } from '../review/office.ts';
import type { Html } from '../shared/html.ts';
import type { Elsewhere } from '../shared/http.ts';
import type { PhotoLinks } from '../photos/photo-links.store.ts';
import type { ReadKeys } from '../shared/secrets.ts';
import { languageIn } from './answer-page.ts';
import type { LinkCuts } from './link-cuts.store.ts';
import { leftPage } from './left-page.ts';
import { isBeforeCut, isStatusLinkCut, preferencesLink } from './link-life.ts';
import type { Opened, PagePhotos, PageView } from './page-view.ts';
import { privatePage } from './private-page.ts';
import { isReadable } from './private-reading.ts';
import { ADD_PHOTO, isPhotoMissing, photosOn, takesPhoto } from './photo-parts.ts';
import { type Link, type LinkPurpose, linkUrl, readLink } from './signed-link.ts';

/** What every page and every form on it stands on. */
export interface PageDependencies {
  requests: RequestsStore;
  cuts: LinkCuts;
  readKeys: ReadKeys;
  linkKeysSecret: string;
  /** Address of the pages, with no slash at its end. */
  publicUrl: string;
  photos: PhotoLinks;
  /** The city's name. */
  city: string;
  now: () => number;
}

/** What every form on a page stands on besides. */
export interface FormDependencies extends PageDependencies {
  office: Office;
}

/** Draws one kind of page, or answers undefined when the link leads to nothing. */
export type Draw = (opened: Opened, view: PageView) => Html | undefined;

/** Reads the link in an address; undefined for one that does not open here. */
export const openLink = async (
  event: Pick<APIGatewayProxyEvent, 'pathParameters'>,
  purpose: LinkPurpose,
  { readKeys, linkKeysSecret, now }: PageDependencies,
): Promise<Link | undefined> =>
  readLink(event.pathParameters?.token ?? '', purpose, await readKeys(linkKeysSecret), now());

/**
 * The request that a link is about: its id itself, that of a work order or a concern without what follows the last hyphen, or the one that
 * an audit's link names.
 */
export const requestIdOf = ({ purpose, id }: Link): string => {
  if (purpose === 'audit' || purpose === 'correction') return auditKeyOf(id)?.requestId ?? '';
  return purpose === 'work-order' || purpose === 'concern' ? id.slice(0, Math.max(0, id.lastIndexOf('-'))) : id;
};

/**
 * Whether a link was sent before its subject cut all earlier ones off: a work order that went to another partner, or a concern to
 * another owner, opens for that one only, and what a person took back opens for nobody.
 */
export const isCutOff = (link: Link, file: RequestFile): boolean => {
  const { request } = file;
  if (link.purpose === 'request') return isStatusLinkCut(link, request);
  return isBeforeCut(link.expiresAt, linksFromOf(link, file));
};

const linksFromOf = ({ purpose, id }: Link, { request, workOrders, concerns = [] }: RequestFile) => {
  switch (purpose) {
    case 'work-order':
      return workOrders.find((one) => one.id === id)?.linksFrom;
    case 'concern': {
      // The manager's own link opens whoever owns the concern; it goes with those of the staff.
      const { concernId, isManagers } = concernOfLink(id);
      return isManagers ? request.linksFrom : concerns.find((one) => one.id === concernId)?.linksFrom;
    }
    default:
      return request.linksFrom;
  }
};

/** Whether a link opens nothing any more: cut off by its subject, or taken back with all others of whoever holds it. */
export const isRevoked = async (link: Link, file: RequestFile, cuts: LinkCuts): Promise<boolean> => {
  if (isCutOff(link, file)) return true;
  const queue = queueOfHolder(link, file);
  return queue !== undefined && isBeforeCut(link.expiresAt, await cuts.linksFrom(queue));
};

/** The queue of whoever holds a link to a work order, a concern, an audit or a correction: its links are taken back together. */
const queueOfHolder = (
  { purpose, id }: Link,
  { request, workOrders, concerns = [] }: RequestFile,
): string | undefined => {
  if (purpose === 'work-order') {
    const partner = workOrders.find((one) => one.id === id)?.partner;
    return partner && partnerQueueId(request.catalogue, partner);
  }
  if (purpose === 'audit') return auditorQueueId(auditKeyOf(id)?.holder ?? '');
  if (purpose === 'correction') return queueOfOwner(request.catalogue, auditKeyOf(id)?.holder ?? MANAGER);
  if (purpose !== 'concern') return undefined;
  const { concernId, isManagers } = concernOfLink(id);
  const owner = isManagers ? MANAGER : concerns.find((one) => one.id === concernId)?.owner;
  return queueOfOwner(request.catalogue, owner ?? MANAGER);
};

/** The queue with whose links those of an owner are taken back: a partner's, or the manager's list of concerns. */
export const queueOfOwner = (catalogue: string, owner: string): string =>
  owner === MANAGER ? CONCERN_QUEUE : partnerQueueId(catalogue, owner);

/** How the page is to be shown this time, besides what the request itself says. */
export interface Showing {
  /** From the address: `?lang=`, `?done=`. */
  query: APIGatewayProxyEvent['queryStringParameters'];
  refusal?: Refusal;
  fields?: Record<string, string>;
}

/** A page with what it needs of other origins. */
export interface Drawn {
  html: Html;
  elsewhere: Elsewhere;
}

/** Loads what a link leads to and draws its page, or the one before a private request; undefined when there is no such thing. Reads only. */
export const drawPage = async (
  link: Link,
  draw: Draw,
  { query, refusal, fields = {} }: Showing,
  dependencies: PageDependencies,
): Promise<Drawn | undefined> => {
  const { requests, cuts, city, now } = dependencies;
  const file = await requests.loadWithHistory(requestIdOf(link));
  if (!file) return undefined;
  if (await isRevoked(link, file, cuts)) {
    const left = leftPage(link, file, query?.done, city);
    return left && { html: left, elsewhere: {} };
  }
  const { request, workOrders, concerns = [], events } = file;
  if (!isReadable(link, file, now())) return { html: privatePage(city, request.id, refusal), elsewhere: {} };
  const workOrder = workOrders.find(({ id }) => id === link.id);
  const done = query?.done;
  const opened = { link, request, workOrders, concerns, events, ...(workOrder ? { workOrder } : {}) };
  const photos = await photosFor(opened, query, dependencies);
  const html = draw(opened, {
    city,
    catalogue: catalogueOf(request.catalogue),
    // Pages of staff are in English, whoever asked.
    language: link.purpose === 'request' ? (languageIn(query) ?? request.reporter?.language ?? 'en') : 'en',
    now: now(),
    ...(done ? { done } : {}),
    ...(refusal ? { refusal } : {}),
    fields,
    ...(photos ? { photos } : {}),
    ...(await preferencesFor(opened, dependencies)),
  });
  return html && { html, elsewhere: elsewhereOf(photos) };
};

/** Leads the constituent's page to how they are written to, where they can be. */
const preferencesFor = async (
  { link, request }: Opened,
  { publicUrl, readKeys, linkKeysSecret }: PageDependencies,
): Promise<Pick<PageView, 'preferencesUrl'>> =>
  link.purpose === 'request' && request.reporter?.email
    ? { preferencesUrl: linkUrl(publicUrl, preferencesLink(link), await readKeys(linkKeysSecret)) }
    : {};

/** Signs what the page needs to show photos and to take one; undefined for a page that needs neither, and then nothing is loaded for it. */
const photosFor = async (
  opened: Opened,
  query: Showing['query'],
  { photos, publicUrl, readKeys, linkKeysSecret, now }: PageDependencies,
): Promise<PagePhotos | undefined> => {
  const { link, workOrder } = opened;
  const keys = photosOn(opened).map(({ key }) => key);
  const wanted = query?.add === ADD_PHOTO.add || isPhotoMissing(opened, catalogueOf(opened.request.catalogue));
  const taking = wanted && takesPhoto(opened) ? workOrder : undefined;
  if (keys.length === 0 && !taking) return undefined;
  const addresses = new Map(await Promise.all(keys.map(async (key) => [key, await photos.address(key)] as const)));
  if (!taking) return { addresses };
  const back = linkUrl(publicUrl, link, await readKeys(linkKeysSecret));
  return { addresses, form: await photos.form(taking.id, `${back}?done=photo`, now()) };
};

/** The policy of a page follows what was signed for it: the bucket's origin stands in its addresses. */
const elsewhereOf = (photos: PagePhotos | undefined): Elsewhere => {
  const [address] = photos?.addresses.values() ?? [];
  return {
    ...(address ? { pictures: new URL(address).origin } : {}),
    ...(photos?.form ? { forms: new URL(photos.form.url).origin } : {}),
  };
};

import { MANAGER } from '../requests/concern.ts';
import { concernOfLink } from '../concerns/concern-link.ts';
import { changed } from '../clocks/watch-milestones.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Outcome, RequestFile } from '../requests/change.ts';
import type { Actor, RequestEvent } from '../requests/event.ts';
import type { Link, LinkPurpose } from './signed-link.ts';

/** The action of the form by which a private request is opened. */
export const OPEN_PRIVATE = 'open-private';

/** How long a page stays open that was opened: a working day, so that nobody has to say twice that they work on it. */
export const READING_LASTS_MS = 8 * 3_600_000;

/** The links of people other than the one who asked; an audit is given to somebody by name, and on record as theirs. */
const NOTED = new Set<LinkPurpose>(['work-order', 'review', 'escalation', 'concern']);

/** Whether the reading of a private request by a link of this purpose is put on record. */
export const isNoted = (purpose: LinkPurpose): boolean => NOTED.has(purpose);

type WithHistory = RequestFile & { events: readonly RequestEvent[] };

/** What an event says of the link that was opened: its purpose, and which of several. */
const openedBy = ({ purpose, id }: Link): string => `${purpose} ${id}`;

/** Whether something of a private request stands on the pages: its own, or what was added to one that follows it. */
export const holdsPrivate = ({ request, events }: Pick<WithHistory, 'request' | 'events'>): boolean =>
  request.private || events.some(({ type, data }) => type === 'detail-added' && data?.private === true);

/**
 * Whether what a link leads to may be shown now: nothing of it is private, or it is on record that its holder opened it. Who had the work or
 * the concern before opened it for themselves only.
 */
export const isReadable = (link: Link, file: WithHistory, now: number): boolean =>
  !isNoted(link.purpose) ||
  !holdsPrivate(file) ||
  file.events.some(
    ({ type, at, by, data }) =>
      type === 'private-opened' &&
      data?.link === openedBy(link) &&
      by.name === readerOf(link, file).name &&
      now < at + READING_LASTS_MS,
  );

/** Puts on record who opens a private request, once for as long as it stays open; the workflow is not woken by it. */
export const notePrivateReading = (link: Link, file: WithHistory, catalogue: Catalogue, now: number): Outcome => {
  if (isReadable(link, file, now)) return { kind: 'unchanged' };
  const event = { type: 'private-opened' as const, at: now, by: readerOf(link, file), data: { link: openedBy(link) } };
  const request = { ...file.request, wakes: false };
  return changed(file, { request, workOrders: [], events: [event], notices: [] }, catalogue);
};

/** Who holds a link, by role: links are given to desks, and a desk answers for who sits there. */
const readerOf = ({ purpose, id }: Link, { workOrders, concerns = [] }: RequestFile): Actor => {
  if (purpose === 'work-order') {
    return { kind: 'partner', name: workOrders.find((one) => one.id === id)?.partner ?? 'partner' };
  }
  if (purpose === 'review') return { kind: 'reviewer', name: 'review-desk' };
  const { concernId, isManagers } = concernOfLink(id);
  const owner = purpose === 'concern' && !isManagers ? concerns.find((one) => one.id === concernId)?.owner : MANAGER;
  return owner && owner !== MANAGER ? { kind: 'partner', name: owner } : { kind: 'manager', name: MANAGER };
};

const DAY_MS = 86_400_000;
const SECOND_MS = 1000;

/** A constituent's link lives as long as the longest promise (720 days) and the survey window after it. */
export const STATUS_LINK_LIFE_MS = 800 * DAY_MS;

/** A partner's, reviewer's or manager's link lives a year; every reminder carries a fresh one. */
export const STAFF_LINK_LIFE_MS = 365 * DAY_MS;

/** What a request says of its constituent's link. */
interface StatusLinked {
  id: string;
  receivedAt: number;
  statusLinkTurn?: number;
}

/**
 * The constituent's link. It ends at a fixed instant, so that it is the same in every e-mail and says nothing of when it was made; each
 * time it is taken back, the next ones end a second later, by which those before them are known.
 */
export const statusLink = ({ id, receivedAt, statusLinkTurn = 0 }: StatusLinked) => ({
  purpose: 'request' as const,
  id,
  expiresAt: receivedAt + STATUS_LINK_LIFE_MS + statusLinkTurn * SECOND_MS,
});

/** Whether a constituent's link was taken back. A link is kept to the second, and the first one of a constituent ends when it always did. */
export const isStatusLinkCut = ({ expiresAt }: { expiresAt: number }, request: StatusLinked): boolean =>
  Boolean(request.statusLinkTurn) && expiresAt <= statusLink(request).expiresAt - SECOND_MS;

/** The link to how its holder is written to: it stands beside the constituent's own, ends with it, and is taken back with it. */
export const preferencesLink = ({ id, expiresAt }: { id: string; expiresAt: number }) => ({
  purpose: 'preferences' as const,
  id,
  expiresAt,
});

/** When a partner's, reviewer's or manager's link ends that is made now: it outlives the cut of those before it. */
export const staffLinkEnd = (now: number, linksFrom = 0): number => Math.max(now, linksFrom) + STAFF_LINK_LIFE_MS;

/**
 * The instant from which links open again after those made up to now are cut off. Links are kept to the second, so those of this very
 * second are cut too; and a second cut within it comes a second later, because the first one's new links are dated ahead.
 */
export const cutNow = (now: number, linksFrom = 0): number =>
  Math.max((Math.floor(now / SECOND_MS) + 1) * SECOND_MS, linksFrom + SECOND_MS);

/** Whether a partner's, reviewer's or manager's link was made before its cut: all of them live equally long, so its end says when. */
export const isBeforeCut = (expiresAt: number, linksFrom: number | undefined): boolean =>
  linksFrom !== undefined && expiresAt - STAFF_LINK_LIFE_MS < linksFrom;

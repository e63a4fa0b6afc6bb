import { STAFF_LINK_LIFE_MS } from '../pages/link-life.ts';
import type { Concern } from '../requests/concern.ts';

const MANAGERS = '~manager';

/**
 * The link to a concern's page: its owner's, or the Service Operations Manager's own, which opens whoever owns it, so that the history
 * says who did what.
 */
export const concernLink = (
  { id, linksFrom }: Pick<Concern, 'id' | 'linksFrom'>,
  reader: 'owner' | 'manager',
  now: number,
) => ({
  purpose: 'concern' as const,
  id: reader === 'manager' ? `${id}${MANAGERS}` : id,
  expiresAt: Math.max(now, reader === 'manager' ? 0 : (linksFrom ?? 0)) + STAFF_LINK_LIFE_MS,
});

/** Which concern a link leads to, and whether it is the manager's own link. */
export const concernOfLink = (id: string): { concernId: string; isManagers: boolean } => {
  const isManagers = id.endsWith(MANAGERS);
  return { concernId: isManagers ? id.slice(0, -MANAGERS.length) : id, isManagers };
};

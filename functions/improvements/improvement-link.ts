import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { MANAGER } from '../requests/concern.ts';
import { CONCERN_QUEUE, REVIEW_QUEUE, partnerQueueId } from '../requests/queue-line.ts';
import { REVIEW_DESK, type Improvement } from './improvement.ts';

/** The id by which a link names the manager's page of findings and improvements. */
const ALL = 'all';

/** What the link of an improvement opens: the manager's list, or one improvement for whoever holds the link. */
export type ImprovementKey = { kind: 'all' } | { kind: 'one'; id: string; holder: string };

/** The link to the manager's page of findings and improvements. */
export const improvementsLink = (expiresAt: number) => ({ purpose: 'improvement' as const, id: ALL, expiresAt });

/** The link to the page of an improvement, which opens for the manager and for whoever owns it at the time. */
export const improvementLink = ({ id }: Pick<Improvement, 'id'>, holder: string, expiresAt: number) => ({
  purpose: 'improvement' as const,
  id: `${id}~${holder}`,
  expiresAt,
});

/** Reads the id of such a link; undefined for what is none. */
export const improvementKeyOf = (linkId: string): ImprovementKey | undefined => {
  if (linkId === ALL) return { kind: 'all' };
  const [id, holder] = linkId.split('~');
  return id && holder ? { kind: 'one', id, holder } : undefined;
};

/** The queue with whose links those of a holder are taken back: the manager's, the review desk's or a partner's. */
export const queueOfHolder = (holder: string): string => {
  if (holder === MANAGER) return CONCERN_QUEUE;
  return holder === REVIEW_DESK ? REVIEW_QUEUE : partnerQueueId(PUBLISHED_NAME, holder);
};

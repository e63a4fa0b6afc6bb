import { createHash } from 'node:crypto';
import { type Refusal, invalid, wrongState } from '../requests/change.ts';

/** Requests of one batch at most: what a person can look at, and one item of the table holds. */
export const MOST_IN_BATCH = 2_000;

/** Records that are to be disposed of together: proposed by one person, approved by another, and then gone. */
export interface Batch {
  name: string;
  version: number;
  /** The class whose time is over. */
  retentionClass: string;
  requestIds: string[];
  /** SHA-256 of the ids in their order: what is approved is what was proposed. */
  digest: string;
  proposed: { by: string; at: number };
  approved?: { by: string; at: number; /** By whose permission: the letter, the schedule. */ authority: string };
  finished?: {
    at: number;
    /** The digest of the certificate's last line. */ digest: string;
    disposed: number;
    kept: number;
  };
}

/** The digest of a batch's ids. */
export const digestOf = (requestIds: readonly string[]): string =>
  createHash('sha256').update(requestIds.join('\n')).digest('hex');

/** Proposes a batch. */
export const proposeBatch = (
  { name, retentionClass, requestIds, by }: Pick<Batch, 'name' | 'retentionClass' | 'requestIds'> & { by: string },
  now: number,
): Batch => ({
  name,
  version: 1,
  retentionClass,
  requestIds,
  digest: digestOf(requestIds),
  proposed: { by, at: now },
});

/** A name as one person may write it in several ways: case, spaces and the forms of a letter tell nobody apart. */
const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s/gu, '');

/** Approves a batch: by another person than who proposed it, who has seen what is in it and names the permission. */
export const approveBatch = (
  batch: Batch,
  { by, authority, digest }: { by: string; authority: string; digest: string },
  now: number,
): Batch | Refusal => {
  if (batch.approved) return wrongState(`The batch ${batch.name} was approved by ${batch.approved.by} already.`);
  if (nameKey(by) === '') return invalid('by', 'Say who approves it: --by "Bo Smith".');
  if (nameKey(by) === nameKey(batch.proposed.by))
    return invalid('by', `${by} proposed it: somebody else has to approve it.`);
  if (authority.trim().length < 10)
    return invalid('authority', 'Name the permission: --authority "Supervisor of Records, letter of 3 May 2033".');
  if (!batch.digest.startsWith(digest) || digest.length < 8)
    return invalid(
      'digest',
      'It is not the digest of this batch: look at the batch again, and give at least its first 8 letters.',
    );
  return { ...batch, version: batch.version + 1, approved: { by, at: now, authority: authority.trim() } };
};

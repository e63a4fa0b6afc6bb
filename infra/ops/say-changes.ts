import { countByAgreement, readOpenRequests, sayKept } from './open-requests.ts';
import type { RunningService, Register } from './register.ts';
import { type Difference, sayDifference } from './sheets/difference.ts';

/** What a sheet changes, in words; of a promise also how many open requests keep the old one. */
export const sayChanges = async (
  { client, table }: RunningService,
  { newest }: Pick<Register, 'newest'>,
  changes: readonly Difference[],
): Promise<string[]> => {
  const promises = changes.some(({ kind, change }) => kind === 'agreements' && change === 'changed');
  const counts = promises ? countByAgreement(await readOpenRequests(client, table), newest) : new Map<string, number>();
  return changes.map((change) => [sayDifference(change), sayKept(change, counts) ?? []].flat().join('\n'));
};

import type { Change, RequestFile } from './change.ts';

/** A file as a change leaves it: changed items replace those of the same id, and all stand in the order of their numbers. */
export const fileAfter = (file: RequestFile, change: Pick<Change, 'request' | 'workOrders' | 'concerns'>) => ({
  request: change.request,
  workOrders: merged(file.workOrders, change.workOrders),
  concerns: merged(file.concerns ?? [], change.concerns ?? []),
});

const merged = <T extends { id: string }>(before: readonly T[], changed: readonly T[]): T[] =>
  [...before.filter(({ id }) => !changed.some((other) => other.id === id)), ...changed].sort(
    (a, b) => a.id.length - b.id.length || (a.id < b.id ? -1 : 1),
  );

import type { Picture, PublicRequest } from './public-request.ts';
import type { PublicUpdate } from './public-update.ts';

/** An item of the public table. */
export interface PublicItem extends Record<string, unknown> {
  pk: string;
  sk: string;
}

/** The keys of the item that holds a request. */
export const requestKey = (id: string) => ({ pk: `REQUEST#${id}`, sk: 'REQUEST' });

/** The keys of the item that holds an update: in the order of the history. */
const updateKey = ({ requestId, version, order }: PublicUpdate) => ({
  pk: requestKey(requestId).pk,
  sk: `UPDATE#${String(version).padStart(6, '0')}#${String(order).padStart(2, '0')}`,
});

/** Digits of an instant in an order: epoch milliseconds until the year 33658. */
const DIGITS = 15;

/** An instant as text that sorts like it. */
export const instantKey = (at: number): string => String(Math.max(0, Math.floor(at))).padStart(DIGITS, '0');

/** The month of UTC that an instant lies in: the indexes have a partition for each. */
export const monthOf = (at: number): string => new Date(Math.max(0, at)).toISOString().slice(0, 7);

const periodOf = (kind: 'requests' | 'updates', at: number): string => `${kind}#${monthOf(at)}`;

const requestItem = (request: PublicRequest, version: number): PublicItem => ({
  ...requestKey(request.id),
  version,
  period: periodOf('requests', request.requestedAt),
  at: `${instantKey(request.requestedAt)}#${request.id}`,
  changePeriod: periodOf('requests', request.updatedAt),
  changedAt: `${instantKey(request.updatedAt)}#${request.id}`,
  servicePeriod: `${request.code}#${monthOf(request.requestedAt)}`,
  ...(request.status === 'open' ? { openPeriod: periodOf('requests', request.requestedAt) } : {}),
  status: request.status,
  code: request.code,
  request,
});

/** An update bears the code of its request's type, because it is public as long as that is. */
const updateItem = (update: PublicUpdate, code: string): PublicItem => ({
  ...updateKey(update),
  period: periodOf('updates', update.at),
  at: `${instantKey(update.at)}#${update.id}`,
  code,
  update,
});

/**
 * The items of a picture, the request first. A hidden one leaves an item that holds its version and nothing else, so that
 * a late writer of an older picture finds that it is late (its writes are conditional on the version).
 */
export const publicItems = (id: string, version: number, picture: Picture): [PublicItem, ...PublicItem[]] =>
  picture.kind === 'hidden'
    ? [{ ...requestKey(id), version }]
    : [
        requestItem(picture.request, version),
        ...picture.updates.map((update) => updateItem(update, picture.request.code)),
      ];

/** What has to be written so that `wanted` stands in the place of `present`; undefined when the public would see no difference. */
export const differenceOf = (
  present: readonly PublicItem[],
  wanted: readonly [PublicItem, ...PublicItem[]],
  isSame: (one: unknown, other: unknown) => boolean,
): { puts: PublicItem[]; deletes: PublicItem[] } | undefined => {
  const found = new Map(present.map((item) => [item.sk, item]));
  const [record, ...updates] = wanted;
  const kept = new Set(wanted.map(({ sk }) => sk));
  const puts = updates.filter((item) => !isSame(item, found.get(item.sk)));
  const deletes = present.filter(({ sk }) => !kept.has(sk));
  const before = found.get(record.sk);
  const isUnchanged = before !== undefined && isSame({ ...record, version: before.version }, before);
  return isUnchanged && puts.length === 0 && deletes.length === 0 ? undefined : { puts, deletes };
};

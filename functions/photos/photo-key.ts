import { createHash } from 'node:crypto';
import type { CleanPicture } from './clean-picture.ts';

/** An original as its name tells of it: `raw/{workOrderId}/{random}`. */
export interface OriginalName {
  key: string;
  workOrderId: string;
  requestId: string;
}

const WORK_ORDER = 'R(?:-[0-9A-HJKMNP-TV-Z]{4}){3}-\\d{1,3}';
const ORIGINAL = new RegExp(`^raw/(${WORK_ORDER})/[\\w-]{16,64}$`);

/** The key under which a browser may put one original. */
export const originalKey = (workOrderId: string, random: string): string => `raw/${workOrderId}/${random}`;

/** Reads an original's key; undefined for one that no page of ours gave out. */
export const readOriginalKey = (key: string): OriginalName | undefined => {
  const [, workOrderId] = ORIGINAL.exec(key) ?? [];
  return workOrderId === undefined
    ? undefined
    : { key, workOrderId, requestId: workOrderId.slice(0, workOrderId.lastIndexOf('-')) };
};

/** What stands for bytes: the same picture is one photo of a work order, however often it is sent. */
export const nameOfBytes = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, 32);

/** What the keys of all kept photos of a request begin with. */
export const photosBelow = (requestId: string): string => `photos/${requestId}/`;

/** The key of a kept photo: `photos/{requestId}/{workOrderId}/{hash}.jpg`. */
export const photoKey = (
  { requestId, workOrderId }: Pick<OriginalName, 'requestId' | 'workOrderId'>,
  { bytes, ending }: Extract<CleanPicture, { kind: 'clean' }>,
): string => `${photosBelow(requestId)}${workOrderId}/${nameOfBytes(bytes)}.${ending}`;

import { REQUEST_SCHEMA, type Request } from './request.ts';
import type { WorkOrder } from './work-order.ts';

/** Reads a record of an older version as one of the present: version 1 knew no priority. Throws RangeError for a version that never was. */
export const presentRequest = (stored: Record<string, unknown>): Request => {
  if (stored.schema === REQUEST_SCHEMA) return stored as unknown as Request;
  if (stored.schema !== 1) throw new RangeError(`A request of version ${String(stored.schema)} cannot be read.`);
  const accepted = stored.typeCode === undefined ? {} : { priority: 'normal' };
  return { ...stored, ...accepted, schema: REQUEST_SCHEMA } as unknown as Request;
};

/** The same for a work order: version 1 knew one work order a request, and none of a partner's own promises. */
export const presentWorkOrder = (stored: Record<string, unknown>): WorkOrder => {
  if (stored.owners !== undefined) return stored as unknown as WorkOrder;
  const { doneAt, ...rest } = stored;
  return {
    cycle: 1,
    kind: 'work',
    clocks: [],
    heardAt: stored.offeredAt,
    reminders: [],
    photos: [],
    owners: [],
    ...rest,
    ...(doneAt === undefined ? {} : { endedAt: doneAt }),
  } as unknown as WorkOrder;
};

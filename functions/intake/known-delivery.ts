import type { Delivery } from './deliveries.store.ts';

/** What is known already of a delivery's id. */
export type Known = { kind: 'new' } | { kind: 'same'; delivery: Delivery } | { kind: 'other-body' };

/** Compares a delivery with what is remembered under its id: the same body gets the same answer, another is refused (R1). */
export const compareDelivery = (remembered: Delivery | undefined, bodyHash: string): Known => {
  if (!remembered) return { kind: 'new' };
  return remembered.bodyHash === bodyHash ? { kind: 'same', delivery: remembered } : { kind: 'other-body' };
};

import type { RequestOutcome } from '../requests/request.ts';

/** What the certificate says of one request of a batch: what it was, without a word of anybody's, and what became of its record. */
export type CertificateLine = {
  /** From 1, in the order of the batch. */
  number: number;
  requestId: string;
  at: number;
} & (
  | {
      kind: 'disposed';
      receivedAt: number;
      closedAt: number;
      typeCode?: string;
      partner?: string;
      outcome: RequestOutcome;
      /** Lines of history whose words are gone, notices and photos that were deleted. */
      stripped: number;
      notices: number;
      photos: number;
    }
  | { kind: 'kept'; why: 'held' | 'open' | 'not-yet' | 'disposed' | 'missing'; holds?: string[] }
);

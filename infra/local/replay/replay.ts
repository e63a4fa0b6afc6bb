import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { catalogueOf } from '../../../functions/catalogue/catalogue.ts';
import { requestIdOf } from '../../../functions/intake/request-id.ts';
import { signLink } from '../../../functions/pages/signed-link.ts';
import { type Service, serviceOf } from '../service.ts';
import type { LocalStack } from '../stack.ts';
import type { ReplayRow } from './rows.ts';
import { REPLAY_PLATFORM, type ReplaySummary, summarise } from './summary.ts';
import { readStored } from './stored.ts';

/** How far a replay has come. */
export interface ReplayProgress {
  done: number;
  total: number;
  /** The stack's time, epoch ms. */
  now: number;
}

/** What happens at one instant of the city's record. */
interface Moment {
  at: number;
  kind: 'open' | 'review' | 'close';
  row: ReplayRow;
}

/** How soon the review desk of a replay decides, ms: it accepts what its city had accepted. */
const REVIEWED_AFTER = 30 * 60_000;

/** Whether rules leave a row to a person: requests of a private type. */
const waitsForReview = ({ type }: ReplayRow): boolean => typeOf(type)?.privacy === 'private';

const typeOf = (name: string) => catalogueOf('boston').findByName(name);

const ORDER: Record<Moment['kind'], number> = { open: 0, review: 1, close: 2 };

/** The city's record as moments in their order; a row that closed before it opened is completed right after its opening. */
const momentsOf = (rows: readonly ReplayRow[]): Moment[] =>
  rows
    .flatMap((row): Moment[] => [
      { at: row.opened, kind: 'open', row },
      ...(waitsForReview(row) ? [{ at: row.opened + REVIEWED_AFTER, kind: 'review' as const, row }] : []),
      ...(row.closed === undefined ? [] : [{ at: Math.max(row.closed, row.opened), kind: 'close' as const, row }]),
    ])
    .sort((a, b) => a.at - b.at || ORDER[a.kind] - ORDER[b.kind]);

/** A replay under way: what was sent, and what is still to come. */
export interface Replay {
  /** Plays every moment up to an instant; returns with the stack settled at that instant. */
  until(instant: number, onProgress?: (progress: ReplayProgress) => void): Promise<void>;
  /** Hangs the moments that are left on the stack's clock, so that partners go on working as time goes on. */
  leaveToTheClock(): void;
  /** Compares what the stack holds with the city's record. */
  summary(): Promise<ReplaySummary>;
  /** The instant after the last moment, by which every open promise has been judged: 2016-01-12, when the record was taken, at the earliest. */
  readonly end: number;
}

const WHAT: Record<Moment['kind'], string> = {
  open: 'a request comes in',
  review: 'the review desk decides',
  close: 'a partner completes its work',
};

/** The day on which the published record was taken: an open row is judged as of then. */
const SNAPSHOT = Date.UTC(2016, 0, 12, 12);

/**
 * Plays a city's record through the signed webhook and the partners' pages of a running stack: a row's opening is a delivery at
 * that moment of the stack's clock, its closing is the partner's form. An earlier process played up to `after` (epoch ms); what it
 * may have had in hand then is played again, which changes nothing.
 */
export const startReplay = (stack: LocalStack, rows: readonly ReplayRow[], after = -Infinity): Replay => {
  const moments = momentsOf(rows);
  const deliveries = { sent: 0, accepted: 0, refused: 0 };
  const startedAt = performance.now();
  const service = serviceOf(stack);
  const first = moments.findIndex(({ at }) => at >= after - OPENINGS_TOGETHER);
  let next = first < 0 ? moments.length : first;

  const play = async ({ kind, row }: Moment): Promise<void> => {
    if (kind === 'review') return review(stack, service, row);
    if (kind === 'close') return complete(stack, service, row);
    deliveries.sent += 1;
    const accepted = await deliver(stack, service, row);
    deliveries[accepted ? 'accepted' : 'refused'] += 1;
  };

  return {
    end: Math.max(SNAPSHOT, moments.at(-1)?.at ?? 0),
    until: async (instant, onProgress) => {
      stack.hurry(HASTE);
      while (next < moments.length && moments[next]!.at <= instant) {
        const together = nextMoments(moments, next, instant);
        next += together.length;
        const { at } = together.at(-1)!;
        if (at > stack.clock.now()) await stack.clock.advanceTo(at);
        await Promise.all(together.map(play));
        onProgress?.({ done: next, total: moments.length, now: at });
      }
      if (instant > stack.clock.now()) await stack.clock.advanceTo(instant);
      stack.hurry();
      await stack.settle();
    },
    leaveToTheClock: () => {
      const left = moments.slice(next);
      next = moments.length;
      for (const moment of left) {
        const what = WHAT[moment.kind];
        stack.clock.schedule(moment.at, () => play(moment), `${what} (${moment.row.type.trim()})`);
      }
    },
    summary: async () => {
      const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
      return summarise(rows, await readStored(service), deliveries, stack.clock.now(), seconds);
    },
  };
};

/**
 * Enough in flight to keep two cores busy; ten minutes are far less than the shortest way to a milestone, so that each is registered
 * before its time; the backlog is measured every hour instead of every five minutes.
 */
const HASTE = { inFlight: 24, window: 600_000, scheduleSpacing: 3_600_000 };

/** Openings so close together are delivered at the moment of the last, ms: below the webhook's tolerance of 5 minutes; each promise counts from its own opening. */
const OPENINGS_TOGETHER = 240_000;

/** The next moments that can be played at once: openings up to the next closing, or one closing at its own second. */
const nextMoments = (moments: readonly Moment[], from: number, until: number): Moment[] => {
  const first = moments[from]!;
  if (first.kind !== 'open') return [first];
  const latest = Math.min(until, first.at + OPENINGS_TOGETHER);
  const following = moments.slice(from, from + HASTE.inFlight);
  const end = following.findIndex(({ kind, at }) => kind !== 'open' || at > latest);
  return end < 0 ? following : following.slice(0, end);
};

const deliver = async (stack: LocalStack, service: Service, row: ReplayRow): Promise<boolean> => {
  const id = randomUUID();
  const signedAt = new Date(stack.clock.now());
  const body = JSON.stringify({
    id: row.caseId,
    type: row.type,
    requestedAt: new Date(row.opened).toISOString(),
    location: {
      ...(row.neighborhood ? { address: row.neighborhood } : {}),
      ...(row.lat === undefined ? {} : { lat: row.lat, lon: row.lon }),
    },
    channel: row.source,
  });
  const response = await fetch(`${stack.url}/webhooks/${REPLAY_PLATFORM}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
      'webhook-signature': new Webhook(service.webhookSecret(REPLAY_PLATFORM)).sign(id, signedAt, body),
    },
    body,
  });
  await response.arrayBuffer();
  return response.status === 202;
};

/** Posts the partner's form; where the work order has not been offered yet, once more when everything has come to rest. */
const complete = async (stack: LocalStack, service: Service, row: ReplayRow): Promise<void> => {
  const id = `${requestIdOf(REPLAY_PLATFORM, row.caseId)}-1`;
  const token = signLink({ purpose: 'work-order', id, expiresAt: stack.clock.now() + 86_400_000 }, service.linkKeys());
  const post = async (): Promise<boolean> => {
    const response = await fetch(`${stack.url}/work-orders/${token}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        action: 'complete',
        outcome: 'done',
        resolution: 'The city recorded this case as closed at this time.',
      }),
    });
    await response.arrayBuffer();
    return response.status === 303;
  };
  if (await post()) return;
  await stack.settle();
  if (waitsForReview(row)) await review(stack, service, row);
  await post();
};

/** Posts the review desk's form: accepted as it was reported. */
const review = async (stack: LocalStack, service: Service, row: ReplayRow): Promise<void> => {
  await stack.settle();
  const id = requestIdOf(REPLAY_PLATFORM, row.caseId);
  const token = signLink({ purpose: 'review', id, expiresAt: stack.clock.now() + 86_400_000 }, service.linkKeys());
  const response = await fetch(`${stack.url}/reviews/${token}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ action: 'accept', typeCode: typeOf(row.type)?.code ?? '' }),
  });
  await response.arrayBuffer();
};

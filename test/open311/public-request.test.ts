import { describe, expect, test } from 'vitest';
import type { Catalogue } from '../../functions/catalogue/catalogue.ts';
import { adoptStorms } from '../../functions/clocks/storms.ts';
import { requestDocument } from '../../functions/open311/documents.ts';
import { type PublicRequest, publicPicture } from '../../functions/open311/public-request.ts';
import type { PublicUpdate } from '../../functions/open311/public-update.ts';
import type { Report } from '../../functions/intake/report.ts';
import { disposedRequest } from '../../functions/records/disposed.ts';
import { type ClosedRequest, REVIEW_REASONS, type Request } from '../../functions/requests/request.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import { followLeader } from '../../functions/review/follow-leader.ts';
import { reopenRequest } from '../../functions/work-orders/reopen-request.ts';
import { closeRequest } from '../../functions/workflow/close-request.ts';
import {
  DAY,
  HOUR,
  type Kept,
  MINUTE,
  SURVEY_WINDOW,
  TUESDAY,
  aContext,
  aRequest,
  aStorm,
  changeOf,
  keep,
  somerville,
  work,
} from '../support/builders.ts';
import { faultsOf } from './schemas.ts';

const draw = (kept: Kept): { request: PublicRequest; updates: PublicUpdate[] } => {
  const picture = publicPicture(kept, somerville);
  if (picture.kind === 'hidden') throw new Error('It is hidden.');
  return picture;
};
const document = (kept: Kept) => requestDocument(draw(kept).request, true) as Record<string, unknown>;
const hidden = (kept: Kept) => publicPicture(kept, somerville).kind === 'hidden';

const STAGES: [string, (report?: Partial<Report>) => Kept][] = Object.entries(aRequest);

/** Everything personal that a report can hold, with marks that are easy to find again. */
const PERSONAL: Partial<Report> = {
  description: 'Ana Quixote here, 617-555-0142, qx@resident.example. A hole.',
  place: { address: '4711 Elm St Apt 8, ask Ana Quixote 617-555-0142', lat: 42.3954321, lon: -71.1217654 },
  reporter: { name: 'Ana Quixote', email: 'qx@resident.example', phone: '617-555-0142', language: 'en' },
  answers: { lane: 'Bike lane', note: 'Quixote', 'pole-number': 'call qx@resident.example' },
};

describe('a request as the public sees it', () => {
  test.each(STAGES.filter(([stage]) => stage !== 'inReview'))(
    'is a document of the standard when it is %s',
    (_, at) => {
      expect(faultsOf('requests', [document(at())])).toEqual([]);
    },
  );

  test('is open until it is resolved, and closed from then on', () => {
    const closed = keep(
      aRequest.resolved(),
      changeOf(closeRequest(aRequest.resolved(), 1, TUESDAY + SURVEY_WINDOW + DAY)),
    );
    expect(
      [...STAGES.filter(([stage]) => stage !== 'inReview').map(([, at]) => at()), closed].map(
        (kept) => draw(kept).request.status,
      ),
    ).toEqual([...['open', 'open', 'open', 'closed', 'closed']]);
  });

  test('names the partner that answers for it and when it is expected to be done', () => {
    expect(document(aRequest.inProgress())).toMatchObject({
      agency_responsible: 'DPW Highway',
      service_code: 'pothole',
      requested_datetime: '2026-06-02T13:00:00Z',
      expected_datetime: '2026-06-04T13:00:00Z',
      closed_datetime: null,
    });
  });

  test('names the storm that touches it, and when it is expected then', () => {
    adoptStorms({ 'snow-1': aStorm() });
    const request = document(aRequest.inProgress());
    adoptStorms({});
    expect(faultsOf('requests', [request])).toEqual([]);
    expect(request).toMatchObject({ expected_datetime: '2026-06-05T13:00:00Z' });
    expect(request.service_notice).toContain('Snow storm of 3 June (All crews plough), from June 3, 2026, 12:00 AM to');
  });

  test('says why it waits, and expects nothing while its promise stands still', () => {
    expect(document(aRequest.onHold())).toMatchObject({
      status_notes: 'The work is on hold: waiting for parts.',
      expected_datetime: null,
      extended_attributes: { detailed_status: 'on-hold' },
    });
  });

  test('R107 of a duplicate expects what is promised of its leader, and nothing while that stands still', () => {
    const leader = aRequest.inProgress({ sourceId: 'leader' });
    const second = aRequest.inReview({ sourceId: 'second', reportedType: 'pothole' });
    const into = leader.request.id;
    const merged = keep(
      second,
      changeOf(decideReview(second, { action: 'merge', into }, aContext(), TUESDAY + HOUR, leader)),
    );
    expect(document(merged).expected_datetime).toBe('2026-06-04T13:00:00Z');
    const held = work(leader, { action: 'hold', reason: 'weather' }, TUESDAY + 2 * HOUR);
    const waiting = keep(merged, changeOf(followLeader(merged, held, aContext(), TUESDAY + 2 * HOUR)));
    expect(document(waiting)).toMatchObject({
      status_notes: 'The work is on hold: the weather does not allow the work.',
      expected_datetime: null,
    });
  });

  test('R28: is updated, once closed, at its closing, whatever happens to it later', () => {
    const resolved = aRequest.resolved();
    const closing = new Date(TUESDAY + 4 * HOUR).toISOString().replace('.000', '');
    expect(document(resolved)).toMatchObject({ updated_datetime: closing, closed_datetime: closing });
    const closed = keep(resolved, changeOf(closeRequest(resolved, 1, TUESDAY + SURVEY_WINDOW + DAY)));
    expect(document(closed)).toMatchObject({ updated_datetime: closing, closed_datetime: closing });
  });

  test('is open again when it is reopened, and no longer closed at any time', () => {
    const resolved = aRequest.resolved();
    const by = { kind: 'constituent' as const, name: 'reporter' };
    const reopening = reopenRequest(resolved, { text: 'Quixote says no.', by }, aContext(), TUESDAY + DAY);
    const again = keep(resolved, reopening);
    expect(document(again)).toMatchObject({
      status: 'open',
      closed_datetime: null,
      updated_datetime: new Date(TUESDAY + DAY).toISOString().replace('.000', ''),
      extended_attributes: { times_opened: 2 },
    });
    expect(JSON.stringify(draw(again))).not.toContain('Quixote');
  });

  test('tells of the answers only choices, numbers and dates', () => {
    const { extended_attributes } = document(aRequest.inProgress(PERSONAL));
    expect(extended_attributes).toMatchObject({ attributes: [{ code: 'lane', value: 'Bike lane' }] });
  });
});

describe('nothing personal', () => {
  test.each(STAGES.filter(([stage]) => stage !== 'inReview'))('is in the picture of a request that is %s', (_, at) => {
    const text = JSON.stringify(draw(at(PERSONAL)));
    for (const mark of ['Quixote', 'resident.example', '555', '0142', '4711', 'Apt', '42.3954', '71.1217'])
      expect(text, mark).not.toContain(mark);
    expect(text).toContain('4700-4799 Elm St');
  });

  test('comes from those who work on it either (R16)', () => {
    const resolution = 'We called Ana Quixote at 617-555-0142 and filled the hole.';
    const done = work(
      aRequest.inProgress(PERSONAL),
      { action: 'complete', outcome: 'done', resolution },
      TUESDAY + HOUR,
    );
    const { request, updates } = draw(done);
    expect(request.notes).toBe('We called [name removed] at [phone number removed] and filled the hole.');
    expect(JSON.stringify(updates)).not.toContain('Quixote');
  });

  test('is in a picture’s address: the reporter’s own is not passed on uncleaned (R191)', () => {
    const kept = aRequest.inProgress();
    const withPicture = { ...kept, request: { ...kept.request, mediaUrl: 'https://me.example/ana.jpg' } as Request };
    expect(JSON.stringify(draw(withPicture))).not.toContain('me.example');
  });
});

describe('hidden from the public', () => {
  test('R17: is every request of a private type, whatever its sender said', () => {
    const privateTypes = [...somerville.types.values()].filter(({ privacy }) => privacy === 'private');
    expect(privateTypes.length).toBeGreaterThan(50);
    for (const { code } of privateTypes)
      expect(hidden(aRequest.received({ reportedType: code, private: false })), code).toBe(true);
  });

  test('is a request that its sender calls private', () =>
    expect(hidden(aRequest.inProgress({ private: true }))).toBe(true));

  test('is one whose type nobody knows yet', () => {
    expect(hidden(aRequest.received({ reportedType: 'something else' }))).toBe(true);
    expect(hidden(aRequest.inReview())).toBe(true);
  });

  test('is one of another city', () => {
    const { request, events } = aRequest.received();
    expect(publicPicture({ request: { ...request, catalogue: 'boston' }, events }, somerville)).toEqual({
      kind: 'hidden',
    });
  });

  test('is nothing else: one of a public type in review is open, with a note', () => {
    const kept = aRequest.inReview({ reportedType: 'pothole', description: 'I smell gas' });
    expect(kept.request.reviewReasons).toEqual(['emergency-words'] satisfies (typeof REVIEW_REASONS)[number][]);
    expect(document(kept)).toMatchObject({
      status: 'open',
      status_notes: 'A person at the 311 office is looking at the request.',
    });
  });
});

describe('the updates', () => {
  test('are documents of the extension, oldest first, and end as the request did', () => {
    const { updates } = draw(aRequest.resolved());
    expect(updates.map(({ status }) => status)).toEqual([
      'open',
      'investigating',
      'investigating',
      'in_progress',
      'fixed',
    ]);
    expect(updates.map(({ id }) => id)).toEqual([...new Set(updates.map(({ id }) => id))]);
    expect(updates.map(({ at }) => at)).toEqual(updates.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  test('tell no internal note', () => {
    const noted = work(aRequest.inProgress(), { action: 'note', text: 'A nuisance.' }, TUESDAY + MINUTE);
    expect(draw(noted).updates).toEqual(draw(aRequest.inProgress()).updates);
  });

  test('tell a note that its partner marked for the resident', () => {
    const noted = work(aRequest.inProgress(), { action: 'note', text: 'We come on Friday.' }, TUESDAY + MINUTE);
    const events = noted.events.map((event) =>
      event.type === 'work-order-noted' ? { ...event, data: { ...event.data, public: true } } : event,
    );
    expect(draw({ ...noted, events }).updates.at(-1)).toMatchObject({
      status: 'in_progress',
      at: TUESDAY + MINUTE,
      description: 'DPW Highway added a note: “We come on Friday.”',
    });
  });

  test('tell of a withdrawal, and not in its author’s words', () => {
    const { request } = aRequest.resolved();
    const closed = {
      ...request,
      status: 'closed' as const,
      outcome: 'withdrawn' as const,
      resolution: 'My ex did it.',
    };
    const event = { type: 'request-withdrawn' as const, at: TUESDAY, by: { kind: 'reviewer' as const, name: 'desk' } };
    const line = {
      ...event,
      text: 'My ex did it.',
      data: { outcome: 'withdrawn' },
      requestId: request.id,
      cycle: 1,
      version: 9,
      order: 0,
    };
    const picture = draw({ request: { ...closed, closedAt: TUESDAY }, workOrders: [], events: [line] });
    expect(picture.updates).toMatchObject([{ status: 'closed', description: 'The request was withdrawn.' }]);
    expect(JSON.stringify(picture)).not.toContain('My ex');
  });

  test('stay where a type was retired after they had been declined under its name, also when their record is disposed of', () => {
    const held = aRequest.inReview();
    const why = { action: 'decline', reason: 'nothing-found', resolution: 'It was mended last week.' } as const;
    const declined = keep(held, changeOf(decideReview(held, why, aContext(), TUESDAY)));
    const kept = { ...declined, request: { ...declined.request, reportedType: ' pothole' } as ClosedRequest };
    const pothole = { ...somerville.find('pothole')!, retired: true as const };
    const later: Catalogue = {
      ...somerville,
      everyType: new Map([...somerville.everyType, ['pothole', pothole]]),
      find: (code) => (code === 'pothole' ? pothole : undefined),
      findByName: () => undefined,
    };
    expect(publicPicture(kept, later)).toMatchObject({ kind: 'public', request: { code: 'pothole' } });
    const request = disposedRequest(kept.request, { at: TUESDAY, batch: 'service-2033' }, later);
    expect(request.reportedType).toBe('pothole');
    expect(publicPicture({ ...kept, request }, later)).toMatchObject({ kind: 'public', request: { code: 'pothole' } });
  });

  test('R193 of a record that was disposed of hold nobody’s words, also while its history still has them', () => {
    const kept = keep(
      aRequest.resolved(PERSONAL),
      changeOf(closeRequest(aRequest.resolved(PERSONAL), 1, TUESDAY + SURVEY_WINDOW + DAY)),
    );
    const events = kept.events.map((event) =>
      event.type === 'work-order-completed' ? { ...event, text: 'Ana Quixote let us in.' } : event,
    );
    expect(JSON.stringify(events)).toContain('Quixote');
    const request = disposedRequest(kept.request as ClosedRequest, { at: TUESDAY, batch: 'service-2033' }, somerville);
    const picture = draw({ ...kept, request, events });
    expect(picture.updates).toHaveLength(draw(kept).updates.length);
    expect(JSON.stringify(picture)).not.toContain('Quixote');
  });
});

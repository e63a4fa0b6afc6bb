import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueFrom, catalogueOf } from '../../functions/catalogue/catalogue.ts';
import type { RequestType } from '../../functions/catalogue/request-type.ts';
import { somerville as somervilleSource } from '../../functions/catalogue/somerville.ts';
import { REVIEW_AGREEMENT, type StoredFile } from '../../functions/catalogue/stored.ts';
import { receiveReport } from '../../functions/intake/receive-report.ts';
import { reviewRequest } from '../../functions/review/review.ts';
import { reasonsForReview } from '../../functions/review/review-rules.ts';
import {
  DAY,
  HOUR,
  type Kept,
  TUESDAY,
  aContext,
  aReport,
  aRequest,
  anOffice,
  changeOf,
  keep,
  somerville,
} from '../support/builders.ts';

const review = (kept: Kept, now = TUESDAY) => changeOf(reviewRequest(kept, aContext(), now));
const typeOf = (code: string) => somerville.find(code)!;
const reasons = (report: Parameters<typeof aRequest.received>[0], type: RequestType | undefined = typeOf('pothole')) =>
  reasonsForReview({ request: aRequest.received(report).request, type, catalogue: somerville, candidates: [] });

describe('the reasons for a review', () => {
  it('are none for a known type at a known place', () => {
    expect(reasons({})).toEqual([]);
  });

  it('R13 are an unknown type, also where a known name is only a part of it', () => {
    const { request } = aRequest.received();
    const unknown = { request, type: undefined, catalogue: somerville, candidates: [] };
    expect(reasonsForReview(unknown)).toEqual(['unknown-type']);
    for (const reportedType of ['pothole repair', 'potho', 'rat', '', '__proto__'])
      expect(review(aRequest.received({ reportedType })).request).toMatchObject({ reviewReasons: ['unknown-type'] });
  });

  it('R13 are none for a type by its name, whatever its case and stray spaces', () => {
    const { name } = typeOf('pothole');
    for (const reportedType of [name, ` ${name.toUpperCase()} `, 'pothole '])
      expect(review(aRequest.received({ reportedType })).request).toMatchObject({ typeCode: 'pothole' });
  });

  it('R13 go by the name that came with the id of a type which nobody knows: whoever asked reads no bare number', () => {
    const held = review(aRequest.received({ reportedType: '98765', reportedName: 'Dragon on the roof' }));
    expect(held.request).toMatchObject({ reportedType: 'Dragon on the roof', reviewReasons: ['unknown-type'] });
    expect(held.request).not.toHaveProperty('reportedName');
    expect(held.notices.map(({ values }) => values.typeName)).toEqual(['Dragon on the roof', 'Dragon on the roof']);
    const alarming = review(aRequest.received({ reportedType: '98765', reportedName: 'Gas leak' }));
    expect(alarming.request).toMatchObject({ reviewReasons: ['emergency-words', 'unknown-type'] });
    const known = review(aRequest.received({ reportedType: 'pothole', reportedName: 'Gas leak' }));
    expect(known.request).toMatchObject({ typeCode: 'pothole', reportedType: 'pothole' });
    expect(known.request).not.toHaveProperty('reportedName');
  });

  it('R10 are a place that is unknown where the type needs one', () => {
    expect(reasons({ place: {} })).toEqual(['place-unknown']);
    expect(reasons({ place: { address: '12 Elm St' } })).toEqual([]);
    expect(reasons({ place: { lat: 42.3954, lon: -71.1217 } })).toEqual([]);
    expect(reasons({ place: {} }, typeOf('city-hall-hours-information'))).toEqual([]);
  });

  it('R10 are a point outside the city, swapped or far away', () => {
    expect(reasons({ place: { lat: -71.1217, lon: 42.3954 } })).toEqual(['outside-the-city']);
    expect(reasons({ place: { address: '12 Elm St', lat: 42.3, lon: -71.1 } })).toEqual(['outside-the-city']);
  });

  it('are an answer that is missing or blank where the question needs one', () => {
    const type = typeOf('abandoned-vehicle');
    expect(reasons({}, type)).toEqual(['missing-answer']);
    expect(reasons({ answers: { plate: '  ' } }, type)).toEqual(['missing-answer']);
    expect(reasons({ answers: { plate: '1ABC23' } }, type)).toEqual([]);
    expect(reasons({ answers: { color: 'red' } }, type)).toEqual(['missing-answer']);
  });

  it('are all told, in their order', () => {
    const outside = { place: { lat: 1, lon: 1 } };
    expect(reasons(outside, typeOf('abandoned-vehicle'))).toEqual(['outside-the-city', 'missing-answer']);
    expect(reasons({ place: {} }, typeOf('abandoned-vehicle'))).toEqual(['place-unknown', 'missing-answer']);
  });
});

describe('a request that rules accept', () => {
  const change = review(aRequest.received({ requestedAt: TUESDAY - HOUR }), TUESDAY + 5000);

  it('R111 keeps the version of the agreement that was in force on the day of receipt', () => {
    const agreement = somerville.agreementFor(typeOf('pothole'), TUESDAY);
    expect(change.request).toMatchObject({
      status: 'in-progress',
      typeCode: 'pothole',
      partner: 'dpw-highway',
      agreement: { code: agreement.code, version: agreement.version },
    });
  });

  it('R111 keeps the version before a change when it was received before, on the last evening by the city', () => {
    const boston = catalogueOf('boston');
    const changed = [...boston.types.values()].find(
      (type) => boston.agreementFor(type, Date.UTC(2015, 5, 1)).version === 2,
    )!;
    const versionOf = (receivedAt: number) => {
      const report = aReport({ reportedType: changed.code, requestedAt: receivedAt });
      const now = Date.UTC(2015, 1, 20, 15);
      const kept = keep(undefined, receiveReport(report, { platform: 'standard', catalogue: 'boston' }, now));
      const { request } = changeOf(reviewRequest(kept, aContext({ catalogue: boston }), now));
      return request.status === 'in-progress' && request.agreement.version;
    };
    // The second versions hold from 17 February 2015; 04:59 UTC is the last minute of the 16th in Boston.
    expect(versionOf(Date.UTC(2015, 1, 17, 4, 59))).toBe(1);
    expect(versionOf(Date.UTC(2015, 1, 17, 5))).toBe(2);
  });

  it('is promised from the receipt, not from the review', () => {
    expect(change.request.clocks).toMatchObject([{ kind: 'resolve', startedAt: TUESDAY - HOUR }]);
    expect(change.request.nextMilestoneAt).toBe(change.workOrders[0]!.clocks[0]!.atRiskAt);
  });

  it('offers one work order to the owner, by the same deadline', () => {
    const { request, workOrders } = change;
    expect(workOrders).toMatchObject([
      {
        id: `${request.id}-1`,
        requestId: request.id,
        cycle: 1,
        kind: 'work',
        partner: 'dpw-highway',
        status: 'offered',
        version: 1,
        offeredAt: TUESDAY + 5000,
        dueAt: request.clocks[0]!.dueAt,
      },
    ]);
    expect(workOrders[0]!.clocks).toMatchObject([
      { kind: 'accept', startedAt: TUESDAY + 5000 },
      { kind: 'complete', startedAt: TUESDAY - HOUR, dueAt: request.clocks[0]!.dueAt },
    ]);
    expect(request.workOrderIds).toEqual([`${request.id}-1`]);
  });

  it('tells the constituent and the desk of the owner, each once', () => {
    const { id } = change.request;
    expect(change.notices.map((notice) => [notice.id, notice.audience, notice.to])).toEqual([
      [`${id}#1#request-received`, 'constituent', 'ana@resident.example'],
      [`${id}#1#work-offered#${id}-1~1`, 'partner', 'highway.desk@dpw.somerville.example'],
    ]);
  });

  it('does not wake the workflow, which is doing it', () => {
    expect(change.request.wakes).toBe(false);
  });

  it('R17 is private where its type is, though the payload says public, and stays private where the payload says so', () => {
    const place = { address: '12 Elm St' };
    expect(review(aRequest.received({ reportedType: 'bed-bugs', place })).request).toMatchObject({
      private: true,
      status: 'in-review',
      reviewReasons: ['private-type'],
    });
    expect(review(aRequest.received({ private: true })).request.private).toBe(true);
    expect(review(aRequest.received()).request.private).toBe(false);
  });
});

describe('a request that waits for a person', () => {
  const change = review(aRequest.received({ reportedType: 'something else' }));

  it('has a clock of its own for the review, and no promise of a resolution', () => {
    expect(change.request.clocks.map(({ kind, startedAt }) => [kind, startedAt])).toEqual([['acknowledge', TUESDAY]]);
    expect(change.request.nextMilestoneAt).toBeGreaterThan(TUESDAY);
  });

  it('R111 is promised what the review’s agreement says on the day of receipt, a published version included', () => {
    const files = structuredClone(somervilleSource.files) as Record<string, StoredFile>;
    const office = Object.values(files).find(({ partner }) => partner.code === 'constituent-services')!;
    const first = office.agreements.find(({ code }) => code === REVIEW_AGREEMENT)!;
    const acknowledge = { kind: 'business-hours', amount: 2 } as const;
    office.agreements.push({ ...first, version: 2, effectiveFrom: '2026-06-02', acknowledge });
    const catalogue = catalogueFrom({ ...somervilleSource, files });
    const unknown = aRequest.received({ reportedType: 'dragon' });
    const { request } = changeOf(reviewRequest(unknown, aContext({ catalogue }), TUESDAY));
    expect(request.clocks).toMatchObject([{ agreementVersion: 2, target: acknowledge, dueAt: TUESDAY + 2 * HOUR }]);
  });

  it('has no work order, and its reasons in the history', () => {
    expect(change.workOrders).toEqual([]);
    expect(change.events).toMatchObject([{ type: 'review-needed', data: { reasons: 'unknown-type' } }]);
  });

  it('tells the constituent of the receipt without a promise, and the review desk of the reasons', () => {
    expect(change.notices.map(({ message, to }) => [message, to])).toEqual([
      ['request-received', 'ana@resident.example'],
      ['review-needed', anOffice().reviewDesk],
    ]);
    expect(change.notices[0]!.values).not.toHaveProperty('promise');
    expect(change.notices[1]!.values.reasons).toEqual(['unknown-type']);
  });

  it('R17 is private already where its type is', () => {
    const held = review(aRequest.received({ reportedType: 'bed-bugs', place: {} }));
    expect(held.request).toMatchObject({ status: 'in-review', private: true });
  });

  it('R147 tells nobody but the desk where nobody can be written to', () => {
    const kept = aRequest.received({ reportedType: 'something else' });
    const { reporter: _, ...request } = kept.request;
    const { notices } = review({ ...kept, request });
    expect(notices.map(({ audience }) => audience)).toEqual(['reviewer']);
  });
});

describe('a review', () => {
  it('R119 of a request that has been reviewed changes nothing, however late', () => {
    for (const kept of [aRequest.inReview(), aRequest.inProgress(), aRequest.onHold(), aRequest.resolved()])
      expect(reviewRequest(kept, aContext(), TUESDAY + 30 * DAY)).toEqual({ kind: 'unchanged' });
  });

  it('of any type of the catalogue comes to work or to a person, and never throws', () => {
    const codes = [...somerville.types.keys()];
    const place = fc.constantFrom({}, { address: '12 Elm St' }, { lat: 42.3954, lon: -71.1217 }, { lat: 0, lon: 1 });
    fc.assert(
      fc.property(fc.constantFrom(...codes), place, fc.boolean(), (reportedType, where, complete) => {
        const { questions } = typeOf(reportedType);
        const answers = complete ? Object.fromEntries(questions.map(({ code }) => [code, 'x'])) : {};
        const { request, workOrders, notices } = review(aRequest.received({ reportedType, place: where, answers }));
        expect(['in-progress', 'in-review']).toContain(request.status);
        expect(workOrders).toHaveLength(request.status === 'in-progress' ? 1 : 0); // plans begin with one step
        expect(new Set(notices.map(({ id }) => id)).size).toBe(notices.length);
        if (request.status === 'in-review') expect(request.reviewReasons.length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });
});

import fc from 'fast-check';
import { DynamoDBDocumentClient, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { bucketOf } from '../../functions/measures/durations.ts';
import { noFigures } from '../../functions/measures/figures.ts';
import type { RollUp } from '../../functions/measures/roll-up.ts';
import { FEWEST_PUBLIC, type PublicMonth, SUPPRESSED, publicMonthsOf } from '../../functions/open311/public-figures.ts';
import { createPublicFiguresStore } from '../../functions/open311/public-figures.store.ts';
import { readFigures } from '../../functions/open311/read-figures.handler.ts';
import { DAY, TUESDAY } from '../support/builders.ts';

const PARTNERS = ['a', 'b', 'c', 'd'].map((code) => ({ code, name: `Partner ${code}` }));
const aRollUp = (partner: string, counts: RollUp['counts'], more: Partial<RollUp> = {}): RollUp => ({
  day: '2026-05-12',
  partner,
  type: 'pothole',
  channel: 'web',
  ward: '-',
  ...noFigures(),
  counts,
  ...more,
});
const published = (...rollUps: RollUp[]): PublicMonth => publicMonthsOf(rollUps, ['2026-05'], PARTNERS, TUESDAY)[0]!;
const of = (month: PublicMonth, code: string) => month.partners.find((one) => one.code === code)?.figures;

describe('the public figures of a month', () => {
  it('R171 tell on time in three named formulas, each with its cases, and times in days', () => {
    const times = { toResolve: { [bucketOf(2 * DAY)]: 20 } };
    const month = published(
      aRollUp('a', { offered: 25, met: 12, missed: 4, noTarget: 4, open: 6, overdue: 5 }, { times }),
      aRollUp('b', { offered: 30, met: 9, missed: 9 }),
    );
    expect(of(month, 'a')).toMatchObject({
      received: 25,
      resolved: 20,
      on_time_closed_with_a_target: 0.75,
      on_time_closed_with_a_target_n: 16,
      on_time_as_the_feed_flags_it: 0.8,
      on_time_strict: 0.571,
      on_time_strict_n: 21,
      median_days: 2,
      open_at_the_end: 6,
    });
    expect(of(month, 'b')).toMatchObject({ open_at_the_end: 0, median_days: null }); // R179
    expect(month.all).toMatchObject({ received: 55, resolved: 38 });
  });

  it('leave out what is of fewer than five, and with a single one the next smallest', () => {
    const month = published(
      aRollUp('a', { offered: 3 }),
      aRollUp('b', { offered: 40 }),
      aRollUp('c', { offered: 400 }),
    );
    expect([of(month, 'a')?.received, of(month, 'b')?.received, of(month, 'c')?.received]).toEqual([
      SUPPRESSED,
      SUPPRESSED,
      400,
    ]);
    expect(month.all.received).toBe(443);
    expect(published(aRollUp('a', { offered: 3 })).all.received).toBe(SUPPRESSED);
  });

  it('leave out the next smallest too where each of several has one, or each four, and the total where there is nobody else', () => {
    const shown = (...offered: number[]) => {
      const month = published(...offered.map((many, index) => aRollUp(PARTNERS[index]!.code, { offered: many })));
      return [...offered.map((_, index) => of(month, PARTNERS[index]!.code)?.received), month.all.received];
    };
    expect(shown(1, 1, 40, 400)).toEqual([SUPPRESSED, SUPPRESSED, SUPPRESSED, 400, 442]);
    expect(shown(4, 4, 40, 400)).toEqual([SUPPRESSED, SUPPRESSED, SUPPRESSED, 400, 448]);
    expect(shown(1, 2, 40, 400)).toEqual([SUPPRESSED, SUPPRESSED, 40, 400, 443]);
    expect(shown(4, 4)).toEqual([SUPPRESSED, SUPPRESSED, SUPPRESSED]);
    expect(shown(0, 40)).toEqual([0, 40, 40]);
  });

  it('leave out the strict formula with what is open, because its cases less those that were judged are what is overdue', () => {
    const month = published(
      aRollUp('a', { met: 9, missed: 3, open: 3, overdue: 2 }),
      aRollUp('b', { met: 9, missed: 3, open: 4, overdue: 1 }),
    );
    expect(of(month, 'a')).toMatchObject({
      on_time_closed_with_a_target_n: 12,
      overdue_at_the_end: SUPPRESSED,
      on_time_strict: SUPPRESSED,
      on_time_strict_n: SUPPRESSED,
    });
    expect(month.all).toMatchObject({ overdue_at_the_end: 3, on_time_strict_n: 27 });
  });

  it('are of the partners that are served, and of nobody who is unknown', () => {
    const month = published(aRollUp('z', { offered: 50 }), aRollUp('-', { offered: 50 }), aRollUp('a', { offered: 9 }));
    expect(month.partners.map(({ code }) => code)).toEqual(['a']);
    expect(month.all.received).toBe(9);
  });

  it('never let a small number be reckoned from the total and the others', () => {
    const counts = fc.record({ offered: fc.nat(12), met: fc.nat(12), missed: fc.nat(3), open: fc.nat(12) });
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 4 }), (all) => {
        const month = published(...all.map((one, index) => aRollUp(PARTNERS[index]!.code, one)));
        for (const [name, base] of [
          ['received', 'offered'],
          ['open_at_the_end', 'open'],
        ] as const) {
          const shown = month.partners.map(({ figures }) => figures[name]);
          const hidden = shown.filter((value) => value === SUPPRESSED).length;
          if (month.all[name] !== SUPPRESSED) expect(hidden).not.toBe(1);
          const few = all.map((one) => one[base]).filter((many) => many > 0 && many < FEWEST_PUBLIC);
          const told = few.length > 0 && few.length === hidden && month.all[name] !== SUPPRESSED;
          if (told) expect(new Set(few).size === 1 && [1, FEWEST_PUBLIC - 1].includes(few[0]!)).toBe(false);
          shown.forEach((value, index) => {
            const true_ = all[index]?.[base] ?? 0;
            if (true_ > 0 && true_ < FEWEST_PUBLIC) expect(value).toBe(SUPPRESSED);
          });
        }
      }),
      { seed: 311, numRuns: 500 },
    );
  });
});

describe('the feed of figures', () => {
  const months = [published(aRollUp('a', { offered: 25, met: 9 }))];
  const asked: string[][] = [];
  const read = readFigures({
    served: { jurisdiction: 'city.example', catalogue: 'somerville', license: 'https://license.example/' },
    figures: {
      list: (from, to, most) => {
        asked.push([from, to, String(most)]);
        return Promise.resolve(from === '2010-01' ? Array.from({ length: most }, () => months[0]!) : months);
      },
    },
  });
  const ask = (format: 'json' | 'csv', query: Record<string, string> | null = null, headers = {}) =>
    read({
      resource: `/open311/figures.${format}`,
      queryStringParameters: query,
      headers,
    } as unknown as APIGatewayProxyEvent);

  it('may be kept for an hour, is licensed, and is known again', async () => {
    const { headers = {}, body } = await ask('json');
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=3600',
      link: '<https://license.example/>; rel="license"',
    });
    expect(JSON.parse(body)).toMatchObject({
      license: 'https://license.example/',
      months: [{ month: '2026-05', partners: [{ code: 'a', received: 25, p90_days: null }] }],
    });
    const again = await ask('json', null, { 'If-None-Match': headers.etag });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect((await ask('csv')).body).toContain('2026-05,a,Partner a,25,9,1,9,');
  });

  it.each([
    [{ from: 'May' }, 'from is no month; write 2026-10.'],
    [{ to: '2026-13' }, 'to is no month; write 2026-10.'],
    [{ from: '2026-05', to: '2026-04' }, 'to is before from'],
    [{ from: '2020-01', to: '2026-04' }, 'from and to are more than 24 months apart'],
    [{ from: '2010-01' }, 'from and the last month are more than 24 months apart'],
  ])('says what is wrong with %j', async (query, message) => {
    const { statusCode, body } = await ask('json', query);
    expect([statusCode, JSON.parse(body)[0].description]).toEqual([400, expect.stringContaining(message)]);
  });

  it('asks for no more months than one answer holds', async () => {
    asked.length = 0;
    await ask('json');
    await ask('csv', { from: '2024-06', to: '2026-05' });
    expect(asked).toEqual([
      ['0000-01', '9999-12', '12'],
      ['2024-06', '2026-05', '24'],
    ]);
    expect((await ask('json', { jurisdiction_id: 'elsewhere.example' })).statusCode).toBe(404);
  });
});

describe('the months of the public figures', () => {
  it('are all told that were asked for, where one read of the table ends before them', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `20${String(30 - index).padStart(2, '0')}-01`);
    const send = async ({ input }: { input: QueryCommandInput }) => {
      const first = Number(input.ExclusiveStartKey?.at ?? 0);
      const Items = keys.slice(first, first + 10).map((month) => ({ pk: 'FIGURES', sk: month, month }));
      return { Items, ...(first + 10 < keys.length ? { LastEvaluatedKey: { at: first + 10 } } : {}) };
    };
    const client = Object.assign(Object.create(DynamoDBDocumentClient.prototype) as DynamoDBDocumentClient, { send });
    const months = await createPublicFiguresStore(client, 'Public').list('0000-01', '9999-12', 24);
    expect(months.map(({ month }) => month)).toEqual(keys.slice(0, 24));
  });
});

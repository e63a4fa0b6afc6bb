import { expect, test } from 'vitest';
import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { countMisroutes, misroutesWithin } from '../../infra/ops/misroutes.ts';

const misroute = (from: string, to: string | undefined, typeCode: string, pingPong = false) => ({
  at: 0,
  workOrderId: 'W',
  catalogue: 'somerville',
  typeCode,
  from,
  ...(to ? { to } : {}),
  reason: 'not-our-service',
  pingPong,
});

test('misroutes are counted by way and by type, the most frequent first, those sent back to the office too (R59)', () => {
  const counts = countMisroutes([
    misroute('dcr', 'dpw-highway', 'pothole'),
    misroute('dpw-highway', 'dcr', 'pothole', true),
    misroute('dcr', 'dpw-highway', 'sewer'),
    misroute('dcr', undefined, 'sewer'),
  ]);
  expect(counts.map(({ by, name, count, pingPongs }) => [by, name, count, pingPongs])).toEqual([
    ['way', 'dcr → dpw-highway', 2, 0],
    ['way', 'dcr → the 311 office', 1, 0],
    ['way', 'dpw-highway → dcr', 1, 1],
    ['type', 'pothole', 2, 1],
    ['type', 'sewer', 2, 0],
  ]);
});

test('a month of misroutes is the city’s, as that of every other figure, though the table keeps them by months of UTC (R170)', async () => {
  const at = (local: string) => toInstant(local, 'America/New_York');
  const [from, to] = [at('2026-06-01T00:00:00'), at('2026-07-01T00:00:00')];
  const table: Record<string, number[]> = {
    'MISROUTES#2026-06': [from - 1, from, at('2026-06-15T12:00:00')],
    'MISROUTES#2026-07': [at('2026-06-30T23:00:00'), to],
  };
  const read = async (pk: string) =>
    (table[pk] ?? []).map((one) => ({ ...misroute('dcr', undefined, 'sewer'), at: one }));
  const found = await misroutesWithin(from, to, read);
  expect(found.map(({ at: one }) => one)).toEqual([from, at('2026-06-15T12:00:00'), at('2026-06-30T23:00:00')]);
});

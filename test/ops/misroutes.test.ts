import { expect, test } from 'vitest';
import { countMisroutes } from '../../infra/ops/misroutes.ts';

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

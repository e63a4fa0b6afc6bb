import { expect, test } from 'vitest';
import type { Request } from '../../functions/requests/request.ts';
import { summarise } from '../../infra/local/replay/summary.ts';
import type { ReplayRow } from '../../infra/local/replay/rows.ts';
import { DAY, TUESDAY, aStorm } from '../support/builders.ts';

test('a replay’s summary names the storms of its city that were on meanwhile', () => {
  const rows = [{ caseId: '1', opened: TUESDAY }] as ReplayRow[];
  const storms = Object.fromEntries(
    [
      aStorm({ catalogue: 'boston' }),
      aStorm({ code: 'other', name: 'Elsewhere' }),
      aStorm({ code: 'early', name: 'Before', catalogue: 'boston', from: TUESDAY - 2 * DAY, until: TUESDAY }),
      aStorm({
        code: 'late',
        name: 'Afterwards',
        catalogue: 'boston',
        from: TUESDAY + 7 * DAY,
        until: TUESDAY + 9 * DAY,
      }),
    ].map((storm) => [storm.code, storm]),
  );
  const stored = { requests: new Map<string, Request>(), notices: [], workOrders: 0, storms };
  const { storms: named } = summarise(rows, stored, { sent: 1, accepted: 1, refused: 0 }, TUESDAY + 7 * DAY, 1);
  expect(named).toEqual(['Snow storm of 3 June']);
});

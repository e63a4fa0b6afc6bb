import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startReplay } from '../../infra/local/replay/replay.ts';
import { readRows } from '../../infra/local/replay/rows.ts';
import { readStored } from '../../infra/local/replay/stored.ts';
import { DAY, aLocalStack, letters, notices } from '../support/local-stack.ts';

const WEEK = join(import.meta.dirname, '../../infra/local/replay/boston-2015-06-01-to-07.csv.gz');
const dataDir = mkdtempSync(join(tmpdir(), 'resolve311-killed-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

// Five starts on a machine that has other work to do as well: five minutes are a stop, not a measure.
test(
  'a replay that is killed five times in mid-work loses nothing and repeats no e-mail',
  { timeout: 300_000 },
  async () => {
    const rows = await readRows(WEEK, { limit: 60 });
    const startAt = rows[0]!.opened - 60_000;
    const last = rows.at(-1)!.opened;
    for (let life = 1; ; life += 1) {
      const stack = await aLocalStack({ dataDir, startAt, scheduleSpacing: DAY });
      const replay = startReplay(stack, rows, stack.clock.now() - 60_000);
      if (life > 5) {
        await replay.until(last + 20 * DAY);
        const summary = await replay.summary();
        const { requests, workOrders, notices: written } = await readStored(stack.service);
        expect({ requests: requests.size, workOrders }).toEqual({ requests: 60, workOrders: 60 });
        expect(summary.verdicts.same).toBe(summary.verdicts.compared);
        expect(summary.notices.failed).toBe(0);
        // Each notice was mailed once: as many messages as notices, and no two for one notice.
        const tags = notices(stack).map(({ tags: { notice } }) => notice);
        expect(new Set(tags).size).toBe(tags.length);
        expect(letters(stack)).toHaveLength(written.filter(({ message }) => message).length);
        await stack.stop();
        return;
      }
      // The kill comes while requests of the life's last tenth are in flight: nobody waits for rest.
      const killAt = stack.clock.now() + Math.floor((last - startAt) / 6);
      // What was asked for after the kill fails, as it would for a sender whose server is gone.
      void replay.until(killAt + DAY).catch(() => undefined);
      while (stack.clock.now() < killAt) await new Promise((resolve) => setImmediate(resolve));
      await stack.kill();
    }
  },
);

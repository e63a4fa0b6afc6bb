import { simpleParser } from 'mailparser';
import { beforeAll, describe, expect, test } from 'vitest';
import { CANARIES } from './canaries.ts';
import { changeLeaf, replaceLeaf } from './edits.ts';
import { genuineEventsOf } from './events.ts';
import { type Opened, openHouse } from './fuzz-door.ts';
import { itemsOf } from './furnish.ts';
import { genuineOf } from './genuine.ts';
import type { Visit } from './house.ts';
import { settle } from './settle.ts';

/** What everybody may read of a report: its words, its block, and how it ended (R16, R190). */
const PUBLIC: readonly string[] = [CANARIES.description, CANARIES.address, CANARIES.resolution, CANARIES.found];

const canariesIn = (value: unknown): string[] => {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).toLowerCase();
  return Object.values(CANARIES).filter((canary) => text.includes(canary.toLowerCase()));
};

let opened: Opened;
beforeAll(async () => {
  opened = await openHouse();
});

describe('what people say, through whole lives and every door', () => {
  test('was really said, each word of it, and written to those whom it is for', async () => {
    const { house } = opened.furnished;
    expect(canariesIn(itemsOf(house, 'Requests'))).toEqual(Object.values(CANARIES));
    expect(house.letters.length).toBeGreaterThan(50);
    expect(house.logged.length).toBeGreaterThan(150);
    expect(house.counted.length).toBeGreaterThan(200);
    expect(house.told.length).toBeGreaterThan(10);
  });

  test('stands in no line of a log', () => {
    expect(opened.furnished.house.logged.filter((line) => canariesIn(line).length > 0)).toEqual([]);
  });

  test('stands in no metric: neither name nor dimension nor value', () => {
    expect(opened.furnished.house.counted.filter((metric) => canariesIn(metric).length > 0)).toEqual([]);
  });

  test('stands in nothing that Step Functions is told: names, inputs, outputs, tokens', () => {
    expect(opened.furnished.house.told.filter((call) => canariesIn(call).length > 0)).toEqual([]);
  });

  test('stands in no row of the measures, no scorecard and no trend', () => {
    expect(canariesIn(itemsOf(opened.furnished.house, 'Measures'))).toEqual([]);
  });

  test('stands in what the public reads only where it is public, and a neighbor’s name not even where she wrote it', () => {
    const published = itemsOf(opened.furnished.house, 'Public');
    expect(published.length).toBeGreaterThan(20);
    expect(canariesIn(published).filter((canary) => !PUBLIC.includes(canary))).toEqual([]);
    expect(JSON.stringify(published)).toContain('[name removed]');
  });

  test('stands in no address of a letter, in no header but its own, and in no tag', async () => {
    for (const { raw, tags, to } of opened.furnished.house.letters) {
      const { text = '', html, headers } = await simpleParser(raw);
      const addresses = [...`${text} ${html || ''}`.matchAll(/https?:\/\/[^\s"<>]+/g)].map(([address]) => address);
      expect(addresses.length).toBeGreaterThan(0);
      expect(canariesIn([addresses, tags])).toEqual([]);
      const others = [...headers].filter(([name]) => name !== 'to' && name !== 'subject');
      expect([to, canariesIn(others)]).toEqual([to, []]);
    }
  });

  test('no token of a link is kept anywhere, or logged, counted or told', async () => {
    const { house } = opened.furnished;
    const macs = new Set<string>();
    for (const { raw } of house.letters) {
      const { text = '' } = await simpleParser(raw);
      for (const [, mac = ''] of text.matchAll(/\/[a-z-]+\/[a-z]\.[^\s.]+\.[0-9a-z]+\.([\w-]{20,})/g)) macs.add(mac);
    }
    expect(macs.size).toBeGreaterThan(20);
    const tables = house.tables.names().map((name) => JSON.stringify([...house.tables.items(name)]));
    const all = [...tables, JSON.stringify([house.logged, house.counted, house.told])].join('\n');
    expect([...macs].filter((mac) => all.includes(mac))).toEqual([]);
  });

  test('the log of the API holds the pattern of an address and never the address', () => {
    const { template } = opened.furnished.house;
    const [stage] = template.ofType('AWS::ApiGateway::Stage');
    const { Format } = stage!.properties.AccessLogSetting as { Format: string };
    const fields = Format.match(/\$context\.[\w.]+/g) ?? [];
    expect(fields).toContain('$context.resourcePath');
    expect(fields.filter((field) => /\.(path|identity\..*|authorizer.*|domainName)$/.test(field))).toEqual([]);
  });
});

describe('a word in the place of any value that comes to a door', () => {
  const WORD = 'Canaryword 617-555-0199 canaryword@resident.example';
  /** Values of one thing that are looked at; the longest form has fewer. */
  const MOST_VALUES = 40;

  test('stands in no line of a log, no metric and nothing that Step Functions is told, whether it is taken or refused', async () => {
    const { house } = opened.furnished;
    let tries = 0;
    const expectSilence = (name: string, where: number) => {
      const heard = [...house.logged, ...house.counted, ...house.told].filter((one) =>
        /canaryword/i.test(JSON.stringify(one)),
      );
      expect([name, where, heard]).toEqual([name, where, []]);
      house.restore();
      tries += 1;
    };
    house.restore();
    for (const door of opened.doors) {
      for (const { name, make, sign = (visit: Visit) => visit } of genuineOf(door.name, opened.furnished) ?? []) {
        const visit = make();
        const { body } = visit;
        for (let at = 0; body && at < MOST_VALUES; at += 1) {
          const changed = changeLeaf(body, at, () => WORD);
          if (at > 0 && changed.equals(changeLeaf(body, 0, () => WORD))) break;
          const { status } = await house.visit(sign({ ...visit, body: changed }));
          if (status < 400) await settle(house);
          expectSilence(name, at);
        }
        const token = visit.path.replace(/[^/]*$/, (last) => encodeURIComponent(`${WORD}${last}`));
        await house.visit({
          ...visit,
          path: token,
          query: `lang=${encodeURIComponent(WORD)}&q=${encodeURIComponent(WORD)}`,
        });
        expectSilence(name, -1);
      }
      for (const [nth, event] of (genuineEventsOf(door, opened.furnished) ?? []).entries()) {
        // The ids and codes of streams and buckets are ours, and nobody's words.
        if (door.kind !== 'queue' && door.kind !== 'dashboard') continue;
        for (let at = 0; at < MOST_VALUES; at += 1) {
          const changed = replaceLeaf(event, at, () => WORD);
          const records = door.kind === 'queue' ? [{ messageId: 'm-0', body: JSON.stringify(changed) }] : [changed];
          await house.invoke(door.functionName, door.kind === 'dashboard' ? changed : { Records: records });
          expectSilence(`${door.name} ${nth}`, at);
        }
      }
    }
    expect(tries).toBeGreaterThan(1_000);
  });
});

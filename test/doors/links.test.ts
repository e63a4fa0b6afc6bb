import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { LINK_PURPOSES, type LinkPurpose, linkUrl, readLink, signLink } from '../../functions/pages/signed-link.ts';
import { chance } from '../support/chance.ts';
import { QUERIES } from './hostile-words.ts';
import { type Opened, openHouse } from './fuzz-door.ts';
import { forgedLink } from './forgeries.ts';
import { formOf } from './furnish.ts';
import { genuineOf } from './genuine.ts';
import type { House } from './house.ts';

const SEED = 311;
const FORGERIES = 30_000;

test('forged links open nothing: altered, of another key, ended, put together of two, guessed', () => {
  const random = chance(SEED);
  const keys = { current: Buffer.alloc(32, 1).toString('base64'), previous: Buffer.alloc(32, 2).toString('base64') };
  const now = Date.UTC(2026, 5, 1);
  for (let nth = 0; nth < FORGERIES; nth += 1) {
    const token = forgedLink(keys, now, random);
    for (const purpose of LINK_PURPOSES)
      if (readLink(token, purpose, keys, now)) throw new Error(`Seed ${SEED}, number ${nth}: ${token} opens.`);
  }
});

/** Everything in every table, as one short text. */
const stateOf = (house: House): string =>
  house.tables
    .names()
    .map((name) =>
      createHash('sha256')
        .update(JSON.stringify([...house.tables.items(name)]))
        .digest('hex'),
    )
    .join();

describe('over the API', () => {
  let opened: Opened;
  let house: House;
  let missing: string;
  beforeAll(async () => {
    opened = await openHouse();
    ({ house } = opened.furnished);
    missing = (await house.visit({ method: 'GET', path: '/requests/x' })).body;
  });

  const hasForm = (purpose: LinkPurpose) => purpose !== 'scorecard';

  /** Knocks at a page, and at its form where it has one, with a token that must open neither. */
  const expectMissing = async (purpose: LinkPurpose, token: string): Promise<void> => {
    const path = linkUrl('', { purpose, id: 'x', expiresAt: 0 }, { current: 'x' }).replace(/[^/]*$/, () => token);
    const visits = [{ method: 'GET', path }, ...(hasForm(purpose) ? [formOf(path, { action: 'accept' })] : [])];
    for (const visit of visits) {
      const { status, body, writes } = await house.visit(visit);
      expect([purpose, visit.method, status, body === missing, writes]).toEqual([purpose, visit.method, 404, true, []]);
      house.restore();
    }
  };

  test.each(LINK_PURPOSES)(
    'a link to a %s opens no page of another purpose, and each says the same',
    async (purpose) => {
      const { links } = opened.furnished;
      const keys = house.secret('LinkKeys/Secret') as { current: string };
      const token = signLink(links[purpose], keys);
      expect((await house.visit({ method: 'GET', path: linkUrl('', links[purpose], keys) })).status).toBe(200);
      for (const other of LINK_PURPOSES) if (other !== purpose) await expectMissing(other, token);
    },
  );

  test.each(LINK_PURPOSES)(
    'a link to a %s that is wrong, ended, guessed or about nothing is the same 404 to the last byte',
    async (purpose) => {
      const { links } = opened.furnished;
      const keys = house.secret('LinkKeys/Secret') as { current: string };
      const link = links[purpose];
      const random = chance(SEED);
      const tokens = [
        signLink({ ...link, expiresAt: house.now() - 1_000 }, keys),
        signLink({ ...link, id: `${link.id}x` }, keys),
        signLink({ ...link, id: 'R-0000-0000-0000' }, keys),
        signLink({ ...link, id: '~~~' }, keys),
        signLink({ ...link, id: '__proto__' }, keys),
        signLink({ ...link, id: 'x'.repeat(3_000) }, keys),
        signLink(link, { current: Buffer.alloc(32, 9).toString('base64') }),
        ...Array.from({ length: 40 }, () =>
          encodeURIComponent(forgedLink(keys, house.now(), random).replaceAll(/[/?#\0]/g, '')),
        ),
      ];
      for (const token of tokens.filter(Boolean)) await expectMissing(purpose, token);
    },
  );

  test('whatever a scanner opens with links that are good, not a byte of any table changes', async () => {
    const before = stateOf(house);
    let opens = 0;
    for (const { name } of opened.doors.filter(({ name: door }) => /^GET .*\{token\}/.test(door))) {
      for (const genuine of genuineOf(name, opened.furnished) ?? []) {
        for (const method of ['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'TRACE']) {
          for (const query of ['', ...QUERIES]) {
            const { status, thrown } = await house.visit({ ...genuine.make(), method, query });
            expect([name, method, query, thrown, method === 'GET' ? status : 404]).toEqual([
              ...[name, method, query, undefined],
              method === 'GET' ? 200 : 404,
            ]);
            opens += 1;
          }
        }
      }
    }
    expect(opens).toBeGreaterThan(2_000);
    expect(stateOf(house)).toBe(before);
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import { sesEvent } from '../notices/ses-events.ts';
import { type Opened, openHouse } from './fuzz-door.ts';
import { formOf, itemsOf } from './furnish.ts';

let opened: Opened;
beforeAll(async () => {
  opened = await openHouse();
});

describe('what hostile input found', () => {
  test('an owner of five thousand characters is refused by name, and asked of no table', async () => {
    const { house, path } = opened.furnished;
    for (const [page, action] of [
      [path('improvement', 'all'), 'start-by-hand'],
      [path('improvement'), 'assign'],
    ] as const) {
      const fields = { action, title: 'Fewer are late', source: 'other', figure: 'none', owner: 'x'.repeat(5_000) };
      const { status, body, writes } = await house.visit(formOf(page, fields));
      expect([status, body.includes('Choose who owns it'), writes]).toEqual([422, true, []]);
    }
  });

  test('a queue’s form of more than 64 KB is refused unread, as every other form is', async () => {
    const { house, path } = opened.furnished;
    const { status, writes } = await house.visit(
      formOf(path('queue'), { action: 'found', address: 'x'.repeat(70_000) }),
    );
    expect([status, writes]).toEqual([413, []]);
  });

  test.each([null, 'text', 7, [], true])('a widget that is called with %j says that there is none', async (event) => {
    const { house } = opened.furnished;
    const shown = await house.invoke('ShowWidget', event);
    expect(shown.payload).toContain('There is no such widget.');
    const acted = await house.invoke('ActOnWidget', event);
    expect(acted.payload).toContain('There is no such button.');
    expect([shown.thrown, acted.thrown, acted.writes]).toEqual([undefined, undefined, []]);
  });

  test('half of a character in what a manager writes in a widget is kept as U+FFFD, and fails no table', async () => {
    const { house, requests } = opened.furnished;
    const { late } = requests;
    const [{ version }] = [
      ...house.tables.items(house.tables.names().find((name) => name.endsWith('-Requests'))!),
    ].filter(({ pk, sk }) => pk === `REQUEST#${late}` && sk === 'REQUEST') as [{ version: number }];
    const { payload, writes } = await house.invoke('ActOnWidget', {
      ...{ action: 'acknowledge', confirmed: 'acknowledge', requestId: late, version },
      widgetContext: { forms: { all: { [`text-${late}`]: 'A crew goes \ud83d out tonight.' } } },
    });
    expect(payload).not.toContain('failed');
    expect(JSON.stringify(writes)).toContain('A crew goes \ufffd out tonight.');
    house.tables.undo();
  });

  test('an event of SES whose id of the message is none is passed over, and does not come again from its queue', async () => {
    const { house } = opened.furnished;
    const [{ id }] = itemsOf(house, 'Notices').filter(({ status }) => status === 'claimed') as [{ id: string }];
    for (const messageId of ['\ud800', '', 'a b', 'x'.repeat(201), 7]) {
      const said = sesEvent('Send', id);
      const body = JSON.stringify({ ...said, mail: { ...said.mail, messageId } });
      const { payload, writes } = await house.invoke('ConfirmNotice', { Records: [{ messageId: 'm-0', body }] });
      expect([payload, writes]).toEqual([{ batchItemFailures: [] }, []]);
    }
  });

  test('half of a character in the id of a delivery is refused, and fails no table', async () => {
    const { house, signed } = opened.furnished;
    for (const [door, sender] of [
      ['webhooks', 'standard'],
      ['partners', 'eversource'],
    ] as const) {
      const { status, writes } = await house.visit(signed(door, sender, Buffer.from('{}'), 'a\ud83d'));
      expect([door, status, writes]).toEqual([door, 401, []]);
    }
  });

  test('the words of a partner’s update are kept, in whichever field and with whatever status they came', async () => {
    const { house, requests, signed } = opened.furnished;
    const about = { workOrder: `${requests.light}-1`, resolution: 'A new lamp is on the pole.' };
    for (const [status, text] of [
      ['all good now', undefined],
      ['unchanged', undefined],
      ['in progress', 'They left at nine.'],
    ] as const) {
      const body = Buffer.from(JSON.stringify({ ...about, status, text }));
      const answer = await house.visit(signed('partners', 'eversource', body));
      const written = JSON.stringify(answer.writes);
      expect([status, answer.status, written.includes(about.resolution)]).toEqual([status, 202, true]);
      if (text) expect(written).toContain(text);
      house.tables.undo();
    }
  });
});

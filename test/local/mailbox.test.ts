import { expect, test } from 'vitest';
import { NOTICE_TAG } from '../../functions/notices/contract.ts';
import { tagOf } from '../../functions/notices/message-tag.ts';
import { aboutMail } from '../../infra/local/console/mailbox.ts';

test.each([
  ['R-7K2M-9QXD-4TBN#1#request-received', { requestId: 'R-7K2M-9QXD-4TBN', kind: 'request-received' }],
  ['R-7K2M-9QXD-4TBN#1#resolve#v1#due0#desk', { requestId: 'R-7K2M-9QXD-4TBN', kind: 'clock-due' }],
  ['R-7K2M-9QXD-4TBN#1#resolve#v1#escalate2#director', { requestId: 'R-7K2M-9QXD-4TBN', kind: 'clock-escalated' }],
  ['manager-week#2026-06-01', { kind: 'manager-week' }],
  ['partner-week#somerville~dpw-highway#2026-06-01', { kind: 'partner-week' }],
  ['undeliverable-list#2026-06-01', { kind: 'undeliverable-list' }],
  ['register#tree-crew#agreement#2026-12-31#7', { kind: 'register' }],
])('the mailbox knows by the id %s what a notice is', (id, about) => {
  expect(aboutMail({ tags: { [NOTICE_TAG]: tagOf(id) } })).toEqual(about);
});

test('what no notice caused went to operations', () => {
  expect(aboutMail({ tags: {} })).toEqual({ kind: 'to operations' });
});

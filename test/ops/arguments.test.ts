import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { closeDays, openDays, showCalendars } from '../../infra/ops/calendar.ts';
import { placeHold } from '../../infra/ops/holds.ts';
import { revokeLinks, showLinks } from '../../infra/ops/links.ts';
import { openMachinery } from '../../infra/ops/machinery.ts';
import { checkMeasures } from '../../infra/ops/measures.ts';
import { findService } from '../../infra/ops/register.ts';
import { replay } from '../../infra/ops/replay.ts';

// Nothing listens at port 1, so whoever asked the stack first would say that none answers.
const where = { console: 'http://127.0.0.1:1', by: 'Mara', reason: 'The mailbox was read by others.' };
const days = { ...where, calendar: 'somerville-business' };
const links = { ...where, catalogue: 'somerville' } as const;

test.each([
  ['calendar close, days', () => closeDays('2026-13-01', days), /2026-13-01/],
  ['calendar open, days', () => openDays('soon', days), /soon/],
  [
    'calendar close, calendar',
    () => closeDays('2026-12-24', { ...days, calendar: 'mars' }),
    'There is no calendar mars.',
  ],
  ['calendar show', () => showCalendars('mars', where), 'There is no calendar mars.'],
  ['links revoke, no queue', () => revokeLinks(links), 'Name one: --partner CODE'],
  [
    'links revoke, two queues',
    () => revokeLinks({ ...links, review: true, concerns: true }),
    'Name one: --partner CODE',
  ],
  [
    'links revoke, an auditor and a partner',
    () => revokeLinks({ ...links, auditor: 'quality', partner: 'eversource' }),
    'Name one: --partner CODE',
  ],
  ['links revoke, no holder', () => revokeLinks({ ...links, request: 'R-7K2M-9QXD-4TBN' }), 'Say whose: --of partners'],
  ['links revoke, no reason', () => revokeLinks({ ...links, review: true, reason: ' ' }), 'Say why in'],
  [
    'hold place, days',
    () => placeHold('doe-v-city', { ...where, receivedFrom: '2026-06-01', receivedTo: '2026-06-01' }),
    'covers nothing',
  ],
  [
    'measures check, days',
    () => checkMeasures({ ...where, from: '2026-06-10', to: '2026-06-01' }),
    '2026-06-01 is before 2026-06-10',
  ],
  ['replay measures, days', () => replay('measures', { ...where, from: '2026-02-30' }), '2026-02-30 is no day'],
  ['links show', () => showLinks(links), 'Name one: --partner CODE'],
] as const)('%s: what is wrong in a command is said before the stack is asked', async (_, command, message) => {
  await expect(command()).rejects.toThrow(message);
});

test('a dry run that could compare nothing does not end as if there were something to do', async () => {
  await expect(replay('measures', { ...where, from: '2026-06-01' })).rejects.toThrow('No local stack answers at');
});

test.each([
  ['the API of the stack', 404, '{"status":404}'],
  ['something else', 200, '<!doctype html>'],
])('at the address of %s no console answers, which is said in a sentence', async (_, status, body) => {
  const server = createServer((_request, response) => void response.writeHead(status).end(body));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = { console: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  try {
    await expect(findService(address)).rejects.toThrow('No local stack answers at');
    await expect(openMachinery(address)).rejects.toThrow('No local stack answers at');
  } finally {
    server.close();
  }
});

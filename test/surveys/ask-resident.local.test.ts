import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRecipientStore } from '../../functions/notices/recipients.store.ts';
import { type RequestsStore, createRequestsStore } from '../../functions/requests/requests.store.ts';
import { createAskResident } from '../../functions/surveys/ask-resident.ts';
import type { SurveyNotice } from '../../functions/surveys/ask-survey.ts';
import { createAskedResidents } from '../../functions/surveys/asked-residents.store.ts';
import { DAY, HOUR, TUESDAY, aRequest } from '../support/builders.ts';
import { type Engine, anEngine } from '../support/engine.ts';

const NEXT_DAY = TUESDAY + 4 * HOUR + DAY;

let engine: Engine;
let store: RequestsStore;
let now = NEXT_DAY;
const KEY = 'a'.repeat(44);
let made = 0;
beforeAll(async () => {
  engine = await anEngine();
  store = createRequestsStore(engine.client, engine.tables, () => now);
});
afterAll(() => engine.stop());

/** A resolved request in the table, with the notice that asks how it went. */
const given = async (email: string): Promise<SurveyNotice & { to: string }> => {
  const { request } = aRequest.resolved({ sourceId: `asked-${(made += 1)}`, reporter: { email, language: 'en' } });
  await store.commit(undefined, { request, workOrders: [], events: [], notices: [] });
  return { id: `${request.id}#1#survey-asked`, requestId: request.id, message: 'survey-asked', to: email };
};
const recipients = () =>
  createRecipientStore(
    engine.client,
    engine.tables.notices,
    async () => KEY,
    () => now,
  );
const ask = (notice: SurveyNotice & { to: string }) =>
  createAskResident({
    requests: store,
    asked: createAskedResidents(engine.client, engine.tables.requests, async () => KEY),
    recipients: recipients(),
    now: () => now,
  })(notice);

describe('a question', () => {
  it('R150 to one resident goes once, however many of their requests ask at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const own = await Promise.all(['', '', '', ''].map(() => given(`racer-${round}@resident.example`)));
      const decisions = await Promise.all(own.map(ask));
      expect(decisions.filter(({ kind }) => kind === 'go')).toHaveLength(1);
      expect(decisions.filter((one) => one.kind === 'leave-out' && one.why === 'asked-recently')).toHaveLength(3);
    }
  });

  it('R130 whose run was lost after it was decided is decided the same, and written once', async () => {
    const notice = await given('crash@resident.example');
    expect((await ask(notice)).kind).toBe('go');
    expect((await ask(notice)).kind).toBe('go');
    const { events } = (await store.loadWithHistory(notice.requestId))!;
    expect(events.map(({ type }) => type)).toEqual(['survey-asked']);
  });

  it('R150 may come again after 30 days, by the address in any spelling', async () => {
    expect((await ask(await given('often@resident.example'))).kind).toBe('go');
    expect((await ask(await given('OFTEN@resident.example'))).kind).toBe('leave-out');
    now = NEXT_DAY + 30 * DAY;
    const { request } = aRequest.resolved({
      sourceId: 'a-month-later',
      reporter: { email: 'often@resident.example', language: 'en' },
    });
    const later = { ...request, resolvedAt: now - DAY, closesAt: now + 13 * DAY };
    await store.commit(undefined, { request: later, workOrders: [], events: [], notices: [] });
    const notice = { id: `${request.id}#1#survey-asked`, requestId: request.id, message: 'survey-asked' as const };
    expect((await ask({ ...notice, to: 'often@resident.example' })).kind).toBe('go');
    now = NEXT_DAY;
  });

  it('R157 is asked of nobody who would not be sent it: neither counts as asked, nor uses up the thirty days', async () => {
    const [unwanted, bounced] = ['unwanted@resident.example', 'bounced@resident.example'] as const;
    await recipients().choose(unwanted, (before) => ({ ...before, unwanted: ['survey'] }));
    const notice = await given(bounced);
    await recipients().record(bounced, { reason: 'bounced', requestId: notice.requestId, message: 'request-resolved' });
    const declined = await given(unwanted);
    expect(await ask(declined)).toMatchObject({ kind: 'leave-out', why: 'unwanted' });
    expect(await ask(notice)).toMatchObject({ kind: 'leave-out', why: 'unreachable' });
    const { request, events } = (await store.loadWithHistory(declined.requestId))!;
    expect(request).toMatchObject({ asking: { outcome: 'unwanted' } });
    expect(events.at(-1)).toMatchObject({ type: 'survey-not-asked', data: { reason: 'unwanted' } });
    await recipients().choose(unwanted, (before) => ({ ...before, unwanted: [] }));
    expect((await ask(await given(unwanted))).kind).toBe('go');
  });

  it('keeps no address where the keys tell it', async () => {
    const kept = (await engine.items('requests')).filter(({ pk }) => String(pk).startsWith('SURVEYED#'));
    expect(kept.length).toBeGreaterThan(2);
    for (const item of kept) {
      expect(JSON.stringify(item)).not.toMatch(/resident\.example/iu);
      expect(Number(item.expiresAt) * 1000).toBeGreaterThanOrEqual(Number(item.askedAt) + 31 * DAY);
    }
  });
});

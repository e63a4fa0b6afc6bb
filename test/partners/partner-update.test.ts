import { describe, expect, test } from 'vitest';
import { applyUpdate } from '../../functions/partners/apply-update.ts';
import { type PartnerUpdate, readPartnerUpdate } from '../../functions/partners/partner-update.ts';
import { settleUpdate } from '../../functions/partners/settle-update.ts';
import { meaningOf } from '../../functions/partners/update-command.ts';
import type { Change } from '../../functions/requests/change.ts';
import { DAY, HOUR, TUESDAY, aCompletion, aContext, aRequest, keep, work } from '../support/builders.ts';

const fieldsOf = (payload: unknown): string[] => {
  const reading = readPartnerUpdate(payload);
  return reading.kind === 'faulty' ? reading.errors.map(({ field }) => field) : [];
};
const meant = (update: object, from: Parameters<typeof meaningOf>[1] = 'offered') =>
  meaningOf({ workOrder: 'W-1', status: '', ...update }, from);

describe('the body of an update', () => {
  test('without an id names the field that is missing (R10)', () => {
    expect(fieldsOf({ status: 'done' })).toEqual(['workOrder']);
    expect(fieldsOf({ workOrder: ' ', status: 'done' })).toEqual(['workOrder']);
  });

  test('without a status, or that is no object, names it (R10)', () => {
    expect(fieldsOf({ workOrder: 'W-1' })).toEqual(['status']);
    expect(fieldsOf([])).toEqual(['(body)']);
    expect(fieldsOf('done')).toEqual(['(body)']);
  });

  test('with an instant that has no zone names it', () => {
    expect(fieldsOf({ workOrder: 'W-1', status: 'done', at: '2026-06-02T10:00:00' })).toEqual(['at']);
    expect(fieldsOf({ workOrder: 'W-1', status: 'scheduled', scheduledFor: 'tomorrow' })).toEqual(['scheduledFor']);
  });

  test('may write its status in other letters, and null for what is absent', () => {
    expect(
      readPartnerUpdate({
        reference: 'E-77',
        workOrder: null,
        status: ' In Progress ',
        at: '2026-06-02T09:00:00-04:00',
      }),
    ).toEqual({
      kind: 'update',
      update: { reference: 'E-77', status: 'in-progress', at: Date.UTC(2026, 5, 2, 13) },
    });
  });
});

describe('the meaning of a status', () => {
  test('is the command of our own that it stands for', () => {
    expect(meant({ status: 'accepted' })).toEqual({ kind: 'command', command: { action: 'accept' } });
    expect(meant({ status: 'started', reference: 'E-77' })).toEqual({
      kind: 'command',
      command: { action: 'start', reference: 'E-77' },
    });
    expect(meant({ status: 'in-progress' }, 'on-hold')).toEqual({ kind: 'command', command: { action: 'resume' } });
    expect(meant({ status: 'on-hold', reason: 'weather' })).toEqual({
      kind: 'command',
      command: { action: 'hold', reason: 'weather' },
    });
    expect(meant({ status: 'fixed', text: 'The wire is up again.' })).toEqual({
      kind: 'command',
      command: { action: 'complete', outcome: 'done', resolution: 'The wire is up again.' },
    });
    expect(meant({ status: 'rejected', reason: 'not-our-place', text: 'This pole is Verizon’s.' })).toEqual({
      kind: 'command',
      command: { action: 'send-back', reason: 'not-our-place', text: 'This pole is Verizon’s.' },
    });
  });

  test('names the field that it cannot do without (R10)', () => {
    const field = (update: object) => {
      const meaning = meant(update);
      return meaning.kind === 'refused' ? meaning.field : meaning.kind;
    };
    expect(field({ status: 'scheduled' })).toBe('scheduledFor');
    expect(field({ status: 'on-hold' })).toBe('reason');
    expect(field({ status: 'done' })).toBe('resolution');
    expect(field({ status: 'done', outcome: 'elsewhere', resolution: 'We entered it anew.' })).toBe('outcome');
    expect(field({ status: 'sent-back', text: 'This is not our pole.' })).toBe('reason');
    expect(field({ status: 'sent-back', reason: 'not-our-place' })).toBe('text');
    expect(field({ status: 'note' })).toBe('text');
  });

  test('unchanged is one, and a word that nobody knows is none (R8)', () => {
    expect(meant({ status: 'unchanged' })).toEqual({ kind: 'unchanged' });
    expect(meant({ status: 'crew-dispatched-2' })).toEqual({ kind: 'unknown' });
    expect(meant({ status: 'constructor' })).toEqual({ kind: 'unknown' });
  });
});

describe('an update', () => {
  test('names the field of a day that is years away (R10)', () => {
    const file = aRequest.inProgress();
    const subject = { file, workOrder: file.workOrders[0]! };
    const tell = (scheduledFor: number) =>
      applyUpdate(subject, { status: 'scheduled', scheduledFor }, aContext(), TUESDAY + HOUR);
    expect(tell(Date.UTC(9999, 11, 31))).toMatchObject({ kind: 'refused', code: 'invalid', field: 'scheduledFor' });
    expect(tell(TUESDAY + DAY)).toMatchObject({ kind: 'taken', answer: { result: 'applied' } });
  });

  test('with a day that was over when it came is kept for a person to look at, and told to nobody', () => {
    const file = aRequest.inProgress();
    const update = { status: 'scheduled', scheduledFor: TUESDAY + DAY, at: TUESDAY + HOUR };
    const decision = applyUpdate({ file, workOrder: file.workOrders[0]! }, update, aContext(), TUESDAY + 2 * DAY);
    expect(decision).toMatchObject({ kind: 'taken', answer: { result: 'recorded' }, flagged: true });
    expect(decision).toMatchObject({ change: { notices: [], events: [{ type: 'partner-update-recorded' }] } });
  });

  test.each([
    ['their number alone', { reference: 'E-4711' }],
    ['our id and their number', { workOrder: 'ours', reference: 'E-4711' }],
  ])('that opens a request again by %s leads their number to the work that goes on (R9)', async (_, named) => {
    const accepted = work(aRequest.inProgress(), { action: 'accept', reference: 'E-4711' }, TUESDAY);
    let kept = work(accepted, aCompletion, TUESDAY + HOUR);
    const [first] = kept.workOrders;
    const numbers = new Map([['E-4711', first!.id]]);
    const stores = {
      requests: {
        loadWithHistory: async () => kept,
        commit: async (_before: unknown, change: Change) => {
          kept = keep(kept, change);
          for (const { item } of change.records ?? [])
            numbers.set(String(item.pk).split('#').at(-1)!, String(item.workOrder));
          return true;
        },
      },
      deliveries: { find: async () => undefined, remember: async (delivery: unknown) => delivery },
      references: { find: async (_partner: unknown, reference: string) => numbers.get(reference) },
      now: () => TUESDAY + 2 * HOUR,
    } as unknown as Parameters<typeof settleUpdate>[2];
    const tell = (update: PartnerUpdate, deliveryId: string) =>
      settleUpdate(
        {
          partner: { catalogue: 'somerville', partner: 'dpw-highway' },
          delivery: { kind: 'genuine', deliveryId, bodyHash: deliveryId, value: {} },
          update: { ...update, ...(update.workOrder ? { workOrder: first!.id } : {}) },
        },
        aContext(),
        stores,
      );
    await tell({ ...named, status: 'reopened' }, 'one');
    expect(kept.workOrders).toMatchObject([{ status: 'done' }, { status: 'offered', reference: 'E-4711' }]);
    const done = await tell({ reference: 'E-4711', status: 'done', text: 'We filled it a second time.' }, 'two');
    expect(done).toMatchObject({ kind: 'taken', answer: { result: 'applied' } });
    expect(kept.request).toMatchObject({ status: 'resolved', cycle: 2 });
  });
});

import type { MessageValues } from '../../functions/notices/message-values.ts';
import { MESSAGES, type MessageName, type Notice, type NoticeValue, queued } from '../../functions/notices/notice.ts';
import { ALL_ENTRIES, ALL_VALUES, SAMPLE_NOW, sampleDraft } from '../../functions/notices/sample-letters.ts';

export { ALL_ENTRIES, ALL_VALUES, EVERY_LETTER, languagesOf } from '../../functions/notices/sample-letters.ts';

/** Monday 1 June 2026, 09:00 in Somerville. */
export const NOW = SAMPLE_NOW;

/** The least that each message can say. */
export const FEWEST_VALUES: { [M in MessageName]: MessageValues[M] } = Object.fromEntries(
  MESSAGES.map((message) => {
    const {
      place: _,
      promise: _p,
      dueAt: _d,
      why: _w,
      emergency: _e,
      late: _l,
      task: _t,
      urgent: _u,
      reference: _r,
      inVain: _i,
      remark: _m,
      workOf: _w2,
      acceptBy: _a,
      completeBy: _c,
      wasType: _wt,
      wasDue: _wd,
      since: _s,
      shownBy: _b,
      ...least
    } = { ...ALL_VALUES[message] } as Record<string, unknown>;
    const breaches = message.startsWith('clock-');
    return [
      message,
      breaches
        ? { ...least, promise: ALL_VALUES['clock-due'].promise, dueAt: ALL_VALUES['clock-due'].dueAt, tried: [] }
        : least,
    ];
  }),
) as { [M in MessageName]: MessageValues[M] };

/** A queued notice of a message; any part can be another. */
export const aNotice = (
  message: MessageName = 'request-received',
  more: Partial<Omit<Notice, 'values'>> & { values?: Record<string, NoticeValue> } = {},
): Notice => ({
  ...queued(sampleDraft(message), NOW),
  ...more,
});

/** The same with what a message of this name lists, and the addresses of its entries' pages. */
export const aLetter = (message: MessageName, more: Parameters<typeof aNotice>[1] = {}) => {
  const entries = ALL_ENTRIES[message] ?? [];
  const notice = { ...aNotice(message, more), ...(entries.length > 0 ? { entries } : {}) };
  return { notice, entryUrls: entries.map((_, index) => `https://311.example.org/entries/${index}.${'x'.repeat(60)}`) };
};

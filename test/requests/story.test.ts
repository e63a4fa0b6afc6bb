import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language, STAFF_LANGUAGES } from '../../functions/languages/language.ts';
import { EVENT_TYPES, type RequestEvent } from '../../functions/requests/event.ts';
import { remarkOf, tellEvent, tellTried } from '../../functions/requests/story.ts';

const names = { partner: (code: string) => (code === 'dpw-highway' ? 'Highway Division' : code) };
const at = Date.UTC(2015, 5, 4, 12, 30);

const anEvent = (event: Partial<RequestEvent> & Pick<RequestEvent, 'type'>): RequestEvent => ({
  requestId: 'R-1',
  cycle: 1,
  version: 1,
  order: 0,
  at,
  by: { kind: 'system', name: 'workflow' },
  ...event,
});

const byPartner = { kind: 'partner', name: 'dpw-highway' } as const;

describe('the story of a request', () => {
  it.each(EVENT_TYPES)('tells staff of %s in both languages, in two different sentences', (type) => {
    const event = anEvent({ type, data: { partner: 'dpw-highway', reason: 'weather', kind: 'due', level: 1 } });
    const [english, spanish] = [tellEvent(event, 'en', names, 'staff'), tellEvent(event, 'es', names, 'staff')];
    expect(english).toMatch(/^[A-Z].*[.”]$/);
    expect(spanish).toMatch(/^\p{Lu}.*[.”]$/u);
    expect(spanish).not.toBe(english);
  });

  it.each(EVENT_TYPES)('tells %s as a whole sentence though the event says nothing of itself', (type) => {
    for (const language of STAFF_LANGUAGES)
      expect(tellEvent(anEvent({ type }), language, names, 'staff')).toMatch(/^\p{Lu}.*\.$/u);
  });

  it.each(EVENT_TYPES)('tells a resident who may read of %s in each language, in six different sentences', (type) => {
    const data = { partner: 'dpw-highway', reason: 'weather', was: at, due: at + 1, clock: 'resolve', to: 'ht' };
    const whole = anEvent({ type, text: 'The hole is filled.', data: { ...data, public: true } });
    const told = (event: RequestEvent) => LANGUAGES.map((language) => tellEvent(event, language, names, 'constituent'));
    if (told(whole)[0] === undefined) return expect(told(whole)).toEqual(LANGUAGES.map(() => undefined));
    for (const event of [whole, anEvent({ type, data: { public: true } })]) {
      expect(new Set(told(event)).size, told(event).join('\n')).toBe(LANGUAGES.length);
      for (const sentence of told(event)) expect(sentence).toMatch(/^[^{}]+[.।。”」]$/u);
    }
  });

  it('tells what only staff read in English where no language of theirs is asked for', () => {
    const event = anEvent({ type: 'links-revoked' });
    expect(tellEvent(event, 'ne', names, 'staff')).toBe(tellEvent(event, 'en', names, 'staff'));
  });

  it('names a language as those who speak it do', () => {
    const event = anEvent({ type: 'language-changed', data: { from: 'en', to: 'zh-Hant' } });
    expect(tellEvent(event, 'en', names, 'constituent')).toBe(
      'The language of this page and of our e-mails was changed to 繁體中文.',
    );
  });

  it('keeps right-to-left words from turning the sentence around them', () => {
    const event = anEvent({ type: 'work-order-completed', by: byPartner, text: 'הבור \u202Eמולא', data: {} });
    expect(tellEvent(event, 'en', names, 'constituent')).toBe(
      'Highway Division finished the work: “\u2068הבור מולא\u2069”',
    );
  });

  it('names the partner that the work was offered to', () => {
    const event = anEvent({ type: 'work-order-offered', data: { partner: 'dpw-highway' } });
    expect(tellEvent(event, 'en', names, 'constituent')).toBe('Work was offered to Highway Division.');
  });

  it('gives the reason of a hold in words, in the reader’s language', () => {
    const event = anEvent({ type: 'work-order-held', data: { reason: 'waiting-for-utility' } });
    expect(tellEvent(event, 'es', names, 'constituent')).toBe(
      'El trabajo está detenido: a la espera de una compañía de servicios públicos.',
    );
  });

  it('quotes what a partner wrote for the resident', () => {
    const event = anEvent({
      type: 'work-order-completed',
      by: byPartner,
      text: 'The hole is filled.',
      data: { outcome: 'done' },
    });
    expect(tellEvent(event, 'en', names, 'constituent')).toBe(
      'Highway Division finished the work: “The hole is filled.”',
    );
  });

  it.each([
    'milestone-reached',
    'milestone-skipped',
    'escalation-acknowledged',
    'operator-needed',
    'workflow-repaired',
  ])('keeps %s from the resident', (type) => {
    const event = anEvent({ type: type as RequestEvent['type'], text: 'internal' });
    expect(tellEvent(event, 'en', names, 'constituent')).toBeUndefined();
    expect(remarkOf(event, 'constituent')).toBeUndefined();
  });

  it('keeps a note from the resident unless its writer made it public', () => {
    const note = anEvent({ type: 'work-order-noted', by: byPartner, text: 'Crew was there.' });
    expect(tellEvent(note, 'en', names, 'constituent')).toBeUndefined();
    expect(tellEvent(note, 'en', names, 'partner')).toBe('Highway Division added a note.');
    expect(remarkOf(note, 'partner')).toBe('Crew was there.');
    const open = { ...note, data: { public: true } };
    expect(tellEvent(open, 'en', names, 'constituent')).toBe('Highway Division added a note: “Crew was there.”');
    expect(remarkOf(open, 'partner')).toBeUndefined();
  });

  describe('of a promise that moved (R112)', () => {
    const data = {
      clock: 'resolve',
      was: Date.parse('2026-06-03T13:00:00Z'),
      due: Date.parse('2026-06-04T13:00:00Z'),
      days: '2026-06-02',
      because: 'closed',
    };
    const moved = anEvent({ type: 'clock-moved', text: 'Snow emergency', data });
    const told = (event: RequestEvent, language: Language = 'en') => tellEvent(event, language, names, 'constituent');

    it('says from when to when, and why, in both languages', () => {
      expect(told(moved)).toBe(
        'The promised time moved from June 3, 2026, 9:00 AM to June 4, 2026, 9:00 AM, because June 2, 2026 does not count: “Snow emergency”',
      );
      expect(told(moved, 'es')).toMatch(
        /^El plazo prometido pasó del 3 de junio de 2026, .* al 4 de junio de 2026, .*, porque no cuenta el 2 de junio de 2026: “Snow emergency”$/u,
      );
    });

    it('and that days count after all', () => {
      const opened = { ...moved, data: { ...data, days: '2026-06-02 2026-06-03', because: 'opened' } };
      expect(told(opened)).toContain('because June 2, 2026 and June 3, 2026 count after all: ');
    });

    it('and keeps a partner’s own promise, and one to contact somebody, from the resident', () => {
      const withMore = (more: Record<string, string>) => ({ ...moved, data: { ...data, ...more } });
      expect(told(withMore({ workOrder: 'R-1-1', partner: 'dpw-highway' }))).toBeUndefined();
      expect(told(withMore({ concern: 'R-1-C1' }))).toBeUndefined();
      expect(tellEvent(withMore({ workOrder: 'R-1-1' }), 'en', names, 'partner')).toContain('moved from');
    });
  });

  it('keeps what a resident wrote out of every sentence', () => {
    const event = anEvent({ type: 'request-reopened', text: 'Call me at 617 555 0100' });
    for (const audience of ['constituent', 'partner', 'staff'] as const) {
      expect(tellEvent(event, 'en', names, audience)).not.toContain('617');
    }
    expect(remarkOf(event, 'partner')).toBe('Call me at 617 555 0100');
  });
});

describe('what has been tried', () => {
  it('is told with local dates, oldest first', () => {
    const events = [
      anEvent({ type: 'request-received' }),
      anEvent({ type: 'work-order-offered', data: { partner: 'dpw-highway' } }),
      anEvent({ type: 'work-order-accepted', by: byPartner, at: at + 86_400_000 }),
      anEvent({ type: 'milestone-reached', at: at + 172_800_000, data: { kind: 'at-risk', level: 0 } }),
    ];
    expect(tellTried(events, { names, timeZone: 'America/New_York' })).toEqual([
      'June 4, 2015, 8:30 AM: Work was offered to Highway Division.',
      'June 5, 2015, 8:30 AM: Highway Division took the work on.',
      'June 6, 2015, 8:30 AM: The promised time was running out, and a reminder was sent.',
    ]);
  });

  it('keeps the last eight lines', () => {
    const events = Array.from({ length: 12 }, (_, index) =>
      anEvent({ type: 'milestone-reached', data: { kind: 'escalate', level: index + 1 } }),
    );
    const lines = tellTried(events, { names, timeZone: 'America/New_York' });
    expect(lines).toHaveLength(8);
    expect(lines.at(-1)).toContain('level 12');
  });

  it('repeats no internal note', () => {
    const events = [anEvent({ type: 'work-order-noted', by: byPartner, text: 'The owner is away.' })];
    expect(tellTried(events, { names, timeZone: 'America/New_York' }).join()).not.toContain('owner');
  });
});

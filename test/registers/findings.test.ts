import { describe, expect, test } from 'vitest';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import type { Partner } from '../../functions/catalogue/partner.ts';
import type { NoticeDraft } from '../../functions/notices/notice.ts';
import { renderNotice } from '../../functions/notices/render.ts';
import type { Undeliverable } from '../../functions/notices/recipients.store.ts';
import {
  calendarFindings,
  findingId,
  findingsOf,
  sayFinding,
  translationFindings,
  unreachableContacts,
} from '../../functions/registers/findings.ts';
import { type Lacking, withDates } from '../../functions/registers/lacking.ts';
import { registerNotice } from '../../functions/registers/register-notices.ts';
import { readTranslations } from '../../infra/ops/messages.ts';
import { countUnreviewed } from '../../infra/translations.ts';
import { watchRegister } from '../../functions/registers/watch-register.handler.ts';

const office = { reviewDesk: 'desk@city.example', serviceOperationsManager: 'manager@city.example' };
/** E-mail reaches whoever is written to. */
const everybody = { look: async () => undefined };
/** Nothing is missing in the deployed files. */
const nothingKept = { find: async () => ({}), put: async () => undefined };
const noon = (date: string) => Date.parse(`${date}T16:00:00Z`);

const aPartner = (more: Partial<Partner> = {}): Partner => ({
  code: 'tree-crew',
  name: 'Tree crew',
  kind: 'vendor',
  covers: 'Stumps.',
  calendar: 'somerville-business',
  contacts: [
    { level: 'desk', name: 'Dispatch', email: 'desk@trees.example' },
    { level: 'supervisor', name: 'Foreman', email: 'foreman@trees.example' },
  ],
  agreement: { title: 'Contract 12', from: '2026-01-01', until: '2026-12-31' },
  ...more,
});
const found = (partner: Partner, date: string) =>
  findingsOf({ partners: new Map([[partner.code, partner]]), timeZone: 'America/New_York' }, noon(date));
const near = (partner: Partner, date: string) =>
  found(partner, date).map((finding) => ('near' in finding ? finding.near : finding.kind));

describe('an agreement with a partner', () => {
  test.each([
    ['2026-10-31', []],
    ['2026-11-01', [60]],
    ['2026-11-30', [60]],
    ['2026-12-01', [30]],
    ['2026-12-23', [30]],
    ['2026-12-24', [7]],
    ['2026-12-31', [7]],
    ['2027-01-01', ['past']],
  ] as const)('that ends on 31 December 2026 is told on %s as %o', (date, expected) => {
    expect(near(aPartner(), date)).toEqual(expected);
  });

  test('ends with the city’s day, not with that of UTC', () => {
    const partners = new Map([['tree-crew', aPartner()]]);
    const at = (instant: string) => findingsOf({ partners, timeZone: 'America/New_York' }, Date.parse(instant));
    expect(at('2027-01-01T04:59:59Z')).toMatchObject([{ near: 7 }]);
    expect(at('2027-01-01T05:00:00Z')).toMatchObject([{ near: 'past' }]);
  });

  test('is missing where a vendor has none, and not where a department has none', () => {
    const { agreement: _, ...without } = aPartner();
    expect(near(without, '2026-06-01')).toEqual(['agreement-missing']);
    const director = { level: 'director', name: 'Head', email: 'head@trees.example' } as const;
    const department = { ...without, kind: 'department' as const, contacts: [...without.contacts, director] };
    expect(near(department, '2026-06-01')).toEqual([]);
  });
});

test('a contact that lapses is told as an agreement is (R137)', () => {
  const [desk, supervisor] = aPartner().contacts;
  const partner = aPartner({ contacts: [desk!, { ...supervisor!, validUntil: '2026-06-30' }] });
  expect(near(partner, '2026-05-31')).toEqual([30]);
  expect(found(partner, '2026-07-01')).toEqual([
    {
      kind: 'contact-ends',
      partner: 'tree-crew',
      partnerName: 'Tree crew',
      level: 'supervisor',
      until: '2026-06-30',
      near: 'past',
    },
  ]);
});

describe('a level at which nobody stands is a finding (R137)', () => {
  const missing = (partner: Partner) =>
    found(partner, '2026-06-01').map((finding) => [finding.kind, 'level' in finding ? finding.level : '']);

  test('the supervisor of an outside partner, whose director is the manager herself', () => {
    expect(missing(aPartner())).toEqual([]);
    expect(missing(aPartner({ contacts: aPartner().contacts.slice(0, 1) }))).toEqual([
      ['contact-missing', 'supervisor'],
    ]);
  });

  test('the director of a department too', () => {
    expect(missing(aPartner({ kind: 'department' }))).toEqual([['contact-missing', 'director']]);
  });

  test('until somebody begins there', () => {
    const [desk, supervisor] = aPartner().contacts;
    const beginning = (validFrom: string) => aPartner({ contacts: [desk!, { ...supervisor!, validFrom }] });
    expect(missing(beginning('2026-06-02'))).toEqual([['contact-missing', 'supervisor']]);
    expect(missing(beginning('2026-06-01'))).toEqual([]);
  });

  test('is told once, and again where it comes back after it was put right', () => {
    const whole = aPartner();
    const { agreement: _, ...without } = aPartner({ contacts: whole.contacts.slice(0, 1) });
    let known: Lacking | undefined;
    const idsOn = (partner: Partner, date: string): string[] => {
      const { findings, lacking } = withDates(found(partner, date), known, date);
      known = lacking;
      return findings.map(findingId);
    };
    // What lacked before dates were kept was told under these names.
    expect(idsOn(without, '2026-06-01')).toEqual(['tree-crew#no-agreement', 'tree-crew#no-supervisor']);
    expect(idsOn(without, '2026-06-02')).toEqual(['tree-crew#no-agreement', 'tree-crew#no-supervisor']);
    expect(idsOn(whole, '2026-06-03')).toEqual([]);
    const again = idsOn(without, '2026-06-10');
    expect(again).toEqual(['tree-crew#no-agreement#2026-06-10', 'tree-crew#no-supervisor#2026-06-10']);
    expect(idsOn(without, '2026-06-11')).toEqual(again);
  });

  test('and none of Somerville’s partners has one in its deployed files', () => {
    const all = findingsOf(catalogueOf('somerville'), noon('2026-06-01'));
    expect(all).toEqual([]);
  });
});

describe('a contact whom e-mail does not reach is a finding (R137, R140)', () => {
  const NOW = noon('2026-06-01');
  const entry = (more: Partial<Undeliverable> = {}): Undeliverable => ({
    id: '#recipient#x',
    status: 'bounced',
    changedAt: noon('2026-05-29'),
    requestId: 'R-7K2M-9QXD-4TBN',
    message: 'work-offered',
    ...more,
  });
  const lost = (partner: Partner, listed: Record<string, Undeliverable>) =>
    unreachableContacts(
      { partners: new Map([[partner.code, partner]]), timeZone: 'America/New_York' },
      async (address) => listed[address],
      NOW,
    );

  test('by level, reason and day, and with no address in it', async () => {
    const [finding, ...others] = await lost(aPartner(), { 'desk@trees.example': entry() });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: 'contact-unreachable', level: 'desk', reason: 'bounced' });
    expect(JSON.stringify(finding)).not.toContain('@');
    expect(sayFinding(finding!)).toBe('Tree crew: e-mail does not reach the desk, so the next level up is written to.');
    const notice = registerNotice(finding!, catalogueOf('somerville'), office, NOW);
    const letter = (language: 'en' | 'es') =>
      renderNotice({ ...notice, language }, { city: 'Somerville', url: 'https://city.example/queues/x' });
    expect(letter('en').subject).toBe('Register of partners: Tree crew: e-mail to a contact comes back');
    expect(letter('en').text).toContain('Since: May 29, 2026');
    expect(letter('en').text).toContain('npm run ops -- undeliverable --lift R-7K2M-9QXD-4TBN');
    expect(letter('es').subject).toBe('Registro de socios: Tree crew: el correo a un contacto vuelve');
  });

  test('that is gone when the address is lifted, and when another contact takes its place', async () => {
    expect(await lost(aPartner(), {})).toEqual([]);
    const contacts = [{ ...aPartner().contacts[0]!, email: 'new@trees.example' }, aPartner().contacts[1]!];
    expect(await lost(aPartner({ contacts }), { 'desk@trees.example': entry() })).toEqual([]);
    const lapsed = [{ ...aPartner().contacts[0]!, validUntil: '2026-05-31' }, aPartner().contacts[1]!];
    expect(await lost(aPartner({ contacts: lapsed }), { 'desk@trees.example': entry() })).toEqual([]);
  });

  test('told once, and again only when it comes back after it was lifted', async () => {
    const known = new Set<string>();
    const queue = async ({ id }: { id: string }) => !known.has(id) && known.add(id).size > 0;
    const highway = catalogueOf('somerville').partner('dpw-highway').contacts[0]!.email;
    let listed: Undeliverable | undefined = entry();
    const recipients = { look: async (address: string) => (address === highway ? listed : undefined) };
    const run = (date: string) =>
      watchRegister({ queue, recipients, lacking: nothingKept, office, now: () => noon(date) })();
    expect(await run('2026-06-01')).toEqual({ findings: 1, told: 1 });
    expect(await run('2026-06-02')).toEqual({ findings: 1, told: 0 });
    listed = undefined;
    expect(await run('2026-06-03')).toEqual({ findings: 0, told: 0 });
    listed = entry({ changedAt: noon('2026-06-03') });
    expect(await run('2026-06-04')).toEqual({ findings: 1, told: 1 });
  });
});

test('each finding is told once, and again only when its end comes nearer', async () => {
  const known = new Set<string>();
  const queue = async ({ id }: { id: string }) => !known.has(id) && known.add(id).size > 0;
  const on = (date: string) =>
    watchRegister({ queue, recipients: everybody, lacking: nothingKept, office, now: () => noon(date) })();
  const first = await on('2026-11-02');
  expect(first).toEqual({ findings: first.findings, told: first.findings });
  expect(first.findings).toBeGreaterThan(0);
  expect((await on('2026-11-03')).told).toBe(0);
  expect((await on('2026-12-01')).told).toBeGreaterThan(0);
});

test('the letters to the manager name the partner and what it lacks, in both languages, and never a person', () => {
  const catalogue = catalogueOf('somerville');
  const [finding] = found(aPartner(), '2026-12-24');
  const notice = registerNotice(finding!, catalogue, office, noon('2026-12-24'));
  expect([notice.id, notice.to]).toEqual(['register#tree-crew#agreement#2026-12-31#7', 'manager@city.example']);
  const letter = (language: 'en' | 'es') =>
    renderNotice({ ...notice, language }, { city: 'Somerville', url: 'https://city.example/queues/x' });
  expect(letter('en').subject).toBe('Register of partners: Tree crew: the agreement runs out');
  expect(letter('es').subject).toBe('Registro de socios: Tree crew: el acuerdo está por vencer');
  expect(letter('en').text).toContain('Last day: 2026-12-31');
});

describe('a calendar that ends before its longest promise would', () => {
  const catalogue = catalogueOf('somerville');
  const on = (date: string) => calendarFindings(catalogue, noon(date));

  test('is no finding while every promise of today and of the lead time ends within it', () => {
    expect(on('2026-06-01')).toEqual([]);
  });

  test('is one when a promise begun within the lead time would end after it, and another when one begun today would', () => {
    const ahead = on('2030-06-15').find(({ calendar }) => calendar === 'somerville-business');
    expect(ahead).toMatchObject({ kind: 'calendar-ends', until: '2030-12-31', near: 'ahead' });
    expect(ahead && ahead.reaches > '2030-12-31').toBe(true);
    const today = on('2030-12-20').find(({ calendar }) => calendar === 'somerville-business');
    expect(today).toMatchObject({ near: 'today' });
    expect(new Set([ahead, today].map((finding) => findingId(finding!))).size).toBe(2);
  });

  test('names the calendar, its last date, the longest agreement that uses it, and the remedy', () => {
    const [finding] = on('2030-12-20').filter(({ calendar }) => calendar === 'somerville-business');
    const { agreement } = finding!;
    expect(catalogue.agreements.find(({ code }) => code === agreement)?.calendar).toBe('somerville-business');
    expect(sayFinding(finding!)).toBe(
      `Calendar somerville-business ends on 2030-12-31, but ${agreement} begun today reaches ${finding!.reaches}: add the holidays of the next years to its file, move its last date, and deploy.`,
    );
  });

  test('is told to the manager once, in a letter of its own', async () => {
    const sent: NoticeDraft[] = [];
    const queue = async (draft: NoticeDraft) =>
      !sent.some(({ id }) => id === draft.id) && draft.message === 'calendar-attention' && sent.push(draft) > 0;
    for (const day of ['2030-12-20', '2030-12-21'])
      await watchRegister({ queue, recipients: everybody, lacking: nothingKept, office, now: () => noon(day) })();
    expect(sent.map(({ id }) => id)).toEqual(['register#calendar#somerville-business#2030-12-31#today']);
    const letter = renderNotice(sent[0]!, { city: 'Somerville', url: 'https://city.example/queues/x' });
    expect(letter.subject).toBe('Calendar somerville-business ends on 2030-12-31');
    expect(letter.text.replaceAll(/\s+/g, ' ')).toContain('counts by it now reaches');
    const [ahead] = on('2030-06-15').filter(({ calendar }) => calendar === 'somerville-business');
    const early = registerNotice(ahead!, catalogue, office, noon('2030-06-15'));
    const { text } = renderNotice(early, { city: 'Somerville', url: 'https://city.example/queues/x' });
    expect(text.replaceAll(/\s+/g, ' ')).toContain(`begun in 180 days, reaches ${ahead!.reaches}`);
  });
});

test('findings have ids of their own and say themselves in a sentence', () => {
  const all = findingsOf(catalogueOf('somerville'), noon('2026-12-30'));
  expect(new Set(all.map(findingId)).size).toBe(all.length);
  expect(all.map(sayFinding)).toContain(
    'Street light contractor: Memorandum of understanding (house default) expires on 2026-12-31.',
  );
});

test('texts that nobody has signed off are a finding of their language, and of no letter', () => {
  const found = translationFindings({ es: [3, 58], ht: [0, 25] });
  expect(found.map(findingId)).toEqual(['translations#es']);
  expect(found.map(sayFinding)).toEqual(['Spanish: 3 of 58 texts were signed off by nobody who speaks it.']);
  const all = Object.entries(countUnreviewed());
  const byHand = readTranslations();
  expect(all.map(([language]) => language).sort()).toEqual(['es', 'ht', 'ne', 'pt', 'zh-Hant']);
  for (const [language, [open, texts]] of all) {
    const own = byHand.filter((one) => one.language === language);
    expect([open, texts]).toEqual([own.filter(({ reviewed }) => reviewed === false).length, own.length]);
  }
});

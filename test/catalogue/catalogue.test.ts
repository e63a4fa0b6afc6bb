import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { pauseReasons as knownPauseReasons } from '../../functions/clocks/agreement.ts';
import { calendarData, calendarOf } from '../../functions/clocks/calendars.ts';
import { targetInstant } from '../../functions/clocks/target.ts';
import { HOUR } from '../../functions/clocks/time-zone.ts';
import { boston } from '../../functions/catalogue/boston.ts';
import { catalogueNames, catalogueOf, type CatalogueName } from '../../functions/catalogue/catalogue.ts';
import { checkCatalogue, problemsOf } from '../../functions/catalogue/check-catalogue.ts';
import { isInside, serviceAreas } from '../../functions/catalogue/service-area.ts';
import { somerville } from '../../functions/catalogue/somerville.ts';
import type { CatalogueSource } from '../../functions/catalogue/source.ts';
import {
  expandAgreement,
  expandType,
  type StoredAgreement,
  type StoredFile,
  type StoredType,
} from '../../functions/catalogue/stored.ts';

const typesOf = (name: CatalogueName) => [...catalogueOf(name).types.values()];
const received = (instant: string) => Date.parse(instant);
const named = (name: CatalogueName, typeName: string) => {
  const type = catalogueOf(name).findByName(typeName);
  if (!type) throw new Error(`No type ${typeName}`);
  return type;
};

describe.each(catalogueNames)('the catalogue of %s', (name) => {
  const source = { somerville, boston }[name];

  test('has no problem that the build would stop on', () => {
    expect(checkCatalogue(name)).toEqual([]);
  });

  test('reads every file of its folder', () => {
    const folder = new URL(`../../functions/catalogue/${name}/`, import.meta.url);
    const files = readdirSync(folder).map((file) => file.replace('.json', ''));
    expect(Object.keys(source.files)).toEqual(files.sort());
  });

  test('names calendars that exist', () => {
    for (const calendar of source.calendars) expect([...calendarData.keys()]).toContain(calendar);
  });

  test('lists types and partners by name', () => {
    const catalogue = catalogueOf(name);
    for (const entries of [catalogue.types, catalogue.partners]) {
      const names = [...entries.values()].map((entry) => entry.name);
      expect(names).toEqual([...names].sort());
    }
  });

  test('finds every type by its code and by its name', () => {
    for (const type of typesOf(name)) {
      expect(catalogueOf(name).find(type.code)).toBe(type);
      expect(catalogueOf(name).findByName(`  ${type.name.toUpperCase()} `)).toBe(type);
    }
  });

  test('knows the owner and the promise of every type', () => {
    const catalogue = catalogueOf(name);
    for (const type of typesOf(name)) {
      expect(catalogue.partner(type.partner).contacts[0]?.level).toBe('desk');
      const agreement = catalogue.agreementFor(type, received('2026-06-01T12:00:00Z'));
      expect(catalogue.agreement(agreement.code, agreement.version)).toBe(agreement);
    }
  });

  test('writes to reserved domains only', () => {
    for (const partner of catalogueOf(name).partners.values())
      for (const contact of partner.contacts) expect(contact.email).toMatch(/@[a-z0-9.-]+\.example$/);
  });

  test('puts a type into every group', () => {
    const used = new Set(typesOf(name).map((type) => type.group));
    expect([...used].sort()).toEqual([...source.groups].sort());
  });

  test('is indexed once', () => {
    expect(catalogueOf(name)).toBe(catalogueOf(name));
  });
});

describe("Somerville's catalogue", () => {
  test('says until when every outside partner has agreed, how often it is reminded, and that both are house defaults', () => {
    const outside = [...catalogueOf('somerville').partners.values()].filter(({ kind }) => kind !== 'department');
    expect(outside.length).toBeGreaterThan(5);
    for (const { code, agreement, reminders } of outside) {
      expect([code, agreement?.title]).toEqual([code, 'Memorandum of understanding (house default)']);
      expect([code, (agreement?.from ?? '9999') < (agreement?.until ?? '')]).toEqual([code, true]);
      expect([code, reminders?.most]).toEqual([code, 3]);
    }
  });

  test('holds at least 280 types of at least 24 partners, outside agencies and vendors among them', () => {
    const kinds = [...catalogueOf('somerville').partners.values()].map((partner) => partner.kind);
    expect(typesOf('somerville').length).toBeGreaterThanOrEqual(280);
    expect(kinds.length).toBeGreaterThanOrEqual(24);
    expect(new Set(kinds)).toEqual(new Set(['department', 'agency', 'vendor']));
  });

  test('holds services, information and feedback in plenty', () => {
    const classes = typesOf('somerville').map((type) => type.class);
    const count = (wanted: string) => classes.filter((one) => one === wanted).length;
    expect(count('service')).toBeGreaterThanOrEqual(135);
    expect(count('information')).toBeGreaterThanOrEqual(97);
    expect(count('feedback')).toBeGreaterThanOrEqual(20);
  });

  test('asks feedback that could be about anybody which department it is about, each a choice by its name', () => {
    const { types, partners } = catalogueOf('somerville');
    const asked = [...types.values()].flatMap(({ code, questions }) =>
      questions.filter((question) => question.code === 'subject').map((question) => ({ type: code, ...question })),
    );
    expect(asked.map(({ type, kind, required }) => [type, kind, required])).toEqual([
      ['general-comment-or-suggestion', 'choice', true],
    ]);
    const departments = [...partners.values()].filter(({ kind }) => kind === 'department').map(({ name }) => name);
    for (const { choices } of asked) expect(choices).toEqual(departments.sort());
  });

  test("has the city's 13 groups", () => {
    expect(catalogueOf('somerville').groups).toHaveLength(13);
  });

  test.each([
    ['Pothole', { kind: 'business-days', amount: 2 }],
    ['Street light - utility owned, beyond lamp or ballast', { kind: 'hours', amount: 72 }],
    ['SomerViva Chinese liaison contact', { kind: 'business-hours', amount: 72 }],
    ['Sidewalk snow not cleared by the owner', { kind: 'hours', amount: 6 }],
  ])('promises what the city published for %s', (typeName, target) => {
    const agreement = catalogueOf('somerville').agreementFor(named('somerville', typeName), 0);
    expect(agreement.source).toBe('published-somerville');
    expect(agreement.targets.resolve).toEqual(target);
  });

  test('names a real Boston type and its target wherever it borrows one', () => {
    const borrowed = Object.values(somerville.files)
      .flatMap((file) => (file as StoredFile).agreements)
      .filter((agreement) => agreement.source === 'observed-boston-2015');
    expect(borrowed.length).toBeGreaterThan(50);
    for (const agreement of borrowed) {
      const lender = named('boston', /^Boston's (.*): /.exec(agreement.note ?? '')?.[1] ?? '');
      const now = catalogueOf('boston').agreementFor(lender, received('2015-08-01T12:00:00Z'));
      expect([agreement.code, agreement.resolve]).toEqual([agreement.code, now.targets.resolve]);
    }
  });

  test('lets no emergency wait for a Monday, for more than a day, or in a pause', () => {
    const emergencies = typesOf('somerville').filter((type) => type.emergency);
    expect(emergencies.map((type) => type.code)).toContain('gas-leak-outdoors');
    const saturday = received('2026-06-06T18:00:00Z');
    for (const type of emergencies) {
      const { calendar, targets, pauseReasons } = catalogueOf('somerville').agreementFor(type, saturday);
      const due = targetInstant(calendarOf(calendar), saturday, targets.resolve);
      expect([type.code, due! - saturday <= 24 * HOUR]).toEqual([type.code, true]);
      expect(pauseReasons).toEqual([]);
    }
  });

  test('keeps what may shame or endanger someone off public pages', () => {
    const codes = ['housing-complaint', 'bullying-report', 'needle-or-syringe-on-public-way', 'well-being-check'];
    for (const code of codes) expect([code, catalogueOf('somerville').find(code)?.privacy]).toEqual([code, 'private']);
  });

  test('knows a type by its id on a platform', () => {
    expect(catalogueOf('somerville').find('300')?.name).toBe('Overgrown grass/weeds');
  });
});

test('the page about the catalogue counts its sources right', () => {
  const page = readFileSync(new URL('../../functions/catalogue/README.md', import.meta.url), 'utf8');
  const countOf = (files: CatalogueSource['files'], wanted: string) =>
    Object.values(files)
      .flatMap((file) => (file as StoredFile).agreements)
      .filter((agreement) => agreement.source === wanted).length;
  for (const wanted of ['observed-boston-2015', 'published-somerville', 'house-default']) {
    const cells =
      page
        .split('\n')
        .find((line) => line.includes(`| \`${wanted}\``))
        ?.split('|') ?? [];
    const counts = [countOf(somerville.files, wanted), countOf(boston.files, wanted)];
    expect([wanted, Number(cells[2]), Number(cells[3])]).toEqual([wanted, ...counts]);
  }
});

describe('a type name from a platform', () => {
  const { findByName } = catalogueOf('somerville');

  test('is compared without stray spaces and case', () => {
    expect(findByName('Sewer ')?.code).toBe('sewer');
    expect(findByName('School Rodent Control ')?.code).toBe('school-rodent-control');
  });

  test('is never found inside a longer one', () => {
    expect(findByName('rat')).toBeUndefined();
    expect(findByName('Consideration')).toBeUndefined();
    expect(findByName('Consideration request')?.code).toBe('consideration-request');
    expect(findByName('')).toBeUndefined();
  });
});

describe('the version of a Boston agreement', () => {
  const inForce = (typeName: string, instant: string) =>
    catalogueOf('boston').agreementFor(named('boston', typeName), received(instant));

  test('changes with the first moment of 17 February 2015 in Boston, not in UTC', () => {
    const before = inForce('Abandoned Vehicles', '2015-02-17T04:59:59.999Z');
    const after = inForce('Abandoned Vehicles', '2015-02-17T05:00:00Z');
    expect([before.version, before.targets.resolve]).toEqual([1, { kind: 'business-days', amount: 20 }]);
    expect([after.version, after.targets.resolve]).toEqual([2, { kind: 'business-days', amount: 12 }]);
  });

  test('may change the kind of target and with it the calendar', () => {
    const before = inForce('CE Collection', '2015-02-16T15:00:00Z');
    const after = inForce('CE Collection', '2015-02-18T15:00:00Z');
    expect([before.calendar, before.targets.resolve.kind]).toEqual(['boston-always', 'calendar-days']);
    expect([after.calendar, after.targets.resolve.kind]).toEqual(['boston-business', 'business-days']);
  });

  test('is the first one for a request older than all', () => {
    expect(inForce('Abandoned Vehicles', '2011-05-01T12:00:00Z').version).toBe(1);
  });

  test('stays 1 where the promise stayed', () => {
    expect(inForce('Sign Repair', '2015-06-01T12:00:00Z').version).toBe(1);
    expect(() => catalogueOf('boston').agreement('sign-repair', 2)).toThrow(RangeError);
  });

  test('promises nothing where the city promised nothing', () => {
    const agreement = inForce('Pothole Repair (Internal)', '2015-06-01T12:00:00Z');
    expect(agreement.targets.resolve).toEqual({ kind: 'none' });
    expect(agreement.escalations).toEqual([]);
  });
});

interface Observed {
  type: string;
  department: string;
  reason: string;
  sla_kind: string;
  sla_days: string;
  sla_kind_before_2015_02_17: string;
  sla_days_before_2015_02_17: string;
}

describe("Boston's catalogue beside the figures it was made from", () => {
  const rows: Observed[] = parse(readFileSync(new URL('boston-sla-by-type.csv', import.meta.url)), { columns: true });
  const target = (kind: string, days: string) =>
    kind.trim() && Number(days) > 0
      ? { kind: kind === 'business' ? 'business-days' : 'calendar-days', amount: Number(days) }
      : undefined;

  test('has the same types', () => {
    expect(rows).toHaveLength(157);
    expect(typesOf('boston').map((type) => type.name)).toEqual(rows.map((row) => row.type).sort());
  });

  test.each(rows)('$type has its owner, its reason and both its promises', (row) => {
    const type = named('boston', row.type);
    expect(type.partner).toBe(row.department.toLowerCase().replace('_', '-').replace(/-$/, ''));
    expect(type.group).toBe(row.reason);
    const resolveOn = (date: string) =>
      catalogueOf('boston').agreementFor(type, received(`${date}T12:00:00Z`)).targets.resolve;
    const now = target(row.sla_kind, row.sla_days);
    const before = target(row.sla_kind_before_2015_02_17, row.sla_days_before_2015_02_17);
    expect(resolveOn('2015-02-16')).toEqual(before ?? now ?? { kind: 'none' });
    expect(resolveOn('2015-02-17')).toEqual(now ?? before ?? { kind: 'none' });
  });
});

describe('what an agreement does not say', () => {
  const stored = (resolve: StoredAgreement['resolve']): StoredAgreement => ({
    code: 'a-promise',
    source: 'house-default',
    resolve,
  });
  const steps = (agreement: StoredAgreement) =>
    expandAgreement(agreement, somerville).escalations.map(({ level, after, to }) => [level, after, to]);

  test('is the first day for the first answer, three quarters for the warning, and the same deadline for the partner', () => {
    const agreement = expandAgreement(stored({ kind: 'business-days', amount: 10 }), somerville);
    expect(agreement.targets.acknowledge).toEqual({ kind: 'business-days', amount: 1 });
    expect(agreement.targets.accept).toEqual({ kind: 'business-days', amount: 1 });
    expect(agreement.targets.complete).toEqual({ kind: 'business-days', amount: 10 });
    expect(agreement.atRiskShare).toBe(0.75);
    expect(agreement.pauseReasons).toContain('waiting-for-constituent');
  });

  test('never gives the first answer longer than the work', () => {
    const agreement = expandAgreement(stored({ kind: 'hours', amount: 2 }), somerville);
    expect(agreement.targets.acknowledge).toEqual({ kind: 'hours', amount: 2 });
    expect(agreement.targets.accept).toEqual({ kind: 'hours', amount: 2 });
  });

  test('is no promise of a first answer in a city that published one target only', () => {
    const { targets } = expandAgreement(stored({ kind: 'business-days', amount: 10 }), boston);
    expect([targets.acknowledge.kind, targets.accept.kind]).toEqual(['none', 'none']);
  });

  test('escalates after 1, 3 and 5 business days', () => {
    expect(steps(stored({ kind: 'business-days', amount: 10 }))).toEqual([
      [1, { kind: 'business-days', amount: 1 }, 'supervisor'],
      [2, { kind: 'business-days', amount: 3 }, 'director'],
      [3, { kind: 'business-days', amount: 5 }, 'service-operations-manager'],
    ]);
  });

  test('escalates a promise of a day after 1, 2 and 3 days, of hours after 2, 8 and 24 hours, and none never', () => {
    const afters = (agreement: StoredAgreement) => steps(agreement).map(([, after]) => after);
    expect(afters(stored({ kind: 'business-days', amount: 1 }))).toEqual(
      [1, 2, 3].map((amount) => ({ kind: 'business-days', amount })),
    );
    expect(afters(stored({ kind: 'hours', amount: 4 }))).toEqual(
      [2, 8, 24].map((amount) => ({ kind: 'hours', amount })),
    );
    expect(afters(stored({ kind: 'none' }))).toEqual([]);
  });

  test('is a pause for any reason there is', () => {
    expect(expandAgreement(stored({ kind: 'none' }), somerville).pauseReasons).toEqual(knownPauseReasons);
  });

  test('looks for duplicates of work at a place within 25 m and three days, and of nothing private or urgent (R40)', () => {
    const type = (more: Partial<StoredType>) =>
      expandType(
        { code: 'a-type', name: 'A type', group: 'Trees', class: 'service', ...more },
        'licensing',
        somerville,
      );
    expect(type({}).duplicates).toEqual({ radiusMeters: 25, days: 3 });
    expect(type({ duplicates: 'none' }).duplicates).toBeUndefined();
    expect(type({ duplicates: { radiusMeters: 20, days: 3 } }).duplicates).toEqual({ radiusMeters: 20, days: 3 });
    for (const none of [
      { class: 'information' },
      { emergency: true },
      { location: 'optional' },
      { privacy: 'private' },
    ] as const)
      expect([none, type(none).duplicates]).toEqual([none, undefined]);
  });

  test('looks for duplicates as far as was learned, and for none of a household’s own thing or an animal (R40)', () => {
    const { types } = catalogueOf('somerville');
    const reach = (code: string) => types.get(code)?.duplicates;
    expect(['street-light-city-owned', 'graffiti-on-city-property', 'street-tree-maintenance'].map(reach)).toEqual([
      { radiusMeters: 40, days: 1 },
      { radiusMeters: 40, days: 3 },
      { radiusMeters: 40, days: 7 },
    ]);
    expect(reach('pothole')).toEqual({ radiusMeters: 25, days: 3 });
    const own = ['bulk-item-pick-up', 'missed-trash', 'cart-or-barrel-damaged-by-the-crew', 'block-party-permit'];
    const animals = [...types.values()].filter(({ group }) => group === 'Animals & Pets').map(({ code }) => code);
    expect(animals.length).toBeGreaterThan(5);
    expect([...own, ...animals, 'rats-public-property'].filter(reach)).toEqual([]);
    expect([...catalogueOf('boston').types.values()].filter(({ duplicates }) => duplicates)).toEqual([]);
  });

  test('counts days on the wall clock where there are no office hours', () => {
    expect(steps(stored({ kind: 'calendar-days', amount: 30 }))[0]?.[1]).toEqual({
      kind: 'calendar-days',
      amount: 1,
    });
  });
});

describe('the check of a catalogue', () => {
  type Entry = Record<string, unknown>;
  const spoil = (change: (file: { partner: Entry; agreements: Entry[]; types: Entry[] }) => void): string[] => {
    const file = structuredClone(somerville.files['licensing']) as {
      partner: Entry;
      agreements: Entry[];
      types: Entry[];
    };
    change(file);
    const source: CatalogueSource = { ...somerville, files: { ...somerville.files, licensing: file } };
    return problemsOf(source);
  };

  test.each<[string, Parameters<typeof spoil>[0], string]>([
    ['an unknown group', (file) => (file.types[0]!['group'] = 'Trash'), 'group: Trash is no group'],
    ['an unknown agreement', (file) => (file.types[0]!['agreement'] = 'nothing'), 'agreement: nothing is not in this'],
    ['a target without a note', (file) => (file.agreements[0]!['source'] = 'published-somerville'), 'note: say where'],
    [
      'a real e-mail domain',
      (file) => (file.partner['contacts'] = [{ level: 'desk', name: 'Desk', email: 'a@b.com' }]),
      'partner.contacts[0].email',
    ],
    ['an unknown calendar', (file) => (file.partner['calendar'] = 'moon'), 'calendar: moon is no calendar'],
    ['an agreement without a source', (file) => delete file.agreements[0]!['source'], 'agreements[0].source'],
    ['a version that skips', (file) => (file.agreements[0]!['version'] = 2), 'version: versions count from 1'],
    ['a field that no one knows', (file) => (file.types[0]!['colour'] = 'red'), 'types[0]'],
    [
      'a name that another file has',
      (file) => (file.types[0]!['name'] = 'Pothole'),
      'type name pothole is there twice',
    ],
    ['entries out of order', (file) => file.types.reverse(), 'sort by code'],
    [
      'steps that wait for each other',
      (file) => {
        file.types[0]!['steps'] = [
          { code: 'dig', partner: 'licensing', task: 'Dig', after: ['fill'] },
          { code: 'fill', partner: 'dpw-highway', task: 'Fill', after: ['dig'] },
        ];
      },
      'steps: some wait for each other for ever',
    ],
    [
      'a step of a partner that is not there',
      (file) => {
        file.types[0]!['steps'] = [
          { code: 'dig', partner: 'moon-office', task: 'Dig' },
          { code: 'fill', partner: 'dpw-highway', task: 'Fill', after: ['dig'] },
        ];
      },
      'steps: there is no partner moon-office',
    ],
    [
      'business days without office hours',
      (file) => (file.agreements[0]!['calendar'] = 'somerville-always'),
      'has no office hours',
    ],
  ])('names %s', (_what, change, problem) => {
    const problems = spoil(change);
    expect(problems.join('\n')).toContain(problem);
    expect(problems.join('\n')).toContain('somerville');
  });
});

describe("a city's service area", () => {
  test('holds its city hall and leaves out the other side of the sea, swapped and missing coordinates', () => {
    const { somerville: box } = serviceAreas;
    expect(isInside(box, 42.3876, -71.0995)).toBe(true);
    expect(isInside(box, -71.0995, 42.3876)).toBe(false);
    expect(isInside(box, 0, 0)).toBe(false);
    expect(isInside(box, Number.NaN, -71.0995)).toBe(false);
    expect(isInside(serviceAreas.boston, 42.3594, -71.0587)).toBe(true);
  });

  test('includes its edges', () => {
    const { south, west, north, east } = serviceAreas.boston;
    expect([isInside(serviceAreas.boston, south, west), isInside(serviceAreas.boston, north, east)]).toEqual([
      true,
      true,
    ]);
  });
});

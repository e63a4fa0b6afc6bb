import * as z from 'zod/mini';
import { boston } from './boston.ts';
import { code, sentence } from './fields.ts';
import { Partner } from './partner.ts';
import { RequestType } from './request-type.ts';
import { somerville } from './somerville.ts';
import type { CatalogueName, CatalogueSource } from './source.ts';
import type { StoredAgreement } from './stored-agreement.ts';

const positive = z.number().check(z.gt(0));

const Target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['business-days', 'calendar-days']), amount: z.int().check(z.gt(0)) }),
  z.strictObject({ kind: z.enum(['business-hours', 'hours']), amount: positive }),
  z.strictObject({ kind: z.literal('none') }),
]);

const Stored: z.ZodMiniType<StoredAgreement> = z.strictObject({
  code,
  version: z.int().check(z.gt(0)),
  effectiveFrom: z.iso.date(),
  calendar: code,
  source: z.enum(['observed-boston-2015', 'published-somerville', 'house-default']),
  note: sentence,
  resolve: Target,
  acknowledge: z.optional(Target),
  accept: z.optional(Target),
  complete: z.optional(Target),
  atRiskShare: z.optional(positive.check(z.lt(1))),
  escalations: z.optional(
    z.array(
      z.strictObject({
        level: z.int().check(z.gt(0)),
        after: Target,
        to: z.enum(['desk', 'supervisor', 'director', 'service-operations-manager']),
      }),
    ),
  ),
  pauseReasons: z.optional(z.array(code)),
});

const File = z.strictObject({
  partner: Partner,
  agreements: z.array(Stored).check(z.minLength(1)),
  types: z.array(RequestType).check(z.minLength(1)),
});
type File = z.infer<typeof File>;

/** Says what is wrong with an entry of a file and, where one is at fault, with which of its fields. */
type Report = (entry: string, problem: string) => void;

const repeated = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];

const checkOrder = (list: string, keys: readonly string[], report: Report): void => {
  keys.forEach((key, index) => {
    const before = keys[index - 1];
    if (before !== undefined && key < before)
      report(`${list}[${index}]`, `${key} stands after ${before}: sort by code.`);
  });
};

const checkPartner = (partner: Partner, source: CatalogueSource, report: Report): void => {
  if (!source.calendars.includes(partner.calendar))
    report('partner', `calendar: ${partner.calendar} is no calendar of ${source.name}.`);
  if (partner.contacts[0]?.level !== 'desk') report('partner', 'contacts: the desk comes first.');
  for (const level of repeated(partner.contacts.map((contact) => contact.level)))
    report('partner', `contacts: ${level} is there twice.`);
};

const checkAgreements = (file: File, source: CatalogueSource, report: Report): void => {
  const used = new Set(file.types.map((type) => type.agreement));
  const latest = new Map<string, StoredAgreement>();
  for (const agreement of file.agreements) {
    const entry = `agreement ${agreement.code} version ${agreement.version}`;
    const { calendar, resolve, acknowledge, accept, complete, escalations = [] } = agreement;
    if (!used.has(agreement.code)) report(entry, 'no type has it.');
    if (!source.calendars.includes(calendar)) report(entry, `calendar: ${calendar} is no calendar of ${source.name}.`);
    const ladder = escalations.map((escalation) => escalation.after);
    for (const target of [resolve, acknowledge, accept, complete, ...ladder]) {
      if (target?.kind.startsWith('business') && calendar.endsWith('-always'))
        report(entry, `calendar: ${calendar} has no office hours to count ${target.kind} in.`);
    }
    if (escalations.some(({ level }, index) => level !== index + 1)) report(entry, 'escalations: levels count from 1.');
    const before = latest.get(agreement.code);
    if (agreement.version !== (before?.version ?? 0) + 1) report(entry, 'version: versions count from 1, in order.');
    if (before && agreement.effectiveFrom <= before.effectiveFrom)
      report(entry, `effectiveFrom: ${agreement.effectiveFrom} is not after that of the version before.`);
    latest.set(agreement.code, agreement);
  }
};

const checkTypes = (file: File, source: CatalogueSource, report: Report): void => {
  const agreements = new Set(file.agreements.map((agreement) => agreement.code));
  for (const type of file.types) {
    const entry = `type ${type.code}`;
    if (type.partner !== file.partner.code)
      report(entry, `partner: ${type.partner} does not own this file, ${file.partner.code} does.`);
    if (!agreements.has(type.agreement)) report(entry, `agreement: ${type.agreement} is not in this file.`);
    if (!source.groups.includes(type.group)) report(entry, `group: ${type.group} is no group of ${source.name}.`);
    for (const question of repeated(type.questions.map((question) => question.code)))
      report(entry, `questions: ${question} is asked twice.`);
    for (const question of type.questions) {
      if ((question.kind === 'choice') !== (question.choices !== undefined))
        report(entry, `questions: ${question.code} has choices without being a choice, or none although it is one.`);
    }
  }
};

/** What must be unlike across all files, or a request would find the wrong entry. */
const checkUniqueness = (files: readonly File[], report: (problem: string) => void): void => {
  const types = files.flatMap((file) => file.types);
  const platformIds = types.flatMap((type) => [...new Set(Object.values(type.platformIds ?? {}))]);
  const keys: [string, string[]][] = [
    ['type code or platform id', [...types.map((type) => type.code), ...platformIds]],
    ['type name', types.map((type) => type.name.trim().toLowerCase())],
    ['partner name', files.map((file) => file.partner.name)],
    ['agreement code', files.flatMap((file) => [...new Set(file.agreements.map((agreement) => agreement.code))])],
  ];
  for (const [what, values] of keys) for (const value of repeated(values)) report(`${what} ${value} is there twice.`);
};

/**
 * Every problem of a catalogue's source, each naming file, entry and field; an empty list for a sound one. It never throws
 * for bad data, so that one run shows all there is to mend.
 */
export const problemsOf = (source: CatalogueSource): string[] => {
  const problems: string[] = [];
  const sound: File[] = [];
  for (const [name, content] of Object.entries(source.files)) {
    const path = `${source.name}/${name}.json`;
    const report: Report = (entry, problem) => problems.push(`${path}: ${entry}: ${problem}`);
    const parsed = File.safeParse(content);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) report(z.core.toDotPath(issue.path) || 'file', issue.message);
      continue;
    }
    const file = parsed.data;
    sound.push(file);
    if (file.partner.code !== name) report('partner', `code: ${file.partner.code} is not the file's name.`);
    const byVersion = file.agreements.map(({ code, version }) => `${code} ${String(version).padStart(4, '0')}`);
    checkOrder('agreements', byVersion, report);
    checkOrder(
      'types',
      file.types.map((type) => type.code),
      report,
    );
    checkPartner(file.partner, source, report);
    checkAgreements(file, source, report);
    checkTypes(file, source, report);
  }
  checkUniqueness(sound, (problem) => problems.push(`${source.name}: ${problem}`));
  return problems;
};

const sources: Record<CatalogueName, CatalogueSource> = { somerville, boston };

/** Every problem of the catalogue of this name, for the build to stop on; see {@link problemsOf}. */
export const checkCatalogue = (name: CatalogueName): string[] => problemsOf(sources[name]);

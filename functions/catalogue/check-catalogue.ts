import * as z from 'zod/mini';
import { AgreementSchema, type Agreement } from '../clocks/agreement.ts';
import { calendarData } from '../clocks/calendars.ts';
import { checkCalendar } from '../clocks/check-calendar.ts';
import { boston } from './boston.ts';
import { code, reservedMailbox, sentence } from './fields.ts';
import { Partner } from './partner.ts';
import { DuplicateSearch, RequestType } from './request-type.ts';
import { somerville } from './somerville.ts';
import type { CatalogueName, CatalogueSource } from './source.ts';
import {
  CONCERN_AGREEMENT,
  REVIEW_AGREEMENT,
  expandAgreement,
  expandType,
  type StoredAgreement,
  type StoredFile,
  type StoredType,
} from './stored.ts';

const whole = AgreementSchema.shape;
const { acknowledge, accept, complete, resolve } = whole.targets.shape;

const Stored: z.ZodMiniType<StoredAgreement> = z.strictObject({
  code,
  source: whole.source,
  resolve,
  version: z.optional(whole.version),
  effectiveFrom: z.optional(whole.effectiveFrom),
  calendar: z.optional(code),
  note: z.optional(sentence),
  acknowledge: z.optional(acknowledge),
  accept: z.optional(accept),
  complete: z.optional(complete),
  atRiskShare: z.optional(whole.atRiskShare),
  escalations: z.optional(whole.escalations),
  pauseReasons: z.optional(whole.pauseReasons),
  longestPause: z.optional(whole.longestPause),
  urgent: z.optional(whole.urgent),
});

const PartialType = z.partial(z.omit(RequestType, { partner: true }), {
  agreement: true,
  questions: true,
  privacy: true,
  location: true,
  emergency: true,
  keywords: true,
  duplicates: true,
  photo: true,
  steps: true,
  retired: true,
});

const Type: z.ZodMiniType<StoredType> = z.extend(PartialType, {
  duplicates: z.optional(z.union([DuplicateSearch, z.literal('none')])),
});

const StoredFileSchema: z.ZodMiniType<StoredFile> = z.strictObject({
  partner: Partner,
  agreements: z.array(Stored),
  types: z.array(Type),
});

/** A file with everything that it leaves to defaults. */
interface WholeFile {
  partner: Partner;
  agreements: Agreement[];
  types: RequestType[];
}

const expand = (file: StoredFile, source: CatalogueSource): WholeFile => ({
  partner: file.partner,
  agreements: file.agreements.map((agreement) => expandAgreement(agreement, source)),
  types: file.types.map((type) => expandType(type, file.partner.code, source)),
});

/** Where a catalogue comes from: the files of a deployment, or a publication at run time. */
export type Stage = 'deployed' | 'published';

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

/** What is deployed stands in the repository, for anybody to run: it may write to nobody. */
const checkAddresses = ({ contacts }: Partner, report: Report): void => {
  contacts.forEach(({ email }, index) => {
    for (const { message } of reservedMailbox.safeParse(email).error?.issues ?? [])
      report(`partner.contacts[${index}].email`, `${email} ${message}.`);
  });
};

/** Agreements of clocks that belong to no type. */
const WITHOUT_TYPES: ReadonlySet<string> = new Set([REVIEW_AGREEMENT, CONCERN_AGREEMENT]);

const checkAgreements = (file: WholeFile, source: CatalogueSource, stage: Stage, report: Report): void => {
  const used = new Set(file.types.map((type) => type.agreement));
  const latest = new Map<string, Agreement>();
  for (const agreement of file.agreements) {
    const entry = `agreement ${agreement.code} version ${agreement.version}`;
    const { calendar, targets, escalations, longestPause } = agreement;
    for (const issue of AgreementSchema.safeParse(agreement).error?.issues ?? []) report(entry, issue.message);
    if (stage === 'deployed' && !used.has(agreement.code) && !WITHOUT_TYPES.has(agreement.code))
      report(entry, 'no type has it.');
    if (!source.calendars.includes(calendar)) report(entry, `calendar: ${calendar} is no calendar of ${source.name}.`);
    for (const target of [
      ...Object.values(targets),
      longestPause,
      ...escalations.map(({ before, after }) => before ?? after),
    ]) {
      if (target.kind.startsWith('business') && calendar.endsWith('-always'))
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

const checkTypes = (file: WholeFile, source: CatalogueSource, report: Report): void => {
  const agreements = new Set(file.agreements.map((agreement) => agreement.code));
  for (const type of file.types) {
    const entry = `type ${type.code}`;
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

/** Steps that several partners see to: known partners, known predecessors, and no step that waits for itself. */
const checkSteps = (
  types: readonly RequestType[],
  partners: ReadonlySet<string>,
  report: (problem: string) => void,
) => {
  for (const { code, steps = [] } of types) {
    const known = new Set(steps.map((step) => step.code));
    if (known.size < steps.length) report(`type ${code}: steps: a code is there twice.`);
    for (const step of steps) {
      if (!partners.has(step.partner)) report(`type ${code}: steps: there is no partner ${step.partner}.`);
      for (const before of step.after ?? [])
        if (!known.has(before)) report(`type ${code}: steps: ${step.code} waits for ${before}, which is no step.`);
    }
    const ready = new Set<string>();
    for (let round = 0; round < steps.length; round += 1)
      for (const step of steps) if ((step.after ?? []).every((before) => ready.has(before))) ready.add(step.code);
    if (ready.size < known.size) report(`type ${code}: steps: some wait for each other for ever.`);
  }
};

/** What must be unlike across all files, or a request would find the wrong entry. */
const checkUniqueness = (files: readonly WholeFile[], report: (problem: string) => void): void => {
  const types = files.flatMap((file) => file.types);
  // A retired type keeps its code for ever; its name and its ids may go to another one.
  const offered = types.filter(({ retired }) => !retired);
  const platformIds = offered.flatMap((type) => [...new Set(Object.values(type.platformIds ?? {}))]);
  const keys: [string, string[]][] = [
    ['type code or platform id', [...types.map((type) => type.code), ...platformIds]],
    ['type name', offered.map((type) => type.name.trim().toLowerCase())],
    ['partner name', files.map((file) => file.partner.name)],
    ['agreement code', files.flatMap((file) => [...new Set(file.agreements.map((agreement) => agreement.code))])],
  ];
  for (const [what, values] of keys) for (const value of repeated(values)) report(`${what} ${value} is there twice.`);
};

/**
 * Every problem of a catalogue's source, each naming file, entry and field; an empty list for a sound one. It never throws
 * for bad data, so that one run shows all there is to mend. In a published catalogue a partner may own nothing yet, and an
 * agreement have lost its type, because requests that are open keep it (R111).
 */
export const problemsOf = (source: CatalogueSource, stage: Stage = 'deployed'): string[] => {
  const problems: string[] = [];
  const sound: WholeFile[] = [];
  for (const [name, content] of Object.entries(source.files)) {
    const path = `${source.name}/${name}.json`;
    const report: Report = (entry, problem) => problems.push(`${path}: ${entry}: ${problem}`);
    const parsed = StoredFileSchema.safeParse(content);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) report(z.core.toDotPath(issue.path) || 'file', issue.message);
      continue;
    }
    const file = expand(parsed.data, source);
    sound.push(file);
    if (file.partner.code !== name) report('partner', `code: ${file.partner.code} is not the file's name.`);
    for (const { code, source, note } of parsed.data.agreements)
      if (source !== 'house-default' && !note) report(`agreement ${code}`, `note: say where ${source} is found.`);
    const byVersion = file.agreements.map(({ code, version }) => `${code} ${String(version).padStart(4, '0')}`);
    checkOrder('agreements', byVersion, report);
    checkOrder(
      'types',
      file.types.map((type) => type.code),
      report,
    );
    checkPartner(file.partner, source, report);
    if (stage === 'deployed') checkAddresses(file.partner, report);
    if (stage === 'deployed' && (file.agreements.length === 0 || file.types.length === 0))
      report('file', 'it has no agreement or no type.');
    checkAgreements(file, source, stage, report);
    checkTypes(file, source, report);
  }
  const reportAll = (problem: string) => problems.push(`${source.name}: ${problem}`);
  checkUniqueness(sound, reportAll);
  checkSteps(
    sound.flatMap(({ types }) => types),
    new Set(sound.map(({ partner }) => partner.code)),
    reportAll,
  );
  return problems;
};

const sources: Record<CatalogueName, CatalogueSource> = { somerville, boston };

/** Every problem of the catalogue of this name, for the build to stop on; see {@link problemsOf}. */
export const checkCatalogue = (name: CatalogueName): string[] => [
  ...problemsOf(sources[name]),
  ...sources[name].calendars.flatMap(calendarProblems),
];

const calendarProblems = (id: string): string[] =>
  calendarData.has(id)
    ? checkCalendar(calendarData.get(id))
    : [`Calendar ${id}: there is none, and agreements name it: add its file, or name another.`];

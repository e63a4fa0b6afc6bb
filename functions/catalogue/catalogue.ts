import type { Agreement } from '../clocks/agreement.ts';
import { toLocal } from '../clocks/business-calendar.ts';
import { boston } from './boston.ts';
import type { Partner } from './partner.ts';
import { type PublishedVersion, withPublished } from './published.ts';
import type { RequestType } from './request-type.ts';
import { somerville } from './somerville.ts';
import { type CatalogueName, type CatalogueSource, catalogueNames } from './source.ts';
import { expandAgreement, expandType, type StoredFile } from './stored.ts';

export { catalogueNames, type CatalogueName };

/** What a city can be asked for, who does it, and what is promised. Read-only; another one takes its place when a published version begins. */
export interface Catalogue {
  readonly name: CatalogueName;
  readonly version: string;
  /** IANA zone of the city. */
  readonly timeZone: string;
  /** The groups under which types are listed, in the order in which a form shows them. */
  readonly groups: readonly string[];
  /** What is offered, by code, sorted by name; without the types that are retired. */
  readonly types: ReadonlyMap<string, RequestType>;
  /** What is offered and what is retired, by code, sorted by name. */
  readonly everyType: ReadonlyMap<string, RequestType>;
  /** By code, sorted by name. */
  readonly partners: ReadonlyMap<string, Partner>;
  /** Every version of every agreement, the newest of each first. */
  readonly agreements: readonly Agreement[];
  /** The type with this code, retired ones too, or else an offered one with this id on a 311 platform. Stray spaces are ignored (R13). */
  find(code: string): RequestType | undefined;
  /** The offered type with this very name but for case and stray spaces around it, never one that merely contains it (R13). */
  findByName(name: string): RequestType | undefined;
  /** The version of the type's agreement in force on the city's date at `receivedAt` (epoch ms); before the first, the first. */
  agreementFor(type: RequestType, receivedAt: number): Agreement;
  /** The same of an agreement by its code, for those that no type has. Throws a RangeError for one that is not there. */
  agreementOn(code: string, at: number): Agreement;
  /** One version of an agreement. Throws a RangeError for one that never was. */
  agreement(code: string, version: number): Agreement;
  /** The partner with this code. Throws a RangeError for one that is not there. */
  partner(code: string): Partner;
}

const comparableName = (name: string): string => name.trim().toLowerCase();

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** The city's calendar date at an instant, as YYYY-MM-DD, so that dates compare as strings. */
const localDate = (instant: number, timeZone: string): string => toLocal(instant, timeZone).slice(0, 10);

const build = (source: CatalogueSource): Catalogue => {
  // The files are checked against their schemas at build time; a running function trusts what was shipped with it.
  const files = Object.values(source.files) as StoredFile[];

  const types = new Map<string, RequestType>();
  const typesByName = new Map<string, RequestType>();
  const typesByPlatformId = new Map<string, RequestType>();
  const everyType = new Map<string, RequestType>();
  const expanded = files.flatMap((file) => file.types.map((type) => expandType(type, file.partner.code, source)));
  for (const type of expanded.sort(byName)) {
    everyType.set(type.code, type);
    if (type.retired) continue;
    types.set(type.code, type);
    typesByName.set(comparableName(type.name), type);
    for (const id of Object.values(type.platformIds ?? {})) typesByPlatformId.set(id, type);
  }

  const partners = new Map<string, Partner>();
  for (const partner of files.map((file) => file.partner).sort(byName)) partners.set(partner.code, partner);

  const versions = new Map<string, Agreement[]>();
  for (const stored of files.flatMap((file) => file.agreements)) {
    const known = versions.get(stored.code) ?? [];
    known.push(expandAgreement(stored, source));
    versions.set(stored.code, known);
  }
  for (const known of versions.values()) known.sort((a, b) => b.version - a.version);

  const agreementOn = (code: string, at: number): Agreement => {
    const newestFirst = versions.get(code);
    const oldest = newestFirst?.at(-1);
    if (!newestFirst || !oldest) throw new RangeError(`No agreement ${code} in catalogue ${source.name}.`);
    if (newestFirst.length === 1) return oldest;
    const date = localDate(at, source.timeZone);
    return newestFirst.find((agreement) => agreement.effectiveFrom <= date) ?? oldest;
  };

  return {
    name: source.name,
    version: source.version,
    timeZone: source.timeZone,
    groups: source.groups,
    types,
    everyType,
    partners,
    agreements: [...versions.values()].flat(),
    find: (code) => everyType.get(code.trim()) ?? typesByPlatformId.get(code.trim()),
    findByName: (name) => typesByName.get(comparableName(name)),
    agreementFor: (type, receivedAt) => agreementOn(type.agreement, receivedAt),
    agreementOn,
    agreement: (code, version) => {
      const found = versions.get(code)?.find((agreement) => agreement.version === version);
      if (!found) throw new RangeError(`No version ${version} of agreement ${code} in catalogue ${source.name}.`);
      return found;
    },
    partner: (code) => {
      const found = partners.get(code);
      if (!found) throw new RangeError(`No partner ${code} in catalogue ${source.name}.`);
      return found;
    },
  };
};

const sources: Record<CatalogueName, CatalogueSource> = { somerville, boston };
const built = new Map<CatalogueName, Catalogue>();

/** The source of this name as it was deployed. */
export const deployedSource = (name: CatalogueName): CatalogueSource => sources[name];

/** Puts a published version, or with undefined the deployed one, in the place that `catalogueOf` answers from. */
export const adoptPublished = (
  name: CatalogueName,
  published: Pick<PublishedVersion, 'version' | 'files'> | undefined,
): void => void built.set(name, build(withPublished(sources[name], published)));

/** The catalogue of a source, indexed; for those who compare two. */
export const catalogueFrom = (source: CatalogueSource): Catalogue => build(source);

/** The catalogue of this name in the version in force, indexed on first use and kept. */
export const catalogueOf = (name: CatalogueName): Catalogue => {
  const known = built.get(name) ?? build(sources[name]);
  built.set(name, known);
  return known;
};

/** Whichever catalogue has a partner of this code, for those who look at the work of all cities at once; undefined where none does. */
export const catalogueOfPartner = (code: string): Catalogue | undefined =>
  catalogueNames.map(catalogueOf).find(({ partners }) => partners.has(code));

/** A partner's name in whichever catalogue has it; the code itself where none does. */
export const partnerName = (code: string): string => catalogueOfPartner(code)?.partners.get(code)?.name ?? code;

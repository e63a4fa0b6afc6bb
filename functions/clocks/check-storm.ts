import * as z from 'zod/mini';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { code } from '../catalogue/fields.ts';
import { isInside, serviceAreas } from '../catalogue/service-area.ts';
import { catalogueNames } from '../catalogue/source.ts';
import { TargetSchema } from './agreement.ts';
import type { Storm } from './storm.ts';
import { DAY } from './time-zone.ts';

/** Longest storm, and how far ahead or back one may begin, ms: what lasts longer is another agreement. */
const LONGEST = 60 * DAY;
const BACK = 7 * DAY;

const text = (least: number, most: number) =>
  z
    .string('is missing: write a text')
    .check(
      z.refine(
        (words) => words.trim().length >= least && words.trim().length <= most,
        `is too short or too long: write ${least} to ${most} characters`,
      ),
    );
const instant = z.int('is no time: write it as 2026-12-14T05:00');
const codes = z.array(code, 'is no list: name codes').check(z.minLength(1, 'is empty: name one, or leave it out'));
const radius = 'is no radius: write metres, from 50 to 20000';

/** The schema of a storm; what is wrong with a field is said with its remedy. */
export const StormSchema = z.strictObject({
  code: z
    .string('is missing: write a code')
    .check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is no code: write small letters, digits and hyphens'), z.maxLength(40)),
  name: text(4, 80),
  reason: text(4, 200),
  by: text(1, 80),
  declaredAt: instant,
  knownAt: instant,
  revision: z.int().check(z.gte(1)),
  catalogue: z.enum(catalogueNames, `is no catalogue: write ${catalogueNames.join(' or ')}`),
  from: instant,
  until: instant,
  types: z.optional(codes),
  partners: z.optional(codes),
  areas: z.optional(
    z.array(
      z.strictObject({
        lat: z.number('is no latitude: write degrees, for example 42.3876'),
        lon: z.number('is no longitude: write degrees, for example -71.0995'),
        radiusMeters: z.number(radius).check(z.gte(50, radius), z.lte(20_000, radius)),
      }),
    ),
  ),
  relax: z.optional(TargetSchema),
  withdrawnAt: z.optional(instant),
});

/** What is wrong with a storm: a sentence each that names the storm, its field and the remedy; none when it may be declared. */
export const checkStorm = (storm: unknown, catalogue: Catalogue): string[] => {
  const named = (storm as { code?: unknown } | null)?.code;
  const report = (field: string, problem: string) =>
    `Storm ${typeof named === 'string' && named !== '' ? named : 'without a code'}, ${field}: ${problem}.`;
  const { data, error } = StormSchema.safeParse(storm);
  if (error) return error.issues.map(({ path, message }) => report(path.join('.') || 'all of it', message));
  const sound = data as Storm;
  return [...timeProblems(sound), ...choiceProblems(sound, catalogue)].map(([field, problem]) =>
    report(field, problem),
  );
};

type Problem = [field: string, problem: string];

const timeProblems = ({ declaredAt, knownAt, from, until, relax }: Storm): Problem[] => [
  ...(until <= from ? [['until', 'is not after its beginning: name a later end'] as Problem] : []),
  ...(until > from && until <= knownAt
    ? [['until', 'is over before it is known everywhere, in two minutes: name a later end'] as Problem]
    : []),
  ...(until - from > LONGEST
    ? [['until', 'is more than 60 days after its beginning: change the agreements instead'] as Problem]
    : []),
  ...(from < declaredAt - BACK ? [['from', 'is more than a week ago: name a later beginning'] as Problem] : []),
  ...(from > declaredAt + LONGEST
    ? [['from', 'is more than 60 days ahead: declare it when it is nearer'] as Problem]
    : []),
  ...(relax && (relax.kind === 'none' || relax.amount === 0)
    ? [['relax', 'adds nothing: write for example 3 business days'] as Problem]
    : []),
];

const choiceProblems = ({ catalogue: city, types, partners, areas }: Storm, catalogue: Catalogue): Problem[] => [
  ...(types ?? [])
    .filter((type) => !catalogue.everyType.has(type))
    .map((type): Problem => ['types', `there is no ${type}: \`types export\` lists them`]),
  ...(partners ?? [])
    .filter((partner) => !catalogue.partners.has(partner))
    .map((partner): Problem => ['partners', `there is no ${partner}: \`partners export\` lists them`]),
  ...(areas ?? [])
    .filter(({ lat, lon }) => !isInside(serviceAreas[city], lat, lon))
    .map(({ lat, lon }): Problem => [
      'areas',
      `${lat}, ${lon} lies outside the city: write latitude, longitude, metres`,
    ]),
];

import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Undeliverable } from '../notices/recipients.store.ts';
import {
  type ListedFinding,
  type TextsUnreviewed,
  calendarFindings,
  findingId,
  findingsOf,
  sayFinding,
  translationFindings,
  unreachableContacts,
} from '../registers/findings.ts';
import type { KeptFinding } from '../trends/kept-finding.ts';
import { sayTrend } from '../trends/say-trend.ts';
import type { Improvement, Source } from './improvement.ts';
import { type Measure, measureOf } from './measure.ts';

/** Something that was found and is still so, whoever found it. */
export interface OpenFinding {
  id: string;
  /** Who finds it: the nightly look for trends, or that over the register, its calendars and its texts. */
  from: 'trend' | 'register';
  kind: string;
  /** What, in a few words. */
  what: string;
  /** How much, how sure, and of how many; empty where the words say all. */
  said: string;
  /** How many cases it is of; absent where it is of none. */
  n?: number;
  /** The chance of it where nothing has changed; absent where nothing was tested. */
  p?: number;
  /** Some of the requests that it is of. */
  cases: string[];
  /** By which an improvement would be measured. */
  measure?: Measure;
}

/** What the findings are read from. */
export interface FindingSources {
  trends: { list(): Promise<KeptFinding[]> };
  /** Who cannot be reached by e-mail; nobody is asked about where absent. */
  look?: (address: string) => Promise<Undeliverable | undefined>;
  unreviewed: TextsUnreviewed;
}

/** Every finding that is still so, of trends and of the register: first what was tested, the least likely by chance first. `now` is epoch ms. */
export const openFindings = async (
  { trends, look, unreviewed }: FindingSources,
  catalogue: Catalogue,
  now: number,
): Promise<OpenFinding[]> => {
  const kept = (await trends.list()).filter(({ closed }) => closed === undefined);
  const found = kept.toSorted((one, other) => (one.p ?? 2) - (other.p ?? 2));
  const lacking = [
    ...findingsOf(catalogue, now),
    ...(look ? await unreachableContacts(catalogue, look, now) : []),
    ...calendarFindings(catalogue, now),
    ...translationFindings(unreviewed),
  ];
  return [
    ...found.map((finding): OpenFinding => {
      const { id, kind, n, p, cases } = finding;
      const measure = measureOf(finding);
      return {
        id,
        from: 'trend',
        kind,
        ...sayTrend(finding, catalogue),
        n,
        ...(p === undefined ? {} : { p }),
        cases,
        measure,
      };
    }),
    ...lacking.map((finding): OpenFinding => ({
      id: topicOf(finding),
      from: 'register',
      kind: finding.kind,
      what: sayFinding(finding),
      said: '',
      cases: 'shownBy' in finding ? [finding.shownBy] : [],
    })),
  ];
};

/** The findings that nobody is at: of which no improvement that is not closed has begun. */
export const withoutImprovement = (
  findings: readonly OpenFinding[],
  improvements: readonly Improvement[],
): OpenFinding[] => {
  const begun = new Set(
    improvements.filter(({ state }) => state !== 'closed').map(({ source }) => source.findingId ?? ''),
  );
  return findings.filter(({ id }) => !begun.has(id));
};

/** What a finding of the register is about, however near its end has come meanwhile. */
const topicOf = (finding: ListedFinding): string => {
  const id = findingId(finding);
  return 'near' in finding ? id.slice(0, -`#${finding.near}`.length) : id;
};

/** Longest name that an improvement takes over from its finding, characters. */
const LONGEST = 120;

/** What an improvement takes over from the finding that it begins with. */
export const startOf = ({
  id,
  from,
  what,
  said,
  cases,
  measure,
}: OpenFinding): { title: string; source: Source; measure?: Measure } => ({
  title: what.length > LONGEST ? `${what.slice(0, LONGEST - 1)}…` : what,
  source: { kind: from, findingId: id, said: said === '' ? what : `${what}. ${said}`, cases },
  ...(measure ? { measure } : {}),
});

import { table } from '../bench/report.ts';
import { type Mode, MODES } from './fakes/faults.ts';
import { RULES, type Rule } from './invariants.ts';
import type { Played } from './players.ts';

/** What many trials came to. */
export interface Findings {
  trials: number;
  moves: number;
  /** Faults that were met, by site and mode. */
  met: Map<string, Map<Mode, number>>;
  violated: Map<Rule, number>;
  uncertain: number;
  deadLetters: number;
  stopped: number;
}

export const noFindings = (): Findings => ({
  trials: 0,
  moves: 0,
  met: new Map(),
  violated: new Map(),
  uncertain: 0,
  deadLetters: 0,
  stopped: 0,
});

/** Adds one trial. */
export function notePlayed(findings: Findings, played: Played): void {
  findings.trials += 1;
  findings.moves += played.moves;
  findings.uncertain += Number(played.uncertain > 0);
  findings.deadLetters += Number(played.deadLetters > 0);
  findings.stopped += Number(played.stopped > 0);
  for (const { site, mode } of played.met) {
    const modes = findings.met.get(site) ?? new Map<Mode, number>();
    findings.met.set(site, modes.set(mode, (modes.get(mode) ?? 0) + 1));
  }
  for (const rule of new Set(played.violations.map((one) => one.rule)))
    findings.violated.set(rule, (findings.violated.get(rule) ?? 0) + 1);
}

/** What a trial broke, in two lines: the rule, and the command that tells the story. */
export const tellBroken = ({ violations: [first], name }: Played): string =>
  `${first!.rule}: ${first!.what}\n  node test/simulation/simulate.ts ${name}\n`;

const plain = (value: number): string => value.toLocaleString('en-US');

/** The matrix of sites and modes, and what it came to. */
export function printFindings(findings: Findings, seconds: number): string {
  const modes = MODES.filter((mode) => [...findings.met.values()].some((of) => of.has(mode)));
  const rows = [...findings.met]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([site, of]) => [site, ...modes.map((mode) => (of.has(mode) ? plain(of.get(mode)!) : ''))]);
  const totals = modes.map((mode) =>
    plain([...findings.met.values()].reduce((sum, of) => sum + (of.get(mode) ?? 0), 0)),
  );
  return [
    table(['call site', ...modes], [...rows, [`${rows.length} sites`, ...totals]]),
    table(
      ['must never be', 'trials in which it was'],
      RULES.map((rule) => [rule, plain(findings.violated.get(rule) ?? 0)]),
    ),
    table(
      ['', 'trials'],
      [
        ['in all', plain(findings.trials)],
        ['with a letter that is left to a person, and the alarm', plain(findings.uncertain)],
        ['with a dead letter, and the alarm', plain(findings.deadLetters)],
        ['with an execution that stopped, and the alarm', plain(findings.stopped)],
      ],
    ),
    `${plain(findings.trials)} trials, ${plain(findings.moves)} moves in ${Math.round(seconds)} s: ${(findings.trials / seconds).toFixed(1)} trials a second.\n`,
  ].join('\n');
}

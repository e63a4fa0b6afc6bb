/**
 * Prints what the simulator knows of the service: the matrix of faults, seeds and counts, the mutations, who may do what, and how to play a
 * failing trial again.
 *
 *     node test/simulation/report.ts [--whole] [--pairs FILE] [--grants FOLDER]
 *
 * Without `--whole` each 50th single fault is played, and mutations that are caught within seconds; with it every one, in half an hour or more.
 * `--pairs` adds what a run of `simulate.ts --pairs --file FILE` knows, and `--grants` which grants a run of the tests used that was told
 * where to leave it (`GRANTS_USED=FOLDER`). Wants `npm run synth` first.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { table } from '../bench/report.ts';
import { grantsOf } from '../support/grants-table.ts';
import { SCENARIOS } from './all-scenarios.ts';
import { asked } from './asked.ts';
import { loadCode } from './code.ts';
import { randomTrial, singleFaults } from './explore.ts';
import { shortName } from './fakes/functions.ts';
import { noFindings, notePlayed, printFindings, tellBroken } from './findings.ts';
import { hunt } from './hunt.ts';
import { MUTATIONS, QUICK } from './mutation-list.ts';
import { openTemplate } from './play.ts';
import type { Known } from './pairs-run.ts';
import { openPlayers } from './players.ts';
import type { Trial } from './trial.ts';

const values = asked(import.meta.url, {
  whole: { type: 'boolean', default: false },
  pairs: { type: 'string' },
  grants: { type: 'string' },
});

const EVERY = values.whole ? 1 : 50;
const SEEDS = values.whole ? 1_000 : 20;
Error.stackTraceLimit = 0;
const service = { template: openTemplate(), code: await loadCode() };
const say = (text: string) => void process.stdout.write(`${text}\n`);

say(
  `## Faults: ${EVERY === 1 ? 'every' : `each ${EVERY}th`} single fault at seed 1, and random trials of the seeds 1 to ${SEEDS}\n`,
);
const began = performance.now();
const findings = noFindings();
const broken: string[] = [];
const trials: Trial[] = [];
for (const scenario of SCENARIOS) {
  const faults = await singleFaults(service, scenario, 1);
  for (let index = 0; index < faults.length; index += EVERY) {
    const { call, mode } = faults[index]!;
    trials.push({ kind: 'planned', scenario, seed: 1, faults: new Map([[call.place, mode]]) });
  }
}
for (let seed = 1; seed <= SEEDS; seed += 1) trials.push(randomTrial(SCENARIOS, seed));
const players = openPlayers(availableParallelism());
await players.playAll(
  () => trials.shift(),
  (_trial, played) => {
    notePlayed(findings, played);
    if (played.violations.length > 0) broken.push(tellBroken(played));
  },
);
players.end();
say(printFindings(findings, (performance.now() - began) / 1000));

if (values.pairs) {
  const { of, trials, broken: amiss } = JSON.parse(readFileSync(values.pairs, 'utf8')) as Known;
  say(`## Pairs\n\n${of}: ${trials} trials, ${amiss.length} broken.\n`);
}

say('## Mutations\n');
const rows: string[][] = [];
for (const mutation of MUTATIONS.filter(({ name }) => values.whole || QUICK.includes(name))) {
  const { trials, caught } = await hunt(service, mutation);
  rows.push([mutation.name, caught?.rule ?? 'GOT AWAY', caught?.by ?? '', String(trials)]);
  if (!caught) broken.push(`The mutation "${mutation.name}" got away.`);
}
say(table(['a version that …', 'breaks', 'shown by', 'trials'], rows));

say('## Who may do what\n');
const { grants, stacks } = grantsOf(service.template, values.grants);
const count = (of: typeof grants) => String(of.length);
const byPrincipal = Map.groupBy(grants, ({ grant }) => shortName(grant.principal));
say(
  table(
    ['function', 'grants', 'used', 'kept for a reason', 'actions'],
    [...byPrincipal]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, of]) => [
        name,
        count(of),
        values.grants ? count(of.filter(({ used }) => used)) : '',
        count(of.filter(({ used, reason }) => !used && reason)),
        [...new Set(of.map(({ grant }) => grant.action))].sort().join(' '),
      ]),
  ),
);
const unexplained = grants.filter(({ used, reason }) => used === false && !reason);
say(
  `${grants.length} grants${values.grants ? `, ${count(grants.filter(({ used }) => used))} used in ${stacks} stacks, ${unexplained.length} neither used nor explained` : ''}. ` +
    '`npm test` fails where a grant is neither used nor explained.\n',
);

say('## To play one again\n');
say(
  'node test/simulation/simulate.ts --seed 77\nnode test/simulation/simulate.ts --replay "late/1/12:throttled;40:late"\n',
);
broken.forEach(say);
if (broken.length > 0) process.exitCode = 1;

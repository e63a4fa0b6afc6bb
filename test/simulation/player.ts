/** Plays the trials that its parent sends, one after the other, and sends back how they came out. */
import { loadCode } from './code.ts';
import { tryOut } from './explore.ts';
import { siteOf } from './fakes/faults.ts';
import { openTemplate } from './play.ts';
import type { Played, Sent } from './players.ts';
import { SCENARIOS } from './all-scenarios.ts';
import { type Trial, nameOfTrial } from './trial.ts';

const service = loadCode().then((code) => ({ template: openTemplate(), code }));
// Thousands of errors are thrown on purpose, and nobody reads where.
Error.stackTraceLimit = 0;

process.on('message', (sent: Sent) => {
  void play(sent);
});
// Ctrl-C is the parent's to answer.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());

async function play(sent: Sent): Promise<void> {
  const trial = { ...sent, scenario: SCENARIOS.find(({ name }) => name === sent.scenario)! } as Trial;
  const { faults, violations, moves, uncertain, deadLetters, stopped } = await tryOut(await service, trial);
  const met = faults.map(({ call, mode }) => ({ site: siteOf(call), mode }));
  const played: Played = { name: nameOfTrial(trial, faults), violations, met, moves, uncertain, deadLetters, stopped };
  process.send!(played);
}

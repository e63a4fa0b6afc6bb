import { type Refusal, invalid, wrongState } from '../requests/change.ts';
import { MANAGER } from '../requests/concern.ts';
import { type ImprovementContext, startImprovement } from './change-improvement.ts';
import { type Reading, readOwner, readStart } from './improvement-command.ts';
import { type Improvement, type Source, nextImprovementId } from './improvement.ts';
import type { ImprovementsStore } from './improvements.store.ts';
import type { Measure } from './measure.ts';
import { type OpenFinding, startOf } from './open-findings.ts';

/** What an improvement begins as. */
export interface Beginning {
  title: string;
  source: Source;
  measure?: Measure;
  owner: string;
}

/** The improvement that was begun, or had been by somebody else a moment ago. */
export type Begun = { kind: 'begun'; improvement: Improvement } | Refusal;

/** How often the next number is asked for, where others begin improvements at the same time. */
const TRIES = 5;

const FORM_GONE = 'This finding is no longer there, or somebody began an improvement with it.';

/** Reads what begins an improvement: a finding by its id, which is the manager's until she gives it to somebody, or a form by hand. */
export const readBeginning = (
  fields: Readonly<Record<string, string | undefined>>,
  findings: readonly OpenFinding[],
  { catalogue }: Pick<ImprovementContext, 'catalogue'>,
): Reading<Beginning> => {
  if (fields.action === 'start') {
    const finding = findings.find(({ id }) => id === fields.finding);
    if (!finding) return { ...wrongState(FORM_GONE), field: 'finding' };
    const owner = readOwner({ owner: fields.owner || MANAGER }, catalogue);
    return typeof owner === 'string' ? { kind: 'command', command: { ...startOf(finding), owner } } : owner;
  }
  if (fields.action !== 'start-by-hand') return invalid('action', 'Choose what to do.');
  const reading = readStart(fields, catalogue);
  if (reading.kind === 'refused') return reading;
  const { source, said, ...rest } = reading.command;
  return { kind: 'command', command: { ...rest, source: { kind: source, ...(said ? { said } : {}) } } };
};

/** Whether an improvement is what somebody begins now: of the same finding, or by hand of the same name. */
const isSame = ({ state, title, source }: Improvement, beginning: Beginning): boolean =>
  state !== 'closed' &&
  source.findingId === beginning.source.findingId &&
  (source.findingId !== undefined || title === beginning.title);

/**
 * Begins an improvement under the next number. What is begun already and not closed is not begun again: whoever presses twice, or does not
 * know whether the first time was heard, gets that one.
 */
export const beginImprovement = async (
  beginning: Beginning,
  improvements: Pick<ImprovementsStore, 'list' | 'write'>,
  context: ImprovementContext,
  now: number,
): Promise<Begun> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const known = await improvements.list();
    const present = known.find((improvement) => isSame(improvement, beginning));
    if (present) return { kind: 'begun', improvement: present };
    const change = startImprovement(nextImprovementId(known), beginning, context, now);
    if (await improvements.write(change)) return { kind: 'begun', improvement: change.improvement };
  }
  return wrongState('Several improvements were begun at this moment; try again.');
};

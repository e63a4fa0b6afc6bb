import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { bucketOf } from '../../functions/measures/durations.ts';
import { addFigures, noFigures } from '../../functions/measures/figures.ts';
import type { RollUp } from '../../functions/measures/roll-up.ts';
import { dayOf } from '../../functions/measures/row.ts';
import { type BostonRow, readBoston } from '../measures/boston.ts';

const boston = catalogueOf('boston');

/** What a type is called in the catalogue; its name where the catalogue has none. */
const codeOf = new Map<string, string>();

/** The roll-ups that Boston's record comes to, by day and type: opened, and closed on time or late. */
export const bostonRollUps = (rows: readonly BostonRow[] = readBoston()): RollUp[] => {
  const days = new Map<string, Map<string, RollUp>>();
  const at = (instant: number, type: string): RollUp => {
    const day = dayOf(instant);
    const slices = days.get(day) ?? new Map<string, RollUp>();
    days.set(day, slices);
    const present = slices.get(type) ?? { day, partner: 'city', type, channel: '-', ward: '-', ...noFigures() };
    slices.set(type, present);
    return present;
  };
  for (const { opened, target, closed, type: name } of rows) {
    const type = codeOf.get(name) ?? boston.findByName(name)?.code ?? name;
    codeOf.set(name, type);
    addFigures(at(opened, type), { ...noFigures(), counts: { accepted: 1 } });
    if (closed === undefined) continue;
    const verdict = target === undefined ? 'noTarget' : closed <= target ? 'met' : 'missed';
    const toResolve = { [bucketOf(closed - opened)]: 1 };
    addFigures(at(closed, type), { ...noFigures(), counts: { [verdict]: 1 }, times: { toResolve } });
  }
  return [...days].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([, slices]) => [...slices.values()]);
};

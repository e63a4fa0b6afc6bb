import type { MeasuresStore } from '../measures/measures.store.ts';
import { type Effect, effectOf } from './effect.ts';
import type { Improvement } from './improvement.ts';
import { daysOfWindows, windowsOf } from './windows.ts';

/** Days that are read side by side. */
const ABREAST = 20;

/**
 * Measures the change of an improvement over equal windows before it and after, until the day of its review or until today if that comes first; undefined where it
 * has no figure or nothing was changed.
 */
export const measureEffect = async (
  { measure, change, reviewOn }: Pick<Improvement, 'measure' | 'change' | 'reviewOn'>,
  measures: Pick<MeasuresStore, 'days' | 'rollUps'>,
  today: string,
): Promise<Effect | undefined> => {
  if (!measure || !change || reviewOn === undefined) return undefined;
  const counted = (await measures.days()).map(({ day }) => day);
  const windows = windowsOf(change.on, reviewOn < today ? reviewOn : today, counted[0] ?? today);
  if (!windows) return effectOf(measure, undefined, []);
  const known = new Set(counted);
  const days = daysOfWindows(windows).filter((day) => known.has(day));
  const rollUps = [];
  for (let from = 0; from < days.length; from += ABREAST)
    rollUps.push(...(await Promise.all(days.slice(from, from + ABREAST).map(measures.rollUps))).flat());
  return effectOf(measure, windows, rollUps);
};

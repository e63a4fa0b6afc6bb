import type { ConsoleStack } from './console-stack.ts';
import type { Reading } from './reading.ts';
import { CLOCK_MOVES } from './shell.ts';

/** How the clock is to be moved: to an instant or by a span, epoch ms and ms, or by a button's name. */
export type Move = { to: number } | { by: number } | { name: string };

/** The clock was not moved; the message says why, for people. */
export class MoveRefused extends Error {
  override readonly name = 'MoveRefused';
}

/** The longest move at once: every timer on the way is run, and a year of them takes minutes. */
const LONGEST_MOVE = 400 * 86_400_000;

/** Moves the stack's clock; every timer on the way runs at its own moment, and the stack has settled when this resolves. */
export const moveClock = async (
  { clock }: Pick<ConsoleStack, 'clock'>,
  reading: Reading,
  move: Move,
): Promise<void> => {
  const to = await targetOf(move, clock.now(), clock.nextTimer()?.at, reading);
  if (!Number.isFinite(to)) throw new MoveRefused('That is no moment.');
  if (to < clock.now()) throw new MoveRefused('Time does not go back.');
  if (to > clock.now() + LONGEST_MOVE) throw new MoveRefused('Move by at most 400 days at once.');
  await clock.advanceTo(to);
};

const targetOf = async (move: Move, now: number, nextTimer: number | undefined, reading: Reading): Promise<number> => {
  if ('to' in move) return move.to;
  if ('by' in move) return now + move.by;
  if (move.name === 'milestone') {
    const next = await reading.nextMilestone();
    if (next === undefined) throw new MoveRefused('No milestone is coming: no open request has a promise.');
    return next.at;
  }
  if (move.name === 'timer') return nextTimer ?? now;
  if (Object.hasOwn(CLOCK_MOVES, move.name)) return now + CLOCK_MOVES[move.name as keyof typeof CLOCK_MOVES].by;
  throw new MoveRefused('Choose one of the clock’s buttons.');
};

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClock } from '../../infra/local/clock.ts';

const START = Date.UTC(2015, 0, 5);
const DAY = 86_400_000;

const aClock = (settle: () => Promise<void> = () => Promise.resolve()) => createClock({ startAt: START, settle });

describe('a clock that is moved', () => {
  it('stands still at its start, in any year', () => {
    expect(aClock().now()).toBe(START);
  });

  it('runs each timer at its own instant, in order, and ends at the instant asked for', async () => {
    const clock = aClock();
    const seen: string[] = [];
    const note = (label: string) => () => void seen.push(`${label} ${clock.now() - START}`);
    clock.schedule(START + 30, note('third'), 'third');
    clock.schedule(START + 10, note('first'), 'first');
    clock.schedule(START + 20, note('second'), 'second');
    clock.schedule(START + 51, note('later'), 'later');
    await clock.advanceTo(START + 50);
    expect(seen).toEqual(['first 10', 'second 20', 'third 30']);
    expect(clock.now()).toBe(START + 50);
    expect(clock.nextTimer()).toEqual({ at: START + 51, label: 'later' });
  });

  it('runs the timers of one instant together, in the order of asking, before it settles', async () => {
    const seen: string[] = [];
    const clock = aClock(async () => void seen.push('settled'));
    const gate = Promise.withResolvers<void>();
    clock.schedule(START + 10, () => (seen.push('waits'), gate.promise), '');
    clock.schedule(START + 10, () => (seen.push('opens'), gate.resolve()), '');
    await clock.advanceTo(START + 20);
    expect(seen).toEqual(['settled', 'waits', 'opens', 'settled']);
  });

  it('runs what a timer asked for on the way', async () => {
    const clock = aClock();
    const seen: number[] = [];
    const again = () => {
      seen.push(clock.now() - START);
      if (seen.length < 4) clock.schedule(clock.now() + DAY, again, 'again');
    };
    clock.schedule(START, again, 'again');
    await clock.advanceTo(START + 400 * DAY);
    expect(seen).toEqual([0, DAY, 2 * DAY, 3 * DAY]);
  });

  it('runs an overdue timer at once, without going back', async () => {
    const clock = aClock();
    let at = 0;
    clock.schedule(START - DAY, () => void (at = clock.now()), 'overdue');
    await clock.advanceTo(START);
    expect(at).toBe(START);
  });

  it('does not run a timer that an earlier one of the same instant called off', async () => {
    const clock = aClock();
    const seen: string[] = [];
    clock.schedule(START + 1, () => (seen.push('first'), second.cancel()), 'first');
    const second = clock.schedule(START + 1, () => void seen.push('second'), 'second');
    await clock.advanceTo(START + 2);
    expect(seen).toEqual(['first']);
  });

  it('forgets hundreds of thousands of cancelled timers', () => {
    const clock = aClock();
    const timers = Array.from({ length: 200_000 }, (_, index) => clock.schedule(START + index, () => {}, `${index}`));
    timers.forEach((timer, index) => index !== 123_456 && timer.cancel());
    expect(clock.timers()).toBe(1);
    expect(clock.nextTimer()).toEqual({ at: START + 123_456, label: '123456' });
  });

  it('refuses to go back', async () => {
    await expect(aClock().advanceTo(START - 1)).rejects.toThrow('Time does not go back.');
  });

  it('tells what a timer threw, and can be moved on', async () => {
    const clock = aClock();
    clock.schedule(START + 1, () => Promise.reject(new Error('broken')), 'breaks');
    await expect(clock.advanceTo(START + 5)).rejects.toThrow('broken');
    await clock.advanceTo(START + 5);
    expect(clock.now()).toBe(START + 5);
  });

  it('queues moves that are asked for at once', async () => {
    const clock = aClock();
    await Promise.all([clock.advanceTo(START + 10), clock.advanceTo(START + 20)]);
    expect(clock.now()).toBe(START + 20);
  });
});

describe('a clock in real time', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1) }));
  afterEach(() => void vi.useRealTimers());

  it('fires what falls due while time passes by itself', () => {
    const clock = aClock();
    const seen: number[] = [];
    clock.runInRealTime();
    clock.schedule(START + 1_500, () => void seen.push(clock.now() - START), 'soon');
    vi.advanceTimersByTime(2_000);
    expect(seen).toEqual([1_500]);
    expect(clock.now()).toBe(START + 2_000);
    clock.pause();
  });

  it('waits beyond the 24.8 days at which setTimeout overflows', () => {
    const clock = aClock();
    const seen: number[] = [];
    clock.runInRealTime();
    clock.schedule(START + 40 * DAY, () => void seen.push(clock.now() - START), 'far');
    vi.advanceTimersByTime(39 * DAY);
    expect(seen).toEqual([]);
    vi.advanceTimersByTime(2 * DAY);
    expect(seen).toEqual([40 * DAY]);
    clock.pause();
  });

  it('goes real time, jump, real time again', async () => {
    const clock = aClock();
    const seen: number[] = [];
    const note = () => void seen.push(clock.now() - START);
    clock.runInRealTime();
    clock.schedule(START + DAY, note, 'tomorrow');
    clock.schedule(START + 2 * DAY + 500, note, 'after the jump');
    vi.advanceTimersByTime(1_000);
    await clock.advanceTo(START + 2 * DAY);
    vi.advanceTimersByTime(1_000);
    expect(seen).toEqual([DAY, 2 * DAY + 500]);
    expect(clock.now()).toBe(START + 2 * DAY + 1_000);
    clock.pause();
  });

  it('stands still while paused', () => {
    const clock = aClock();
    clock.runInRealTime();
    vi.advanceTimersByTime(1_000);
    clock.pause();
    vi.advanceTimersByTime(DAY);
    expect(clock.now()).toBe(START + 1_000);
  });

  it('runs faster when asked to', () => {
    const clock = aClock();
    const seen: number[] = [];
    clock.runInRealTime(3_600);
    clock.schedule(START + DAY, () => void seen.push(clock.now() - START), 'tomorrow');
    vi.advanceTimersByTime(24_000);
    expect(seen).toEqual([DAY]);
    clock.pause();
  });

  it('waits when the machine sets its own clock back', () => {
    const clock = aClock();
    clock.runInRealTime();
    vi.advanceTimersByTime(1_000);
    expect(clock.now()).toBe(START + 1_000);
    vi.setSystemTime(Date.UTC(2026, 4, 1));
    expect(clock.now()).toBe(START + 1_000);
    vi.advanceTimersByTime(1_000);
    expect(clock.now()).toBe(START + 2_000);
    clock.pause();
  });
});

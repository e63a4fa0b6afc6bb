import type { Template } from '../../infra/local/template.ts';
import type { Tables } from './fakes/tables.ts';
import { isNotice } from './read-tables.ts';
import type { Scheduler } from './scheduler.ts';

/** The minutes in which schedules have their say. */
export interface Ticker {
  /** A table was written: something may follow from it. */
  changed(): void;
  /** Something ended without success: alarms are looked at for a while. */
  trouble(): void;
  /** A run of a schedule failed: the next one makes it good, though nothing was written that it follows from. */
  missed(): void;
}

const MINUTE = 60_000;

/**
 * How long schedules go on minute by minute after a change or a moment: once the reconciler; and where something failed within the hour,
 * its grace of three minutes and two of its runs.
 */
const BUSY_MS = 3 * MINUTE;
const BROKEN_BUSY_MS = 7 * MINUTE;
const BROKEN_FOR_MS = 60 * MINUTE;

/** How long alarms are looked at after trouble: three of their longest periods. */
const TROUBLE_MS = 20 * MINUTE;

/** When it is looked once more whether everything followed from a change: a minute after all has to be mended. */
const CHECK_MS = 16 * MINUTE;

/** After so long without any change, what is still under way counts as lost, and the world stops waiting for it. */
const GIVE_UP_MS = 4 * 60 * MINUTE;

/** How long after a moment that the table promises the reconciler looks whether it was acted on. */
const GRACE_MS = 3 * MINUTE;

/** The next whole minute after an instant, epoch ms. */
export const nextMinute = (now: number): number => (Math.floor(now / MINUTE) + 1) * MINUTE;

const NEVER = 8_000_000_000_000_000;

/**
 * Ticks once a minute while anything may follow from the latest change, and sleeps until the next moment that the tables promise
 * otherwise: an eleven-day wait is no eight thousand runs of a schedule that finds nothing.
 */
export function createTicker(options: {
  template: Template;
  scheduler: Scheduler;
  tables: Tables;
  /** When something failed last, epoch ms. */
  failedAt: () => number;
  /** How far the clock of the functions is ahead, by which moments are written down, ms. */
  fleetMs: number;
  onTick: (troubled: boolean) => void;
}): Ticker {
  const { template, scheduler, tables, fleetMs } = options;
  const nameOf = (path: string) => template.find(`${path}/Table`, 'AWS::DynamoDB::Table').name;
  const [requests, notices] = [nameOf('RequestsTable'), nameOf('NoticesTable')];
  let busyUntil = 0;
  let troubledUntil = 0;
  /** When something was written last, or its moment came: what is on its way now is waited for from then on. */
  let awakeSince = scheduler.now();
  let armedFor: number | undefined;
  let moment: number | undefined;
  let timer: { cancel(): void } | undefined;

  function arm(at: number): void {
    if (armedFor !== undefined && armedFor <= at) return;
    timer?.cancel();
    armedFor = at;
    timer = scheduler.at(at, tick);
  }

  const busyFor = () => (scheduler.now() - options.failedAt() < BROKEN_FOR_MS ? BROKEN_BUSY_MS : BUSY_MS);

  function tick(): void {
    const now = scheduler.now();
    // A moment that was slept for: what is due may be done late, or by the reconciler.
    if (armedFor === moment && now !== awakeSince + CHECK_MS) {
      busyUntil = Math.max(busyUntil, now + busyFor());
      awakeSince = now;
    }
    armedFor = moment = undefined;
    options.onTick(now < troubledUntil);
    if (now < busyUntil) return arm(nextMinute(scheduler.now()));
    // What should have followed from the latest change is looked for once more, after the time that it is given.
    const check = awakeSince + CHECK_MS;
    const next = Math.min(nextMoment(now) ?? Infinity, check > now ? check : Infinity);
    if (next === Infinity) return;
    arm(Math.max(next, nextMinute(scheduler.now())));
    moment = armedFor;
  }

  /** When something is due by what the tables say; now, while something is on its way; undefined when nothing is. */
  function nextMoment(now: number): number | undefined {
    let next = Infinity;
    for (const { wakeAt: written, watch, status } of tables.items(requests)) {
      // What was given up waits for a person.
      if (watch === undefined || status === 'dead' || typeof written !== 'number' || written > NEVER) continue;
      const wakeAt = written - fleetMs;
      if (wakeAt + GRACE_MS > now || now - awakeSince < GIVE_UP_MS) next = Math.min(next, Math.max(wakeAt, now));
    }
    for (const item of tables.items(notices)) {
      const { progress, changedAt } = item;
      if (!isNotice(item) || progress === undefined || progress === 'uncertain') continue;
      if (typeof changedAt !== 'number') continue;
      const since = changedAt - fleetMs;
      if (since > now || now - awakeSince < GIVE_UP_MS) next = Math.min(next, Math.max(since, now));
    }
    return next === Infinity ? undefined : next;
  }

  return {
    changed() {
      awakeSince = scheduler.now();
      busyUntil = Math.max(busyUntil, awakeSince + busyFor());
      arm(nextMinute(scheduler.now()));
    },
    missed() {
      busyUntil = Math.max(busyUntil, scheduler.now() + BROKEN_BUSY_MS);
      arm(nextMinute(scheduler.now()));
    },
    trouble() {
      troubledUntil = scheduler.now() + TROUBLE_MS;
      busyUntil = Math.max(busyUntil, troubledUntil);
      arm(nextMinute(scheduler.now()));
    },
  };
}

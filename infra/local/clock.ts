/** A moment that was asked for; `cancel` may be called at any time, also after it fired. */
export interface Timer {
  cancel(): void;
}

/**
 * The one clock of the local stack: every wait, timeout and schedule hangs on it, so that an eleven-day promise runs in a
 * second. All instants are epoch milliseconds of *virtual* time, which may lie in any year.
 */
export interface LocalClock {
  /** The virtual instant. It never goes back. */
  now(): number;
  /**
   * Asks for `action` at an instant; one that has passed is due at once. Equal instants keep the order of asking.
   * `label` says in plain words what will happen, for the console page.
   */
  schedule(at: number, action: () => void | Promise<void>, label: string): Timer;
  /** The earliest timer that is still wanted. */
  nextTimer(): { at: number; label: string } | undefined;
  /** How many timers are still wanted. */
  timers(): number;
  /**
   * Moves time to an instant: each due timer runs at its own instant, those of one instant together, and the stack settles
   * before time moves on. Real time stands still meanwhile and goes on from there. Calls queue up, so a timer's action
   * must not wait for one. Rejects with what a timer's action threw, after everything of that instant has settled.
   */
  advanceTo(instant: number): Promise<void>;
  /** Lets time pass by itself, `speed` virtual seconds to a real one. */
  runInRealTime(speed?: number): void;
  /** Stops time where it is. */
  pause(): void;
}

interface Entry extends Timer {
  at: number;
  order: number;
  label: string;
  action: () => void | Promise<void>;
  /** Neither called off nor run. */
  wanted: boolean;
  /** Still in the heap, where calling it off leaves a dead entry behind. */
  queued: boolean;
}

/**
 * The longest that a real timer may sleep, in ms: a laptop that was suspended notices within a minute, and the value stays
 * far below the 2^31 ms at which setTimeout overflows.
 */
const LONGEST_SLEEP = 60_000;

/**
 * A clock that stands still at `startAt` until it is moved or let run. `settle` resolves once the stack is
 * ready for time to move on to the instant it is given, after timers `fired` or before any; `onError` gets what a timer's action threw while time passed by itself (default: thrown, which ends the process).
 */
export function createClock(options: {
  startAt: number;
  settle: (next: number, fired: boolean) => Promise<void>;
  onError?: (error: unknown) => void;
}): LocalClock {
  const queue = createTimerQueue();
  const onError =
    options.onError ??
    ((error: unknown) => {
      queueMicrotask(() => {
        throw error;
      });
    });
  let virtual = options.startAt;
  let speed = 0;
  let realBase = 0;
  let advancing = 0;
  let sleeping: ReturnType<typeof setTimeout> | undefined;
  let lastAdvance: Promise<void> = Promise.resolve();

  function now(): number {
    if (speed === 0 || advancing > 0) return virtual;
    const real = Date.now();
    // The machine's own clock may be set back; then virtual time waits instead of following.
    if (real > realBase) virtual += (real - realBase) * speed;
    realBase = real;
    return Math.floor(virtual);
  }

  function sleep(): void {
    clearTimeout(sleeping);
    sleeping = undefined;
    const next = queue.peek();
    if (speed === 0 || advancing > 0 || next === undefined) return;
    sleeping = setTimeout(
      () => {
        for (const entry of queue.takeDue(now())) run(entry).catch(onError);
        sleep();
      },
      Math.min(Math.max(Math.ceil((next.at - now()) / speed), 0), LONGEST_SLEEP),
    );
  }

  async function advance(instant: number): Promise<void> {
    virtual = now();
    advancing += 1;
    try {
      if (instant < virtual) throw new RangeError('Time does not go back.');
      const goal = () => Math.min(queue.peek()?.at ?? Infinity, instant);
      await options.settle(goal(), false);
      for (let next = queue.peek(); next !== undefined && next.at <= instant; next = queue.peek()) {
        virtual = Math.max(virtual, next.at);
        const results = await Promise.allSettled(queue.takeDue(virtual).map(run));
        await options.settle(goal(), true);
        const failed = results.find((result) => result.status === 'rejected');
        if (failed !== undefined) throw failed.reason;
      }
      virtual = Math.max(virtual, instant);
    } finally {
      advancing -= 1;
      realBase = Date.now();
      sleep();
    }
  }

  return {
    now,
    schedule(at, action, label) {
      const entry = queue.add(at, action, label);
      if (speed > 0 && queue.peek() === entry) sleep();
      return entry;
    },
    nextTimer() {
      const next = queue.peek();
      return next && { at: next.at, label: next.label };
    },
    timers: () => queue.size(),
    advanceTo(instant) {
      const mine = lastAdvance.then(() => advance(instant));
      lastAdvance = mine.catch(() => undefined);
      return mine;
    },
    runInRealTime(wanted = 1) {
      virtual = now();
      realBase = Date.now();
      speed = wanted;
      sleep();
    },
    pause() {
      virtual = now();
      speed = 0;
      sleep();
    },
  };
}

/** Runs one due timer, unless an earlier one of the same instant called it off. */
async function run(entry: Entry): Promise<void> {
  if (!entry.wanted) return;
  entry.wanted = false;
  await entry.action();
}

/**
 * A binary heap of timers. Calling one off only marks it; marked ones fall out at the top, or together once they are the
 * greater part of the heap, so that cancelling costs nothing even among hundreds of thousands.
 */
function createTimerQueue() {
  let heap: Entry[] = [];
  let order = 0;
  let cancelled = 0;

  const before = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.order < b.order);

  function rise(index: number): void {
    const entry = heap[index]!;
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (!before(entry, heap[above]!)) break;
      heap[index] = heap[above]!;
      index = above;
    }
    heap[index] = entry;
  }

  function sink(index: number): void {
    const entry = heap[index]!;
    for (;;) {
      let below = index * 2 + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && before(heap[below + 1]!, heap[below]!)) below += 1;
      if (!before(heap[below]!, entry)) break;
      heap[index] = heap[below]!;
      index = below;
    }
    heap[index] = entry;
  }

  function takeTop(): Entry {
    const top = heap[0]!;
    top.queued = false;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      sink(0);
    }
    return top;
  }

  function dropCancelled(): void {
    if (cancelled < 64 || cancelled * 2 < heap.length) return;
    heap = heap.filter((entry) => entry.wanted);
    cancelled = 0;
    for (let index = (heap.length >> 1) - 1; index >= 0; index -= 1) sink(index);
  }

  function peek(): Entry | undefined {
    while (heap.length > 0 && !heap[0]!.wanted) {
      takeTop();
      cancelled -= 1;
    }
    return heap[0];
  }

  return {
    peek,
    size: () => heap.length - cancelled,
    add(at: number, action: Entry['action'], label: string): Entry {
      const entry: Entry = {
        at,
        order: (order += 1),
        label,
        action,
        wanted: true,
        queued: true,
        cancel() {
          if (!entry.wanted) return;
          entry.wanted = false;
          if (!entry.queued) return;
          cancelled += 1;
          dropCancelled();
        },
      };
      heap.push(entry);
      rise(heap.length - 1);
      return entry;
    },
    takeDue(instant: number): Entry[] {
      const due: Entry[] = [];
      for (let next = peek(); next !== undefined && next.at <= instant; next = peek()) due.push(takeTop());
      return due;
    },
  };
}

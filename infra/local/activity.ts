/** What is in flight in the stack, so that time moves on only when everything has come to rest. */
export interface Activity {
  /** Notes that something began; the function that comes back notes its end, once. `what` is for people. */
  begin(what: string): () => void;
  /** Runs `work` as something in flight. */
  during<T>(what: string, work: () => Promise<T>): Promise<T>;
  /** Resolves as soon as nothing is in flight. */
  idle(): Promise<void>;
  /** Resolves as soon as fewer than `limit` things are in flight. */
  below(limit: number): Promise<void>;
  /** What is in flight now, with how many of each. */
  inFlight(): Record<string, number>;
}

/** Counts; waiting costs nothing while things are in flight. */
export function createActivity(): Activity {
  const counts = new Map<string, number>();
  let total = 0;
  let waiting: { limit: number; wake: () => void }[] = [];

  function begin(what: string): () => void {
    total += 1;
    counts.set(what, (counts.get(what) ?? 0) + 1);
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      total -= 1;
      const left = counts.get(what)! - 1;
      if (left === 0) counts.delete(what);
      else counts.set(what, left);
      const woken = waiting.filter(({ limit }) => total < limit);
      if (woken.length === 0) return;
      waiting = waiting.filter(({ limit }) => total >= limit);
      for (const { wake } of woken) wake();
    };
  }

  async function below(limit: number): Promise<void> {
    // What woke us may have begun something else before we run.
    while (total >= limit) await new Promise<void>((resolve) => waiting.push({ limit, wake: resolve }));
  }

  return {
    begin,
    async during(what, work) {
      const end = begin(what);
      try {
        return await work();
      } finally {
        end();
      }
    },
    idle: () => below(1),
    below,
    inFlight: () => Object.fromEntries(counts),
  };
}

/** The requests of one type in one square of about 100 m: each of the same weeks in which some came, and how many came in it. */
export type PlaceWeeks = ReadonlyMap<number, number>;

/** By type, then by square. */
export type WeeksByPlace = ReadonlyMap<string, ReadonlyMap<string, PlaceWeeks>>;

/** Something that comes again and again at one place. */
export interface PlaceTest {
  subject: string;
  place: string;
  /** Requests in all, and weeks in which at least one came. */
  n: number;
  weeks: number;
  /** How many weeks were to be expected of a place as busy as this, and the 95 % interval of that. */
  expected: number;
  usual: [low: number, high: number];
  p: number;
}

/** Half a year: weeks that are looked back on. */
export const WEEKS_OF_PLACES = 26;

/** In fewer weeks nothing comes again and again. Several requests of one week are one event, because a storm or a neighbour reports twice. */
export const FEWEST_AGAIN = 4;

/** Where the quicker of the two tests says so much, the other need not be asked. */
const HOPELESS = 0.05;

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);

/** The chances of 0, 1, 2 … weeks with something, where each week has a chance of its own: the Poisson binomial distribution, by convolution (exact). */
export const poissonBinomial = (chances: readonly number[]): number[] =>
  chances.reduce<number[]>(
    (before, chance) => [...before, 0].map((same, weeks) => same * (1 - chance) + (before[weeks - 1] ?? 0) * chance),
    [1],
  );

/** The least number that a share of the chances does not exceed. */
const quantileOf = (distribution: readonly number[], share: number): number => {
  let passed = 0;
  return distribution.findIndex((chance) => (passed += chance) >= share - 1e-12);
};

/**
 * Tests each type in each square in which it came at all, in how many of the last 26 weeks it came there, by two tests of which the greater p counts; both are
 * of what came at least once, because of other squares nothing is known.
 *
 * One is exact: each request of the city falls on a square as often as all requests do, so a square in the middle of town may have more of everything; the weeks
 * with one are then Poisson binomial. The other is of the type's own squares: where rates differ from square to square as an exponential distribution does, the weeks
 * of a square are geometric, with the mean of the type. What stands where a type has to come, as street lights do, is no news by it.
 *
 * `many` are all pairs that were looked at: those in fewer weeks than come again, and those of which the second test says that they are usual, count among the tests, though they
 * are no finding whatever the first says.
 */
export const testPlaces = (byType: WeeksByPlace, weeks = WEEKS_OF_PLACES): { tests: PlaceTest[]; many: number } => {
  const busy = new Map<string, number>();
  for (const places of byType.values())
    for (const [place, counts] of places) busy.set(place, (busy.get(place) ?? 0) + sum(counts.values()));
  const all = sum(busy.values());
  const tests = [...byType].flatMap(([subject, places]) => {
    const perWeek = Array.from({ length: weeks }, (_, week) =>
      sum([...places.values()].map((counts) => counts.get(week) ?? 0)),
    );
    const mean = sum([...places.values()].map(({ size }) => size)) / places.size;
    return [...places].flatMap(([place, counts]): PlaceTest[] => {
      const seen = counts.size;
      const geometric = (1 - 1 / mean) ** (seen - 1);
      if (seen < FEWEST_AGAIN || geometric > HOPELESS) return [];
      const share = (busy.get(place) ?? 0) / all;
      const chances = perWeek.map((count) => 1 - (1 - share) ** count);
      const distribution = poissonBinomial(chances);
      const exact = sum(distribution.slice(seen)) / (1 - (distribution[0] ?? 0));
      return [
        {
          subject,
          place,
          n: sum(counts.values()),
          weeks: seen,
          expected: sum(chances),
          usual: [quantileOf(distribution, 0.025), quantileOf(distribution, 0.975)],
          p: Math.min(1, Math.max(exact, geometric)),
        },
      ];
    });
  });
  return { tests, many: sum([...byType.values()].map(({ size }) => size)) };
};

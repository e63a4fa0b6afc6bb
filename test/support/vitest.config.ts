import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Whole journeys, browsers and thousands of trials take minutes; a long file that begins last keeps one core waiting. */
const LONG = [/journeys\/week\.|simulation\/random\./, /journeys\/|\.browser\./, /\.local\./];

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = LONG.findIndex((name) => name.test(moduleId));
  return place < 0 ? LONG.length : place;
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => placeOf(one) - placeOf(other));
  }
}

/** Files run one after the other per worker; two workers, because two cores is what a small machine has. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    reporters: ['default'],
  },
});

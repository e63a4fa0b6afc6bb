import { expect, it } from 'vitest';
import { chance } from '../support/chance.ts';
import { EVERY_LETTER } from './builders.ts';
import { askHostileMail } from './hostile-mail.ts';

/** Other words every day; the title says which, so that a failure can be asked again. */
const SEED = Math.floor(Date.now() / 86_400_000);

it(`R143 every message in every language, six times with hostile words (seed ${SEED}), keeps its headers, its tags and its text`, async () => {
  const random = chance(SEED);
  for (let number = 0; number < 6 * EVERY_LETTER.length; number += 1) {
    expect(await askHostileMail(number, random), EVERY_LETTER[number % EVERY_LETTER.length]!.join()).toEqual({
      extraHeaders: [],
      otherRecipients: [],
      unescaped: [],
      noText: false,
    });
  }
});

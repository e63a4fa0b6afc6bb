import { describe, expect, it } from 'vitest';
import { ours } from './engine.ts';
import { answerOf, differences, expectedOf, vectorCalendars, vectors } from './business-hours-vectors.ts';

describe('the vectors of eleven other projects', () => {
  const engines = vectorCalendars.map(ours);

  it('are 317, and every difference is one that is explained', () => {
    expect(vectors).toHaveLength(317);
    const ids = new Set(vectors.map(({ id }) => id));
    expect(Object.keys(differences).filter((id) => !ids.has(id))).toEqual([]);
  });

  it.each(vectors.map((vector) => [`${vector.id} ${vector.op}: ${vector.source.repo}, ${vector.source.test}`, vector]))(
    'answers %s',
    (_title, vector) => {
      const difference = differences[vector.id];
      const answer = answerOf(vector, engines[vector.calendar]!);
      expect(answer).toEqual(difference ? difference.answer : expectedOf(vector));
      if (difference) expect(answer).not.toEqual(expectedOf(vector));
    },
  );
});

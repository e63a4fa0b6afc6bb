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

  it('are answered otherwise in twelve cases, each by its name and with the rule it follows, and in no other', () => {
    const otherwise = vectors.filter((vector) => answerOf(vector, engines[vector.calendar]!) !== expectedOf(vector));
    expect(otherwise.map(({ id }) => id).toSorted()).toEqual([
      'bh-0033',
      'bh-0081',
      'bh-0109',
      'bh-0111',
      'bh-0491',
      'bh-0630',
      'bh-0632',
      'bh-0644',
      'bh-0658',
      'bh-0666',
      'bh-0668',
      'bh-0670',
    ]);
    expect(Object.keys(differences).toSorted()).toEqual(otherwise.map(({ id }) => id).toSorted());
    expect(Object.values(differences).filter(({ why }) => why.length < 20)).toEqual([]);
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

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEWEST_ANSWERS, scoresBy, scoresOf } from '../../functions/surveys/scores.ts';
import { type SurveyRecord, surveyRecord } from '../../functions/surveys/survey-record.ts';
import { cellsOf } from '../../infra/ops/surveys.ts';
import { DAY, aRequest } from '../support/builders.ts';

const about = { cycle: 1, catalogue: 'somerville', partner: 'dpw-highway', at: 0 };
const anAsked = (requestId: string): SurveyRecord => ({ ...about, requestId, kind: 'asked' });
const anAnswer = (requestId: string, step: number, asked = true): SurveyRecord => ({
  ...about,
  requestId,
  kind: 'answered',
  asked,
  accuracy: step,
  courtesy: step,
  ease: step,
  overall: step,
});

describe('the scores', () => {
  it('R157 say how many were asked and answered, and no average below the fewest answers', () => {
    const asked = Array.from({ length: 100 }, (_, nth) => anAsked(`R-${nth}`));
    const few = Array.from({ length: FEWEST_ANSWERS - 1 }, (_, nth) => anAnswer(`R-${nth}`, 5));
    expect(scoresOf([...asked, ...few])).toEqual({ asked: 100, answered: 4, responseRate: 0.04 });
    expect(scoresOf([...asked, ...few, anAnswer('R-9', 1)])).toEqual({
      asked: 100,
      answered: 5,
      responseRate: 0.05,
      averages: { accuracy: 4.2, courtesy: 4.2, ease: 4.2, overall: 4.2 },
    });
  });

  it('R179 say no data of nobody, and neither 0 nor 100 %', () => {
    expect(scoresOf([])).toEqual({ asked: 0, answered: 0 });
    expect(cellsOf(scoresOf([]))).toEqual(['0', '0', 'no data', 'no data', 'no data', 'no data', 'no data']);
    expect(cellsOf(scoresOf([anAnswer('R-1', 3, false)])).slice(0, 3)).toEqual(['0', '1', 'no data']);
  });

  it('R157 keep the rate between 0 and 1 and the averages on the scale, whoever answers unasked', () => {
    const answers = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(answers, fc.integer({ min: 0, max: 40 }), (given, silent) => {
        const records = given.flatMap(([step, asked], nth) => [
          ...(asked ? [anAsked(`R-${nth}`)] : []),
          anAnswer(`R-${nth}`, step, asked),
        ]);
        const { responseRate = 0, averages } = scoresOf([
          ...records,
          ...Array.from({ length: silent }, (_, nth) => anAsked(`S-${nth}`)),
        ]);
        expect(responseRate).toBeGreaterThanOrEqual(0);
        expect(responseRate).toBeLessThanOrEqual(1);
        expect(averages === undefined).toBe(given.length < FEWEST_ANSWERS);
        if (averages) {
          expect(averages.overall).toBeGreaterThanOrEqual(1);
          expect(averages.overall).toBeLessThanOrEqual(5);
        }
      }),
      { seed: 311, numRuns: 300 },
    );
  });

  it('stand for each city and each of its partners', () => {
    const other = { ...anAsked('R-2'), partner: 'water-sewer' };
    expect(scoresBy([anAsked('R-1'), other]).map(([name, { asked }]) => [name, asked])).toEqual([
      ['somerville', 2],
      ['somerville dpw-highway', 1],
      ['somerville water-sewer', 1],
    ]);
  });
});

describe('a record', () => {
  it('stands in the month of the resolution, whenever the answer comes, and names nobody', () => {
    const { request } = aRequest.resolved();
    const [asked] = surveyRecord(request, { kind: 'asked', at: request.resolvedAt + DAY });
    const scores = { accuracy: 5, courtesy: 5, ease: 5, overall: 5 };
    const [answered] = surveyRecord(request, {
      kind: 'answered',
      asked: true,
      at: request.resolvedAt + 40 * DAY,
      ...scores,
    });
    expect([asked?.item.pk, answered?.item.pk]).toEqual(['SURVEYS#2026-06', 'SURVEYS#2026-06']);
    expect(asked?.item.sk).not.toBe(answered?.item.sk);
    expect(JSON.stringify([asked, answered])).not.toMatch(/ana|resident\.example/iu);
    expect(surveyRecord(aRequest.inProgress().request, { kind: 'asked', at: 0 })).toEqual([]);
  });
});

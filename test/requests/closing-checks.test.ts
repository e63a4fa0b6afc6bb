import { describe, expect, it } from 'vitest';
import type { RequestType } from '../../functions/catalogue/request-type.ts';
import { gradeOf, recordGapsOf, wordingFaultsOf } from '../../functions/requests/closing-checks.ts';

describe('the words that end a request', () => {
  it.each([
    ['The hole was filled with hot asphalt.', []],
    ['We trimmed the tree at 128 Highland Avenue on June 2, and took the branches away.', []],
    ['Merged with R-7K2M-9QXD-4TBN, which the crew fills tomorrow. Call 617-555-0100 with questions.', []],
    ['El bache se rellenó con asfalto.', []],
    ['我們已經修好了路面的坑洞。', []],
    ['', ['says-nothing']],
    ['Done.', ['says-nothing']],
    ['Case closed. Work order completed, see notes.', ['says-nothing']],
    ['Per DPW the pothole was patched.', ['shorthand']],
    ['The crew closed WO-45121 after the repair was made.', ['shorthand', 'code']],
    ['The light was repaired under #4711 last night.', ['code']],
    [`The crew came. ${'They swept the street well. '.repeat(30)}`, ['long']],
    [
      'Pursuant to established municipal infrastructure prioritization methodologies, remediation of the aforementioned deterioration necessitates comprehensive interdepartmental evaluation preceding implementation of reconstruction activities.',
      ['hard'],
    ],
  ])('%j has these faults: %j', (text, faults) => {
    expect(wordingFaultsOf(text)).toEqual(faults);
  });

  it('are graded as schools grade texts', () => {
    expect(gradeOf('The cat sat on the mat. The dog ran to the park.')).toBeLessThan(2);
    expect(gradeOf('')).toBeLessThan(0);
  });
});

describe('the record of work that ended', () => {
  const type: Pick<RequestType, 'location' | 'questions' | 'photo'> = {
    location: 'required',
    questions: [{ code: 'colour', text: 'Which colour?', kind: 'text', required: true }],
    photo: 'required',
  };
  const whole = { place: { lat: 42.38, lon: -71.1 }, answers: { colour: 'red' } };
  const done = { outcome: 'done', photographed: true } as const;

  it.each([
    ['with everything', whole, done, []],
    ['without a place', { ...whole, place: { ward: '3' } }, done, ['place']],
    ['with an empty answer', { ...whole, answers: { colour: ' ' } }, done, ['answers']],
    ['without a photo', whole, { ...done, photographed: false }, ['photo']],
    ['without a photo of what could not be done', whole, { outcome: 'unable', photographed: false }, []],
    ['that nobody was sent for', whole, { outcome: 'done', photographed: undefined }, []],
    ['with nothing', { place: {}, answers: {} }, { ...done, photographed: false }, ['place', 'answers', 'photo']],
  ] as const)('%s', (_, request, ended, gaps) => {
    expect(recordGapsOf(request, type, ended)).toEqual(gaps);
  });

  it('lacks nothing that its type does not ask for', () => {
    const ended = { outcome: 'done', photographed: false } as const;
    expect(recordGapsOf({ place: {}, answers: {} }, { location: 'none', questions: [] }, ended)).toEqual([]);
  });
});

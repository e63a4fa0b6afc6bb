import type { RequestType } from '../catalogue/request-type.ts';
import type { Request, RequestOutcome } from './request.ts';

/** What can be wrong with the sentence that a resident reads when work has ended (audit checklist, line 6). */
export type WordingFault = 'says-nothing' | 'shorthand' | 'code' | 'long' | 'hard';

/** What can be missing in the record of work that has ended (audit checklist, lines 2, 3 and 8). */
export type RecordGap = 'place' | 'answers' | 'photo';

/** Words that say that something is over, and nothing of what was done. */
const EMPTY_WORDS =
  /\b(?:and|been|case|closed?|closing|completed?|done|finished|fixed|has|is|issue|job|no|notes?|ok|order|request|resolved?|see|service|the|this|ticket|was|work)\b/giu;

/** So many words have to be left of a text without those. */
const FEWEST_WORDS = 3;

/** Longest text that is read on a telephone without scrolling twice, characters. */
const LONGEST = 600;

/** Capitals that everybody reads as a word. */
const COMMON = new Set(['OK', 'AM', 'PM', 'TV', 'ID', 'US', 'USA', 'II', 'III', 'ADA']);
const CAPITALS = /\b\p{Lu}{2,}s?\b/gu;

/** A number of ours, which residents know from their letters. */
const OWN_NUMBER = /\bR(?:-[0-9A-Z]{4}){3}(?:-\d+)?\b/gu;
/** A number that somebody else's system uses: `#123`, `WO-4512`, six digits and more. Streets, routes, times and telephones are none. */
const CODE = /#\s?\d+|(?<![\p{L}\w])\p{L}{2,}[-_]?\d{3,}\w*|\b\d{6,}\b/gu;

/** Highest school grade that public texts are written for (plain language: sixth to ninth). */
const HIGHEST_GRADE = 9;
/** A grade of fewer words says more about one long name than about the text. */
const FEWEST_GRADED = 20;

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}’'-]+/gu) ?? [];

/** The syllables of an English word, by its groups of vowels; a silent e at its end is none. */
const syllablesOf = (word: string): number =>
  Math.max(
    1,
    (
      word
        .toLowerCase()
        .replace(/e$/u, '')
        .match(/[aeiouy]+/gu) ?? []
    ).length,
  );

/** The school grade that a text asks of its reader (Flesch and Kincaid, 1975), as of an English one. */
export const gradeOf = (text: string): number => {
  const words = wordsOf(text);
  const sentences = Math.max(1, text.split(/(?<![.!?])[.!?]+(?:\s|$)/u).filter((one) => one.trim() !== '').length);
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  return 0.39 * (words.length / sentences) + 11.8 * (syllables / Math.max(1, words.length)) - 15.59;
};

/**
 * What is wrong with the words that end a request, in a fixed order; nothing where they say what was done in plain words. Partners and the
 * office write English, so grade and abbreviations are judged as of English; whether the words are true only an audit can tell.
 */
export const wordingFaultsOf = (resolution: string): WordingFault[] => {
  const text = resolution.replace(OWN_NUMBER, ' ').trim();
  const said = wordsOf(text.replace(EMPTY_WORDS, ' ')).length;
  const capitals = (text.match(CAPITALS) ?? []).filter((word) => !COMMON.has(word.replace(/s$/u, '')));
  const faults: [WordingFault, boolean][] = [
    ['says-nothing', said < FEWEST_WORDS && !/[\u3000-\u9fff]{4}/u.test(text)],
    ['shorthand', capitals.length > 0],
    ['code', (text.match(CODE) ?? []).length > 0],
    ['long', text.length > LONGEST],
    ['hard', wordsOf(text).length >= FEWEST_GRADED && gradeOf(text) > HIGHEST_GRADE],
  ];
  return faults.filter(([, found]) => found).map(([fault]) => fault);
};

/** What the record of a request lacks that its type asks for; a photo only where something was done by somebody who was sent. */
export const recordGapsOf = (
  { place, answers }: Pick<Request, 'place' | 'answers'>,
  type: Pick<RequestType, 'location' | 'questions' | 'photo'>,
  { outcome, photographed }: { outcome: RequestOutcome; photographed: boolean | undefined },
): RecordGap[] => {
  const placed = Boolean(place.address?.trim()) || (place.lat !== undefined && place.lon !== undefined);
  const gaps: [RecordGap, boolean][] = [
    ['place', type.location === 'required' && !placed],
    ['answers', type.questions.some(({ code, required }) => required && !answers[code]?.trim())],
    ['photo', type.photo === 'required' && outcome === 'done' && photographed === false],
  ];
  return gaps.filter(([, missing]) => missing).map(([gap]) => gap);
};

/** Both, as the line of the resolution tells them: codes only, and of the record nothing where its type is not known any more. */
export const closingChecks = (
  request: Pick<Request, 'place' | 'answers'>,
  resolution: string,
  type: RequestType | undefined,
  ended: { outcome: RequestOutcome; photographed: boolean | undefined },
): { wording: string; record?: string } => ({
  wording: wordingFaultsOf(resolution).join(' ') || 'plain',
  ...(type ? { record: recordGapsOf(request, type, ended).join(' ') || 'complete' } : {}),
});

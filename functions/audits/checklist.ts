/** What a question is about (the three families by which contact centres score a case). */
export const FAMILIES = ['accurate', 'courteous', 'easy'] as const;
export type Family = (typeof FAMILIES)[number];

/** One question about a request that has ended. */
export interface Question {
  id: string;
  /** What has to be so; the auditor says whether it is. */
  words: string;
  family: Family;
  /** What a fail here means whatever else was right: the case fails (R163). */
  critical?: 'nothing-done' | 'wrong-resident' | 'danger';
}

/** The checklist of twelve, and the question about safety that stands beside it. */
export const CHECKLIST = [
  { id: 'routing', words: 'It has the right type, and went to the right partner.', family: 'accurate' },
  { id: 'place', words: 'The place is precise enough to find it again.', family: 'accurate' },
  { id: 'answers', words: 'Every required question of its type was answered.', family: 'accurate' },
  { id: 'acknowledged', words: 'The resident heard from us in time.', family: 'easy' },
  { id: 'on-time', words: 'It was done on time, or the reason for the delay is on record.', family: 'easy' },
  {
    id: 'told',
    words: 'The resident was told what was done, in plain words without abbreviations, and in their language.',
    family: 'courteous',
  },
  { id: 'outcome', words: 'The outcome says the same as the text.', family: 'accurate' },
  {
    id: 'work-done',
    words: 'The work was really done before it was closed, with a photo where its type needs one.',
    family: 'accurate',
    critical: 'nothing-done',
  },
  {
    id: 'passed-on',
    words: 'If it was closed as a duplicate or referred, it names a live request or who takes care of it.',
    family: 'accurate',
  },
  {
    id: 'privacy',
    words: 'No personal data stands in public text, and nobody was told what is another resident’s.',
    family: 'courteous',
    critical: 'wrong-resident',
  },
  { id: 'courtesy', words: 'Every message to the resident is courteous.', family: 'courteous' },
  { id: 'ease', words: 'The resident did not have to get in touch again.', family: 'easy' },
] as const satisfies readonly Question[];

/** Asked beside the twelve: a fail fails the case, and it belongs to no family (R163). */
export const SAFETY = {
  id: 'safety',
  words: 'Nobody was left in danger by the way in which it was handled.',
  critical: 'danger',
} as const;

/** Everything that an auditor answers, in the order of the page. */
export const QUESTIONS = [...CHECKLIST, SAFETY] as const;
export type AnsweredId = (typeof QUESTIONS)[number]['id'];

export const ANSWERS = ['pass', 'fail', 'not-applicable'] as const;
export type Answer = (typeof ANSWERS)[number];

/** The answers to all questions, and a note for each fail. */
export interface Answers {
  answers: Record<AnsweredId, Answer>;
  notes: Partial<Record<AnsweredId, string>>;
}

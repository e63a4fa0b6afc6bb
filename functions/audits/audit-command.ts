import { type Refusal, invalid } from '../requests/change.ts';
import { MANAGER } from '../requests/concern.ts';
import { withSentence } from '../requests/sentence.ts';
import { ANSWERS, type AnsweredId, type Answers, QUESTIONS } from './checklist.ts';

/** Longest note on a fail, characters: one line of the form. */
export const MAX_NOTE = 200;

/** Shortest note that says what is wrong, characters. */
const MIN_NOTE = 3;

/** Business days that the owner of a correction may be given. */
export const CORRECTION_DAYS = [5, 10, 20] as const;

/** Who may have to put something right: nobody, the partner of the case, or the manager. */
export const CORRECTORS = ['nobody', 'partner', 'manager'] as const;
export type Corrector = (typeof CORRECTORS)[number];

/** What an auditor asks to be put right. */
export interface CorrectionAsked {
  by: Exclude<Corrector, 'nobody'>;
  task: string;
  days: (typeof CORRECTION_DAYS)[number];
}

/** An audit as its form was posted. */
export interface AuditCommand extends Answers {
  action: 'audit';
  correction?: CorrectionAsked;
}

/** What the owner of a correction says. */
export interface CorrectionCommand {
  action: 'corrected';
  text: string;
}

/** The field of a question's note. */
export const noteField = (id: AnsweredId): string => `${id}-note`;

/** Reads the checklist; names the first question that has to be mended, in the order of the page. */
export const readAuditCommand = (
  fields: Record<string, string>,
): { kind: 'command'; command: AuditCommand } | Refusal => {
  if (fields.action !== 'audit') return invalid('action', 'Answer the checklist.');
  const answers: Answers['answers'] = Object.create(null);
  const notes: Answers['notes'] = {};
  for (const [index, { id, words }] of QUESTIONS.entries()) {
    const answer = ANSWERS.find((candidate) => candidate === fields[id]);
    if (!answer) return invalid(id, `Answer question ${index + 1}: ${words}`);
    const note = (fields[noteField(id)] ?? '').trim();
    if (answer === 'fail' && note.length < MIN_NOTE)
      return invalid(noteField(id), `Say in a few words what is wrong at question ${index + 1}.`);
    if (note.length > MAX_NOTE) return invalid(noteField(id), `Write at most ${MAX_NOTE} characters.`);
    answers[id] = answer;
    if (note !== '') notes[id] = note;
  }
  const command = { action: 'audit' as const, answers: { ...answers }, notes };
  const by = CORRECTORS.find((candidate) => candidate === fields.corrector);
  if (!by) return invalid('corrector', 'Say whether something has to be put right, and by whom.');
  if (by === 'nobody') return { kind: 'command', command };
  const days = CORRECTION_DAYS.find((candidate) => String(candidate) === fields.days);
  if (!days) return invalid('days', 'Choose how many working days they have.');
  return withSentence(fields, 'task', 'Say in a sentence what has to be put right.', (task) => ({
    ...command,
    correction: { by, task, days },
  }));
};

/** Reads what the owner of a correction posted. */
export const readCorrectionCommand = (
  fields: Record<string, string>,
): { kind: 'command'; command: CorrectionCommand } | Refusal =>
  fields.action === 'corrected'
    ? withSentence(fields, 'text', 'Say in a sentence what was done.', (text) => ({ action: 'corrected', text }))
    : invalid('action', 'Say what was done.');

/** Who owns a correction: the partner of the case, or the manager, who also answers for what no partner did. */
export const correctionOwner = (by: CorrectionAsked['by'], partner: string, isPartner: boolean): string =>
  by === 'partner' && isPartner ? partner : MANAGER;

import {
  CHANGE_LANGUAGE,
  type LanguageCommand,
  changeLanguage,
  readLanguageCommand,
} from '../requests/change-language.ts';
import { type Outcome, type Refusal, type RequestFile, invalid, wrongState } from '../requests/change.ts';
import type { Actor } from '../requests/event.ts';
import { type Request, type ResolvedRequest, isOver } from '../requests/request.ts';
import { MAX_SENTENCE, isTooShort } from '../requests/sentence.ts';
import { ADD_DETAIL, type DetailCommand, addDetail, digestOf, readDetailCommand } from '../review/add-detail.ts';
import { answerQuestion } from '../review/answer-question.ts';
import { leftBy } from '../review/link-requests.ts';
import { withdrawRequest } from '../review/withdraw.ts';
import type { OfferContext } from '../work-orders/offer-work.ts';
import { reopenCase } from '../work-orders/reopen-request.ts';
import { SURVEY_QUESTIONS, isSurveyed } from './survey.ts';

const CONSTITUENT: Actor = { kind: 'constituent', name: 'constituent' };

type SurveyQuestion = (typeof SURVEY_QUESTIONS)[number];

/** What a constituent says on their page: after the resolution, or while the office asks or the work is under way. */
export type SurveyCommand =
  | { action: 'rate'; ratings: Record<SurveyQuestion, number>; comment?: string }
  | { action: 'reopen'; text: string }
  | { action: 'answer'; text: string }
  | { action: 'withdraw'; text: string }
  | DetailCommand
  | LanguageCommand;

const MISSING = {
  reopen: 'Say what is not solved.',
  answer: 'Write your answer.',
  withdraw: 'Say in a sentence why it is not needed any more.',
} as const;

/** Reads a posted form; names the field that has to be mended. */
export const readSurveyCommand = (
  fields: Record<string, string>,
): { kind: 'command'; command: SurveyCommand } | Refusal => {
  const { action } = fields;
  if (action === CHANGE_LANGUAGE) return readLanguageCommand(fields);
  if (action === ADD_DETAIL) return readDetailCommand(fields);
  if (action === 'reopen' || action === 'answer' || action === 'withdraw') {
    const text = (fields.text ?? '').trim();
    if (!text) return invalid('text', MISSING[action]);
    if (action === 'withdraw' && isTooShort(text)) return invalid('text', MISSING[action]);
    if (text.length > MAX_SENTENCE) return invalid('text', `Write at most ${MAX_SENTENCE} characters.`);
    return { kind: 'command', command: { action, text } };
  }
  if (fields.action !== 'rate') return invalid('action', 'Choose whether to answer or to reopen.');
  const ratings = { accuracy: 0, courtesy: 0, ease: 0, overall: 0 };
  for (const question of SURVEY_QUESTIONS) {
    const answer = fields[question] ?? '';
    if (!/^[1-5]$/.test(answer)) return invalid(question, 'Choose one of the five answers.');
    ratings[question] = Number(answer);
  }
  const comment = (fields.comment ?? '').trim();
  if (comment.length > MAX_SENTENCE) return invalid('comment', `Write at most ${MAX_SENTENCE} characters.`);
  return { kind: 'command', command: { action: 'rate', ratings, ...(comment ? { comment } : {}) } };
};

/**
 * The request whose work does for this one too, where a command is about that one as well: what is added is told to whoever does it, and who
 * withdraws leaves it.
 */
export const leaderFor = ({ action }: SurveyCommand, { follows }: Pick<Request, 'follows'>): string | undefined =>
  action === ADD_DETAIL || action === 'withdraw' ? follows?.requestId : undefined;

/**
 * Keeps a survey answer, once for each cycle (R150, R151), or reopens the request as the next cycle of the same case (R153). `leader` is the
 * request whose work does for this one too, where there is one.
 */
export const answerSurvey = (
  file: RequestFile,
  command: SurveyCommand,
  context: OfferContext,
  now: number,
  leader?: RequestFile,
): Outcome => {
  const { request } = file;
  if (command.action === 'answer') return answerQuestion(file, command.text, context, now);
  if (command.action === CHANGE_LANGUAGE) return changeLanguage(file, command, CONSTITUENT, now);
  if (command.action === ADD_DETAIL) return addDetail(file, command, CONSTITUENT, { context, leader }, now);
  if (command.action === 'withdraw') {
    const outcome = withdrawRequest(file, command.text, CONSTITUENT, context, now);
    return leftBy(file, leader, outcome, CONSTITUENT, context, now);
  }
  // A double click is no error.
  if (command.action === 'reopen' && !isOver(request) && request.lastDetail === digestOf(command))
    return { kind: 'unchanged' };
  if (request.status !== 'resolved' || now >= request.closesAt) {
    return wrongState('The time for this has passed. Please report it again; it takes a minute.');
  }
  switch (command.action) {
    case 'rate':
      return rate(request, command, context, now);
    case 'reopen':
      return reopenCase(
        { ...file, request: { ...request, lastDetail: digestOf(command) } },
        { text: command.text, by: CONSTITUENT },
        context,
        now,
      );
    default:
      return command satisfies never;
  }
};

const rate = (
  request: ResolvedRequest,
  command: Extract<SurveyCommand, { action: 'rate' }>,
  { catalogue }: OfferContext,
  now: number,
): Outcome => {
  if (!isSurveyed(request, catalogue)) return wrongState('There is no survey about this request.');
  const { ratings, comment } = command;
  if (request.survey) {
    const { survey } = request;
    const same =
      SURVEY_QUESTIONS.every((question) => survey[question] === ratings[question]) && survey.comment === comment;
    return same ? { kind: 'unchanged' } : { ...wrongState('The survey has been answered already.'), field: 'survey' };
  }
  const { asking } = request;
  return {
    kind: 'changed',
    change: {
      request: { ...request, survey: { ...ratings, ...(comment ? { comment } : {}), answeredAt: now }, wakes: false },
      workOrders: [],
      events: [
        {
          type: 'survey-answered',
          at: now,
          by: CONSTITUENT,
          ...(comment ? { text: comment } : {}),
          // An answer is counted with the question that it belongs to; who was not asked belongs to none.
          data: { ...ratings, ...(asking?.outcome === 'asked' ? { askedAt: asking.at } : {}) },
        },
      ],
      notices: [],
    },
  };
};

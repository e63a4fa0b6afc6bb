import type { Catalogue } from '../catalogue/catalogue.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { startClock } from '../clocks/clock.ts';
import { withNextMilestone } from '../clocks/watch-milestones.ts';
import { aboutRequest, noticeForConstituent, promiseOf } from '../notices/constituent-notice.ts';
import { type Outcome, type Refusal, type RequestFile, invalid, wrongState } from '../requests/change.ts';
import type { Actor } from '../requests/event.ts';
import type { InProgressRequest, ResolvedRequest } from '../requests/request.ts';
import { MAX_SENTENCE } from '../requests/sentence.ts';
import type { WorkOrder } from '../requests/work-order.ts';
import { offerNotice } from '../review/accept.ts';
import type { Office } from '../review/office.ts';

const CONSTITUENT: Actor = { kind: 'constituent', name: 'constituent' };

/** The four questions that Somerville's survey asks, each one (very poor) to five (excellent). */
export const SURVEY_QUESTIONS = ['accuracy', 'courtesy', 'ease', 'overall'] as const;
type SurveyQuestion = (typeof SURVEY_QUESTIONS)[number];

/** What a constituent says after the resolution. */
export type SurveyCommand =
  { action: 'rate'; ratings: Record<SurveyQuestion, number>; comment?: string } | { action: 'reopen'; text: string };

/** Reads a posted form; names the field that has to be mended. */
export const readSurveyCommand = (
  fields: Record<string, string>,
): { kind: 'command'; command: SurveyCommand } | Refusal => {
  if (fields.action === 'reopen') {
    const text = (fields.text ?? '').trim();
    if (!text) return invalid('text', 'Say what is not solved.');
    if (text.length > MAX_SENTENCE) return invalid('text', `Write at most ${MAX_SENTENCE} characters.`);
    return { kind: 'command', command: { action: 'reopen', text } };
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

/** Keeps a survey answer, once for each cycle (R150, R151), or reopens the request as the next cycle of the same case (R153). */
export const answerSurvey = (
  file: RequestFile,
  command: SurveyCommand,
  { catalogue, office }: { catalogue: Catalogue; office: Office },
  now: number,
): Outcome => {
  const { request } = file;
  if (request.status !== 'resolved' || now >= request.closesAt) {
    return wrongState('The time for this has passed. Please report it again; it takes a minute.');
  }
  switch (command.action) {
    case 'rate':
      return rate(request, command, now);
    case 'reopen':
      return reopen(request, file.workOrders, command.text, { catalogue, office }, now);
    default:
      return command satisfies never;
  }
};

/** Says whether a resolved request is asked about at all: not a private matter, a duplicate, or a question that was answered (R150). */
export const isSurveyed = (request: ResolvedRequest): boolean =>
  !request.private && request.typeClass !== 'information' && request.outcome !== 'duplicate';

const rate = (request: ResolvedRequest, command: Extract<SurveyCommand, { action: 'rate' }>, now: number): Outcome => {
  if (!isSurveyed(request)) return wrongState('There is no survey about this request.');
  if (request.survey) return { kind: 'unchanged' };
  const { ratings, comment } = command;
  return {
    kind: 'changed',
    change: {
      request: { ...request, survey: { ...ratings, ...(comment ? { comment } : {}), answeredAt: now }, wakes: false },
      workOrders: [],
      events: [
        { type: 'survey-answered', at: now, by: CONSTITUENT, ...(comment ? { text: comment } : {}), data: ratings },
      ],
      notices: [],
    },
  };
};

/** Starts cycle n+1 with a clock of its own; the first clock and its verdict stay as they are (R104, R105, R106). */
const reopen = (
  request: ResolvedRequest,
  workOrders: WorkOrder[],
  text: string,
  { catalogue, office }: { catalogue: Catalogue; office: Office },
  now: number,
): Outcome => {
  const { outcome, resolution: _, resolvedAt, closesAt: __, survey: ___, nextMilestoneAt: ____, ...accepted } = request;
  const agreement = catalogue.agreement(request.agreement.code, request.agreement.version);
  const clock = startClock('resolve', agreement, calendarOf(agreement.calendar), now);
  const id = `${request.id}-${workOrders.length + 1}`;
  const cycle = request.cycle + 1;
  const reopened: InProgressRequest = withNextMilestone(
    {
      ...accepted,
      status: 'in-progress',
      cycle,
      cycleVersion: request.version + 1,
      pastCycles: [...request.pastCycles, { cycle: request.cycle, clocks: request.clocks, outcome, resolvedAt }],
      clocks: [clock],
      workOrderIds: [...request.workOrderIds, id],
      wakes: true,
    },
    catalogue,
  );
  const workOrder: WorkOrder = {
    id,
    requestId: request.id,
    partner: request.partner,
    status: 'offered',
    version: 1,
    offeredAt: now,
    ...(clock.dueAt === undefined ? {} : { dueAt: clock.dueAt }),
  };
  return {
    kind: 'changed',
    change: {
      request: reopened,
      workOrders: [workOrder],
      events: [
        { type: 'request-reopened', at: now, by: CONSTITUENT, text, data: { dueAt: clock.dueAt ?? null } },
        {
          type: 'work-order-offered',
          at: now,
          by: { kind: 'system', name: 'reopening' },
          data: { workOrder: id, partner: request.partner },
        },
      ],
      notices: [
        offerNotice(reopened, workOrder, { catalogue, office }, now),
        ...noticeForConstituent(reopened, 'request-reopened', {
          ...aboutRequest(reopened, request.typeName),
          ...promiseOf(clock),
          partner: catalogue.partner(request.partner).name,
        }),
      ],
    },
  };
};

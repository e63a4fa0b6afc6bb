import type { Catalogue } from '../catalogue/catalogue.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { stopClock } from '../clocks/clock.ts';
import { aboutRequest, noticeForConstituent } from '../notices/constituent-notice.ts';
import { type Outcome, type Refusal, type RequestFile, invalid, wrongState } from '../requests/change.ts';
import type { Actor } from '../requests/event.ts';
import { type InReviewRequest, type Request, type RequestOutcome, isOpenWork } from '../requests/request.ts';
import { MAX_SENTENCE, MIN_SENTENCE } from '../requests/sentence.ts';
import { accept } from './accept.ts';
import type { Office } from './office.ts';

const REVIEWER: Actor = { kind: 'reviewer', name: 'review-desk' };

/** How a reviewer may end a request without work. */
export const DECLINE_OUTCOMES = ['declined', 'referred', 'duplicate'] as const satisfies readonly RequestOutcome[];

/** What a reviewer decides. */
export type ReviewCommand =
  | { action: 'accept'; typeCode: string; partner?: string }
  | { action: 'decline'; outcome: (typeof DECLINE_OUTCOMES)[number]; resolution: string };

/** Reads a posted form; names the field that has to be mended. */
export const readReviewCommand = (
  fields: Record<string, string>,
): { kind: 'command'; command: ReviewCommand } | Refusal => {
  if (fields.action === 'accept') {
    if (!fields.typeCode) return invalid('typeCode', 'Choose the request type.');
    return {
      kind: 'command',
      command: { action: 'accept', typeCode: fields.typeCode, ...(fields.partner ? { partner: fields.partner } : {}) },
    };
  }
  if (fields.action === 'decline') {
    const outcome = DECLINE_OUTCOMES.find((candidate) => candidate === fields.outcome);
    if (!outcome) return invalid('outcome', 'Choose how the request ends.');
    const resolution = (fields.resolution ?? '').trim();
    if (resolution.length < MIN_SENTENCE)
      return invalid('resolution', 'Write one sentence for the resident: why, and where to go instead.');
    if (resolution.length > MAX_SENTENCE) return invalid('resolution', `Write at most ${MAX_SENTENCE} characters.`);
    return { kind: 'command', command: { action: 'decline', outcome, resolution } };
  }
  return invalid('action', 'Choose whether to accept or to decline.');
};

/** Carries out a reviewer's decision on a request that waits for one. */
export const decideReview = (
  { request }: RequestFile,
  command: ReviewCommand,
  { catalogue, office }: { catalogue: Catalogue; office: Office },
  now: number,
): Outcome => {
  if (isRepeated(request, command, catalogue)) return { kind: 'unchanged' };
  if (request.status !== 'in-review') return wrongState('This request has been decided on already.');
  switch (command.action) {
    case 'accept': {
      const type = catalogue.find(command.typeCode);
      if (!type) return invalid('typeCode', 'There is no such request type.');
      const partner = command.partner ?? type.partner;
      if (!catalogue.partners.has(partner)) return invalid('partner', 'There is no such partner.');
      return {
        kind: 'changed',
        change: accept(request, { type, partner, by: REVIEWER, wakes: true }, { catalogue, office }, now),
      };
    }
    case 'decline':
      return decline(request, command, now);
    default:
      return command satisfies never;
  }
};

/** Whether the request is already as the command wants it: a double click is no error. */
const isRepeated = (request: Request, command: ReviewCommand, catalogue: Catalogue): boolean => {
  if (command.action === 'decline') {
    const { outcome, resolution } = command;
    return request.status === 'closed' && request.outcome === outcome && request.resolution === resolution;
  }
  const type = catalogue.find(command.typeCode);
  if (!type || !isOpenWork(request)) return false;
  return request.typeCode === type.code && request.partner === (command.partner ?? type.partner);
};

const decline = (
  request: InReviewRequest,
  { outcome, resolution }: Extract<ReviewCommand, { action: 'decline' }>,
  now: number,
): Outcome => {
  const { reviewReasons: _, nextMilestoneAt: __, ...reported } = request;
  return {
    kind: 'changed',
    change: {
      request: {
        ...reported,
        status: 'closed',
        outcome,
        resolution,
        resolvedAt: now,
        closedAt: now,
        clocks: request.clocks.map((clock) => stopClock(clock, now, calendarOf(clock.calendar))),
        wakes: true,
      },
      workOrders: [],
      events: [{ type: 'request-declined', at: now, by: REVIEWER, text: resolution, data: { outcome } }],
      notices: noticeForConstituent(request, 'request-declined', {
        ...aboutRequest(request, request.reportedType),
        resolution,
        outcome,
      }),
    },
  };
};

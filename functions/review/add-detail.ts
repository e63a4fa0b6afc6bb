import { createHash } from 'node:crypto';
import type { Change, Outcome, Refusal, RequestFile } from '../requests/change.ts';
import { invalid, wrongState } from '../requests/change.ts';
import type { Actor } from '../requests/event.ts';
import { pictureAt } from '../requests/picture-link.ts';
import { isOver } from '../requests/request.ts';
import { MAX_SENTENCE } from '../requests/sentence.ts';
import { isFinished } from '../requests/work-order.ts';
import type { AcceptedRequest, OfferContext } from '../work-orders/offer-work.ts';
import { detailNotices } from '../work-orders/work-notices.ts';
import { alarmDesk } from './alarm-desk.ts';
import { emergencyWordIn } from './emergency-words.ts';

/** The action of the form by which a constituent says more about an open request. */
export const ADD_DETAIL = 'add-detail';

/** Most details of one request: whoever has more to say has to be spoken to. */
export const MOST_DETAILS = 20;

/** Characters of a digest that tells a detail from the one after it. */
const DIGEST_LENGTH = 12;

/** Longest address of a picture, characters. */
export const MAX_LINK = 500;

/** Words, the address of a picture, or both. */
export interface DetailCommand {
  action: typeof ADD_DETAIL;
  text?: string;
  /** `https:` and without credentials. */
  link?: string;
}

/** Reads the form; names the field that has to be mended. */
export const readDetailCommand = (
  fields: Record<string, string>,
): { kind: 'command'; command: DetailCommand } | Refusal => {
  const text = (fields.text ?? '').trim();
  const address = (fields.link ?? '').trim();
  if (text.length > MAX_SENTENCE) return invalid('text', `Write at most ${MAX_SENTENCE} characters.`);
  const link = pictureAt(address);
  if (address && (!link || link.length > MAX_LINK))
    return invalid(
      'link',
      `Give an address that begins with https://, without a password, in at most ${MAX_LINK} characters.`,
    );
  if (!text && !link) return invalid('text', 'Write something, or give the address of a photo.');
  return { kind: 'command', command: { action: ADD_DETAIL, ...(text ? { text } : {}), ...(link ? { link } : {}) } };
};

/**
 * Keeps what the person who asked says more while their request is open, and tells the partners that have its work; where nobody has it, it
 * stands on the page of the review. Words of danger are told as such, to them or to the desk (R49). The same words once more are a form that
 * was sent twice. Where another request's work does for this one, it stands in that one's history too (`leader`).
 */
export const addDetail = (
  file: RequestFile,
  { text, link }: DetailCommand,
  by: Actor,
  { context, leader }: { context: OfferContext; leader?: RequestFile | undefined },
  now: number,
): Outcome => {
  const { request } = file;
  if (isOver(request)) return wrongState('This request is over. If something is wrong again, please report it anew.');
  if (request.status === 'received') return wrongState('This request is just coming in; try again in a minute.');
  const { details = 0, lastDetail } = request;
  const digest = digestOf({ text, link });
  if (digest === lastDetail) return { kind: 'unchanged' };
  if (details >= MOST_DETAILS)
    return {
      ...wrongState(`A request takes at most ${MOST_DETAILS} details. Please call 311.`),
      field: 'details',
    };
  const said = { type: 'detail-added' as const, at: now, by, ...(text ? { text } : {}), ...(link ? { link } : {}) };
  const number = details + 1;
  const told = (of: RequestFile) => {
    const alarmed = alarmDesk(of.request, { text, private: request.private }, context, now);
    const detail = { name: `${request.id}#detail-${number}`, alarming: emergencyWordIn(text ?? '') !== undefined };
    const notices = [...noticesAbout(of, detail, context, now), ...alarmed.notices];
    return { request: { ...alarmed.request, wakes: false }, workOrders: [], notices };
  };
  const own = told(file);
  const change: Change = {
    ...own,
    request: { ...own.request, details: number, lastDetail: digest },
    events: [{ ...said, data: { nth: number } }],
  };
  if (leader?.request.id !== request.follows?.requestId || !leader) return { kind: 'changed', change };
  return {
    kind: 'changed',
    change,
    beside: {
      ...told(leader),
      events: [{ ...said, data: { nth: number, follower: request.id, ...(request.private ? { private: true } : {}) } }],
    },
  };
};

/** What tells a form that was sent twice from one that says more. */
export const digestOf = ({ text, link }: { text?: string | undefined; link?: string | undefined }): string =>
  createHash('sha256')
    .update(JSON.stringify([text, link]))
    .digest('base64url')
    .slice(0, DIGEST_LENGTH);

/** One notice to each partner that has open work of a request. */
const noticesAbout = (
  { request, workOrders }: RequestFile,
  detail: { name: string; alarming: boolean },
  context: OfferContext,
  now: number,
) => {
  if (!('typeCode' in request) || !request.typeCode) return [];
  const open = workOrders.filter((workOrder) => workOrder.cycle === request.cycle && !isFinished(workOrder));
  return open.flatMap((workOrder) => detailNotices(request as AcceptedRequest, workOrder, detail, context, now));
};

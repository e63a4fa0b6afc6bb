import { catalogueOf } from '../catalogue/catalogue.ts';
import { CITY_TIME_ZONE } from '../catalogue/source.ts';
import { describeReviewReason } from '../notices/words.ts';
import { type ReviewLine, REVIEW_QUEUE } from '../requests/queue-line.ts';
import { type InReviewRequest, typeNameOf } from '../requests/request.ts';
import type { LoadedFile } from '../requests/requests.store.ts';
import { sayDateTime, saySpan } from '../requests/say-time.ts';
import { reportedTypeOf } from '../review/reported-type.ts';
import { type Html, html } from '../shared/html.ts';
import { button, choiceField, folded, openButton } from './buttons.ts';
import { type View, moreThan } from './frame.ts';

/** Requests in review that are listed; those that are to be decided first stand first. */
export const MOST_REVIEWS = 8;

/** What waits for a person, with buttons to accept it as it was reported, or for another partner. `files` are those of the first {@link MOST_REVIEWS}. */
export const reviewList = (
  { lines, more }: { lines: readonly ReviewLine[]; more: boolean },
  files: readonly LoadedFile[],
  view: View,
): Html => {
  if (lines.length === 0) return html`<p><b class="w-good">Nothing waits for a person.</b></p>`;
  const late = lines.filter(({ dueAt }) => dueAt !== undefined && dueAt < view.now).length;
  // The index may still show what was decided a moment ago.
  const waiting = files.flatMap(({ request }) => (request.status === 'in-review' ? [request] : []));
  const due = new Map(lines.map(({ requestId, dueAt }) => [requestId, dueAt]));
  return html`<p>
      <b>${lines.length}${more ? ' and more' : ''} ${lines.length === 1 ? 'waits' : 'wait'},</b>
      <span class="${late > 0 ? 'w-bad' : ''}">${late} longer than was promised.</span>
    </p>
    <ol class="w-rows">
      ${waiting.slice(0, MOST_REVIEWS).map((request) => row(request, due.get(request.id), view))}
    </ol>
    ${moreThan(Math.min(waiting.length, MOST_REVIEWS), lines.length, 'in the queue of the review desk.')}
    <div class="w-acts">${openButton('Open the queue', 'queue', REVIEW_QUEUE, view)}</div>`;
};

/** What is settled by one click: the type that was reported, where there is such a type, and nobody may be in danger. */
const oneClickOf = (request: InReviewRequest) => {
  const catalogue = catalogueOf(request.catalogue);
  const type = request.typeCode ? catalogue.find(request.typeCode) : reportedTypeOf(request, catalogue);
  return type && !request.reviewReasons.includes('emergency-words') ? { type, catalogue } : undefined;
};

const row = (request: InReviewRequest, dueAt: number | undefined, view: View): Html => {
  const { id, place, reviewReasons, question, version } = request;
  const click = oneClickOf(request);
  const decideBy =
    dueAt === undefined
      ? ''
      : `Decide by ${sayDateTime(dueAt, CITY_TIME_ZONE, 'en')}${dueAt < view.now ? `, late by ${saySpan(view.now - dueAt, 'en')}` : ''}.`;
  return html`<li>
    <b>${click?.type.name ?? typeNameOf(request)}</b>${place.address ? html`, <bdi>${place.address}</bdi>` : ''}
    <br />${reviewReasons.map((reason) => describeReviewReason(reason, 'en')).join(' ')}
    ${question ? 'The resident has been asked.' : ''}
    <span class="${dueAt !== undefined && dueAt < view.now ? 'w-bad' : 'w-quiet'}">${decideBy}</span>
    <span class="w-quiet">${id}</span>
    ${click ? acceptButtons(id, version, click, view) : html`<div class="w-acts">${openButton('Open and decide', 'review', id, view)}</div>`}
  </li>`;
};

const acceptButtons = (
  requestId: string,
  version: number,
  { type, catalogue }: NonNullable<ReturnType<typeof oneClickOf>>,
  view: View,
): Html => {
  const shared = { requestId, version, typeCode: type.code };
  const partner = catalogue.partners.get(type.partner)?.name ?? type.partner;
  const told = 'The resident is told, and the promise begins to run.';
  return html`<div class="w-acts">
      ${button(`Accept for ${partner}`, { action: 'accept', confirmed: 'accept', ...shared }, view, {
        question: `Accept ${requestId} as “${type.name}” for ${partner}? ${told}`,
        first: true,
      })}
      ${openButton('Open', 'review', requestId, view)}
    </div>
    ${folded(
      'Assign to another partner',
      html`${choiceField(`partner-${requestId}`, `Who does it, instead of ${partner}`, [
        ['', 'Choose the partner'],
        ...[...catalogue.partners.values()].map(({ code, name }) => [code, name] as const),
      ])}
      ${button('Accept for this partner', { action: 'assign', confirmed: 'assign', ...shared }, view, {
        question: `Accept ${requestId} as “${type.name}” for the partner that you chose? ${told}`,
      })}`,
    )}`;
};

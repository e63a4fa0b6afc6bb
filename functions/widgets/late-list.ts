import { sayConcernReason } from '../requests/code-words.ts';
import { CONCERN_REASONS } from '../requests/concern.ts';
import { typeNameOf } from '../requests/request.ts';
import type { LoadedFile } from '../requests/requests.store.ts';
import { saySpan } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { button, choiceField, folded, lineField, openButton } from './buttons.ts';
import { type View, moreThan } from './frame.ts';
import { type Promised, countByPartner, sayPartner } from './open-lines.ts';
import type { ActionParameters, ChangeName } from './widget-command.ts';

/** Late requests that are listed; the longest late stand first, and more is no list to act on. */
export const MOST_LATE = 10;

/** Partners that are named above a list. */
const MOST_PARTNERS = 6;

/** Whose the late work is, the most first, in one line. */
export const sayWhose = (late: readonly Promised[]): string => {
  const counts = countByPartner(late);
  const named = counts.slice(0, MOST_PARTNERS).map(([partner, count]) => `${sayPartner(partner)} ${count}`);
  const others = counts.slice(MOST_PARTNERS).reduce((sum, [, count]) => sum + count, 0);
  return [...named, ...(others > 0 ? [`others ${others}`] : [])].join(', ');
};

/** What is late and whose, the longest first; with buttons to take it up or to raise a concern. `files` are those of the first {@link MOST_LATE}. */
export const lateList = (late: readonly Promised[], files: readonly LoadedFile[], view: View): Html => {
  if (late.length === 0) return html`<p><b class="w-good">Nothing is late.</b></p>`;
  const known = new Map(files.map((file) => [file.request.id, file]));
  const shown = late.slice(0, MOST_LATE).filter(({ requestId }) => known.has(requestId));
  return html`<p><b class="w-bad">${late.length} late.</b> Whose: ${sayWhose(late)}.</p>
    <ol class="w-rows">
      ${shown.map((one) => row(one, known.get(one.requestId)!, view))}
    </ol>
    ${moreThan(shown.length, late.length, 'choose their partner on the dashboard “partners”.')}`;
};

const row = ({ requestId, dueAt, partner }: Promised, { request }: LoadedFile, view: View): Html => {
  const parameters = (action: ChangeName): ActionParameters => ({
    action,
    requestId,
    version: request.version,
    confirmed: action,
  });
  return html`<li>
    <b>${typeNameOf(request)}</b>${request.place.address ? html`, <bdi>${request.place.address}</bdi>` : ''} <br /><span
      class="w-bad"
      >late by ${saySpan(view.now - dueAt, 'en')}</span
    >, ${sayPartner(partner)}
    <span class="w-quiet">${request.status === 'on-hold' ? 'on hold, ' : ''}${requestId}</span>
    <div class="w-acts">${openButton('Open', 'escalation', requestId, view)}</div>
    ${folded(
      'Take it up',
      html`${lineField(`text-${requestId}`, 'What will be done now, and by whom')}
      ${button('Take it up', parameters('acknowledge'), view, {
        question: `Put on the record that ${requestId} is being taken up? Its promise goes on.`,
        first: true,
      })}
      ${choiceField(
        `reason-${requestId}`,
        'Or raise a concern about',
        CONCERN_REASONS.map((reason) => [reason, sayConcernReason(reason, 'en')] as const),
      )}
      ${button('Raise a concern', parameters('raise-concern'), view, {
        question: `Raise a concern about ${requestId} with these words? It stands on the list of concerns until somebody answers it.`,
      })}`,
    )}
  </li>`;
};

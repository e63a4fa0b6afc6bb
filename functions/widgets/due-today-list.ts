import { CITY_TIME_ZONE } from '../catalogue/source.ts';
import { typeNameOf } from '../requests/request.ts';
import type { LoadedFile } from '../requests/requests.store.ts';
import { sayDateTime } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { openButton } from './buttons.ts';
import { type View, moreThan } from './frame.ts';
import { type Promised, sayPartner } from './open-lines.ts';
import { sayWhose } from './late-list.ts';

/** Requests due today that are listed. */
export const MOST_DUE = 12;

/** What is promised for today and not done, the next first. `files` are those of the first {@link MOST_DUE}. */
export const dueTodayList = (due: readonly Promised[], files: readonly LoadedFile[], view: View): Html => {
  if (due.length === 0) return html`<p>Nothing more falls due today.</p>`;
  const known = new Map(files.map((file) => [file.request.id, file]));
  const shown = due.slice(0, MOST_DUE).filter(({ requestId }) => known.has(requestId));
  return html`<p>
      <b>${due.length} ${due.length === 1 ? 'falls' : 'fall'} due by midnight.</b> Whose: ${sayWhose(due)}.
    </p>
    <ol class="w-rows">
      ${shown.map(({ requestId, dueAt, partner }) => {
        const { request } = known.get(requestId)!;
        return html`<li>
          <b>${typeNameOf(request)}</b>${request.place.address ? html`, <bdi>${request.place.address}</bdi>` : ''}
          <br />due ${sayDateTime(dueAt, CITY_TIME_ZONE, 'en')}, ${sayPartner(partner)}
          <span class="w-quiet">${request.status === 'on-hold' ? 'on hold, ' : ''}${requestId}</span>
          <div class="w-acts">${openButton('Open', 'escalation', requestId, view)}</div>
        </li>`;
      })}
    </ol>
    ${moreThan(shown.length, due.length, 'choose their partner on the dashboard “partners”.')}`;
};

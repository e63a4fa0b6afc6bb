import { ADD_DETAIL, MAX_LINK, MOST_DETAILS } from '../review/add-detail.ts';
import type { RequestEvent } from '../requests/event.ts';
import { type Request, isOver } from '../requests/request.ts';
import { sayInstant } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import type { Opened, PageView } from './page-view.ts';
import { folded, formState, lineField, pictureLink, postForm, quote, textField } from './parts.ts';

/** The words of the form. */
export interface DetailWords {
  heading: string;
  label: string;
  hint: string;
  link: string;
  linkHint: string;
  send: string;
}

/** The form by which the person who asked says more, as long as the request is open and has room; folded away until it is wanted. */
export const detailForm = (
  request: Request,
  view: PageView,
  { words, query, fault }: { words: DetailWords; query: string; fault: string | undefined },
): Html | undefined => {
  const full = (request.details ?? 0) >= MOST_DETAILS;
  if (isOver(request) || request.status === 'received' || full) return undefined;
  const form = formState(ADD_DETAIL, view, fault);
  return folded(
    words.heading,
    form,
    view,
    postForm(
      form,
      query,
      html`${textField(form, { name: 'text', label: words.label, hint: words.hint, required: false })}
        ${lineField(form, { name: 'link', label: words.link, hint: words.linkHint, type: 'url', most: MAX_LINK })}
        <button class="second">${words.send}</button>`,
    ),
  );
};

const isDetail = ({ type }: RequestEvent): boolean => type === 'detail-added';

/** What the person who asked has added, as those who do the work or decide about it read it: with a link that says where it leads. */
export const detailList = ({ events }: Opened, { catalogue }: PageView): Html | undefined => {
  const details = events.filter(isDetail);
  if (details.length === 0) return undefined;
  return html`<h2>Added later</h2>
    ${details.map(
      ({ at, text, link, data }) =>
        html`<p class="quiet">
            ${sayInstant(at, catalogue.timeZone, 'en')}${typeof data?.follower === 'string' && `, for request ${data.follower}`}
          </p>
          ${text && quote(text)} ${link && html`<p>${pictureLink(link)}</p>`}`,
    )}`;
};

import { concernOfLink } from '../concerns/concern-link.ts';
import type { RequestFile } from '../requests/change.ts';
import { type Html, html } from '../shared/html.ts';
import { layout } from './layout.ts';
import { doneBox } from './parts.ts';
import type { Link, LinkPurpose } from './signed-link.ts';

/** What a form has done that cut off the link of its own page, by its action and in words. */
const DONE: Partial<Record<LinkPurpose, readonly [action: string, words: string]>> = {
  'work-order': ['transfer', 'The work went to the other partner, who has been told.'],
  concern: ['hand-on', 'The concern went to its new owner, who has been told.'],
  review: ['revoke-links', 'The earlier links no longer open, and the review desk was written a new one.'],
};

/** Whether what a link led to has been given away or shut in such a way, and not only taken back by somebody else. */
const isLeft = ({ purpose, id }: Link, { request, workOrders, concerns = [] }: RequestFile): boolean => {
  switch (purpose) {
    case 'work-order':
      return workOrders.some((one) => one.id === id && one.owners.length > 0);
    case 'concern':
      return concerns.some((one) => one.id === concernOfLink(id).concernId && one.linksFrom !== undefined);
    default:
      return request.linksFrom !== undefined;
  }
};

/**
 * What whoever has just passed on what their link led to reads where its page stood, and no more than that; undefined for everybody else, to whom the
 * link opens nothing.
 */
export const leftPage = (link: Link, file: RequestFile, done: string | undefined, city: string): Html | undefined => {
  const [action, words] = DONE[link.purpose] ?? [];
  if (words === undefined || done !== action || !isLeft(link, file)) return undefined;
  return layout({
    site: `${city} 311`,
    language: 'en',
    title: words,
    content: html`${doneBox(words)}
      <p>This page is closed to you from now on.</p>`,
  });
};

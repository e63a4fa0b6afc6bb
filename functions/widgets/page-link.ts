import { concernLink } from '../concerns/concern-link.ts';
import { staffLinkEnd } from '../pages/link-life.ts';
import { type Link, type LinkKeys, linkUrl } from '../pages/signed-link.ts';
import type { PageName } from './widget-command.ts';

const WORDS: Record<PageName, string> = {
  review: 'Open the review of this request',
  escalation: 'Open this request',
  concern: 'Open this concern',
  queue: 'Open the whole list',
};

/** The signed address of a page that a button asks for, as the e-mails to the office have it. */
export const pageLink = (
  { page, id }: { page: PageName; id: string },
  publicUrl: string,
  keys: LinkKeys,
  now: number,
): { href: string; words: string } => {
  const expiresAt = staffLinkEnd(now);
  const link: Link =
    page === 'concern' ? { ...concernLink({ id }, 'manager', now), expiresAt } : { purpose: page, id, expiresAt };
  return { href: linkUrl(publicUrl, link, keys), words: WORDS[page] };
};

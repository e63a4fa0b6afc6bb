import type { NoticeDraft, ResidentMessage } from '../notices/notice.ts';
import type { OptionalGroup, Preferences } from './preferences.ts';

/**
 * The group of each message. Always written is what a resident has to act on, what they asked for, and how it ended: the number of a request, a
 * question, the result, the answer to a concern, a fresh link. Whatever only tells how the work goes on is `progress`.
 */
const GROUP_OF: Record<ResidentMessage, OptionalGroup | 'always'> = {
  'request-received': 'always',
  'request-in-progress': 'progress',
  'request-scheduled': 'progress',
  'request-delayed': 'progress',
  'request-on-hold': 'progress',
  'request-resolved': 'always',
  'request-declined': 'always',
  'request-reopened': 'always',
  'question-asked': 'always',
  'request-linked': 'progress',
  'request-withdrawn': 'always',
  'concern-received': 'always',
  'concern-resolved': 'always',
  'survey-asked': 'survey',
  'survey-reminder': 'survey',
  'links-renewed': 'always',
};

const isForResident = (message: string): message is ResidentMessage => Object.hasOwn(GROUP_OF, message);

/** Whether the recipient wants a notice at all; what staff are sent is part of their work. */
export const isWanted = (
  { audience, message }: Pick<NoticeDraft, 'audience' | 'message'>,
  { unwanted }: Pick<Preferences, 'unwanted'>,
): boolean => {
  if (audience !== 'constituent' || !isForResident(message)) return true;
  const group = GROUP_OF[message];
  return group === 'always' || !unwanted.includes(group);
};

/** A notice as its recipient wants to read it: a resident's in their standing language. */
export const asWanted = <N extends Pick<NoticeDraft, 'audience' | 'language'>>(
  notice: N,
  { language }: Pick<Preferences, 'language'>,
): N => (notice.audience === 'constituent' ? { ...notice, language: language ?? notice.language } : notice);

import type { Catalogue } from '../catalogue/catalogue.ts';
import { draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { staffLinkEnd } from '../pages/link-life.ts';
import { MANAGER } from '../requests/concern.ts';
import type { Office } from '../review/office.ts';
import { improvementLink } from './improvement-link.ts';
import type { Improvement } from './improvement.ts';
import { sayMeasure } from './measure.ts';
import { ownerName, ownerRecipient } from './owner.ts';

/** Business days after the day of a review after which the manager is told that nobody reviewed. */
export const OVERDUE_DAYS = 5;

/** Stands where other notices name their request, and begins the ids. */
const IMPROVEMENTS = 'improvements';

/** What letters stand on: the register in force, the office, and since when links of a holder open. */
export interface NoticeContext {
  catalogue: Catalogue;
  office: Office;
  /** By the code of a holder; absent for one whose links were never taken back. */
  linksFrom: ReadonlyMap<string, number>;
}

/** What every letter about an improvement says of itself: by its version, so that each is written once. */
const letterTo = (
  holder: string,
  message: string,
  { id, version }: Improvement,
  { catalogue, office, linksFrom }: NoticeContext,
  now: number,
) => {
  const { email, audience, missing } = ownerRecipient(holder, { catalogue, office }, now);
  return {
    id: `${IMPROVEMENTS}#${id}#${version}#${message}`,
    requestId: IMPROVEMENTS,
    audience,
    to: email,
    ...(missing ? { missing } : {}),
    language: 'en' as const,
    timeZone: catalogue.timeZone,
    link: improvementLink({ id }, holder, staffLinkEnd(now, linksFrom.get(holder))),
  };
};

/** Tells its owner of an improvement. */
export const ownedNotice = (improvement: Improvement, context: NoticeContext, now: number): NoticeDraft => {
  const { id, title, source, owner } = improvement;
  return draftNotice('improvement-owned', {
    ...letterTo(owner, 'improvement-owned', improvement, context, now),
    values: {
      improvementId: id,
      title,
      ...(source.said === undefined ? {} : { found: source.said }),
      ...measuredBy(improvement, context),
    },
  });
};

const measuredBy = ({ measure }: Improvement, { catalogue }: NoticeContext) =>
  measure ? { measuredBy: sayMeasure(measure, catalogue) } : {};

const changeOf = ({ id, title, change, reviewOn = '' }: Improvement) => ({
  improvementId: id,
  title,
  change: change?.text ?? '',
  changedOn: change?.on ?? '',
  reviewOn,
});

/** Reminds the owner that the day of the review is here. */
export const dueNotice = (improvement: Improvement, context: NoticeContext, now: number): NoticeDraft => {
  const { owner } = improvement;
  return draftNotice('improvement-due', {
    ...letterTo(owner, 'improvement-due', improvement, context, now),
    values: {
      ...changeOf(improvement),
      ...measuredBy(improvement, context),
      // A manager who owns it is not told again.
      ...(owner === MANAGER ? {} : { overdueDays: OVERDUE_DAYS }),
    },
  });
};

/** Tells the manager that the owner has not reviewed it. */
export const overdueNotice = (improvement: Improvement, context: NoticeContext, now: number): NoticeDraft =>
  draftNotice('improvement-overdue', {
    ...letterTo(MANAGER, 'improvement-overdue', improvement, context, now),
    values: { ...changeOf(improvement), owner: ownerName(improvement.owner, context.catalogue) },
  });

import { type Recipient, recipientAt } from '../clocks/contact.ts';
import type { Milestone } from '../clocks/milestone.ts';
import { aboutRequest, noticeForConstituent, unlessPrivate } from '../notices/constituent-notice.ts';
import { draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { STAFF_LINK_LIFE_MS } from '../pages/link-life.ts';
import { type Concern, MANAGER } from '../requests/concern.ts';
import { CONCERN_QUEUE, partnerQueueId } from '../requests/queue-line.ts';
import type { Request } from '../requests/request.ts';
import type { OfferContext } from '../work-orders/offer-work.ts';
import { reviewLink } from '../work-orders/work-notices.ts';
import { concernLink } from './concern-link.ts';

const typeNameOf = (request: Request): string =>
  'typeName' in request && request.typeName ? request.typeName : request.reportedType;

const partnerName = (code: string, { catalogue }: OfferContext): string => catalogue.partners.get(code)?.name ?? code;

/** Who owns a concern, by name. */
const ownerName = ({ owner }: Concern, context: OfferContext): string =>
  owner === MANAGER ? 'Service Operations Manager' : partnerName(owner, context);

/** Who raised it: a partner by its name, everybody else by their role. */
const raiserOf = ({ by }: Concern, context: OfferContext): string =>
  by.kind === 'partner' ? partnerName(by.name, context) : by.kind;

/** The person of an owner who is written to; a partner's desk would be the one that the concern is about, so its supervisor. */
const recipientOf = ({ owner }: Concern, level: Recipient['level'], context: OfferContext, now: number): Recipient => {
  const { catalogue, office } = context;
  if (owner === MANAGER || level === MANAGER) return { level: MANAGER, email: office.serviceOperationsManager };
  return recipientAt(level === 'desk' ? 'supervisor' : level, owner, catalogue, office, now);
};

/** What every notice to those who answer for a concern shares. */
const toOwner = (request: Request, concern: Concern, recipient: Recipient, context: OfferContext, now: number) => {
  const isManager = recipient.level === MANAGER;
  return {
    requestId: request.id,
    audience: isManager ? ('manager' as const) : ('partner' as const),
    to: recipient.email,
    language: 'en' as const,
    timeZone: context.catalogue.timeZone,
    link: concernLink(concern, isManager ? 'manager' : 'owner', now),
    ...(isManager
      ? { queue: { purpose: 'queue' as const, id: CONCERN_QUEUE, expiresAt: now + STAFF_LINK_LIFE_MS } }
      : {}),
  };
};

const about = (request: Request, concern: Concern, context: OfferContext) => ({
  ...aboutRequest(request, typeNameOf(request)),
  concernReason: concern.reason,
  raisedBy: raiserOf(concern, context),
  words: unlessPrivate(request, concern.text),
  owner: ownerName(concern, context),
});

const contactBy = ({ status, clock }: Concern) =>
  status === 'open' && clock.dueAt !== undefined ? { contactBy: { instant: clock.dueAt } } : {};

/** Tells its owner of a concern; `remark` is what the one before had to say when it was handed on. */
export const raisedNotices = (
  request: Request,
  concern: Concern,
  context: OfferContext,
  now: number,
  remark?: string,
): NoticeDraft[] => {
  const recipient = recipientOf(concern, 'supervisor', context, now);
  return [
    draftNotice('concern-raised', {
      ...toOwner(request, concern, recipient, context, now),
      id: `${concern.id}#raised#${concern.version}`,
      values: {
        ...about(request, concern, context),
        ...contactBy(concern),
        ...(remark ? { remark: unlessPrivate(request, remark) } : {}),
      },
    }),
  ];
};

/** Tells a constituent that their concern was taken in, and by when somebody gets in touch. */
export const receivedNotices = (request: Request, concern: Concern): NoticeDraft[] =>
  concern.by.kind === 'constituent'
    ? noticeForConstituent(
        request,
        'concern-received',
        { ...aboutRequest(request, typeNameOf(request)), ...contactBy(concern) },
        concern.id,
      )
    : [];

/** Tells whoever raised it how a concern ended. */
export const resolvedNotices = (
  request: Request,
  concern: Concern & Required<Pick<Concern, 'outcome' | 'resolution'>>,
  context: OfferContext,
  now: number,
): NoticeDraft[] => {
  const values = {
    ...aboutRequest(request, typeNameOf(request)),
    concernOutcome: concern.outcome,
    resolution: concern.resolution,
  };
  if (concern.by.kind === 'constituent') return noticeForConstituent(request, 'concern-resolved', values, concern.id);
  const reader = staffOf(concern, request, context, now);
  return reader
    ? [
        draftNotice('concern-resolved', {
          ...reader,
          id: `${concern.id}#resolved`,
          requestId: request.id,
          language: 'en',
          timeZone: context.catalogue.timeZone,
          values,
        }),
      ]
    : [];
};

/** The partner or the desk that raised a concern; whoever answers for a promise owns the concern, and needs no letter of their own. */
const staffOf = ({ by }: Concern, request: Request, { catalogue, office }: OfferContext, now: number) => {
  switch (by.kind) {
    case 'partner': {
      const desk = recipientAt('desk', by.name, catalogue, office, now);
      return {
        audience: desk.level === MANAGER ? ('manager' as const) : ('partner' as const),
        to: desk.email,
        link: {
          purpose: 'queue' as const,
          id: partnerQueueId(request.catalogue, by.name),
          expiresAt: now + STAFF_LINK_LIFE_MS,
        },
      };
    }
    case 'reviewer':
      return { audience: 'reviewer' as const, to: office.reviewDesk, link: reviewLink(request, now) };
    default:
      return undefined;
  }
};

/** Tells those who answer for a concern that the time to contact the person runs out or is over, each once. */
export const overdueNotices = (
  milestone: Milestone,
  request: Request,
  concern: Concern,
  context: OfferContext,
  now: number,
): NoticeDraft[] => {
  const { dueAt } = concern.clock;
  if (dueAt === undefined) return [];
  const found = milestone.to.map((level) => recipientOf(concern, level, context, now));
  return found
    .filter(({ email }, index) => found.findIndex((other) => other.email === email) === index)
    .map((recipient) =>
      draftNotice('concern-due', {
        ...toOwner(request, concern, recipient, context, now),
        id: `${milestone.id}#${recipient.level}`,
        values: {
          ...about(request, concern, context),
          contactBy: { instant: dueAt },
          ...(now > dueAt ? { late: { span: now - dueAt } } : {}),
        },
      }),
    );
};

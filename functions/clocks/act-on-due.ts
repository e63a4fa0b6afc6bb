import type { Catalogue } from '../catalogue/catalogue.ts';
import { draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { STAFF_LINK_LIFE_MS } from '../pages/link-life.ts';
import type { Outcome } from '../requests/change.ts';
import type { Actor, EventDraft, RequestEvent } from '../requests/event.ts';
import type { MilestoneRecord, Request } from '../requests/request.ts';
import { tellTried } from '../requests/story.ts';
import { type WorkOrder, isFinished } from '../requests/work-order.ts';
import type { Office } from '../review/office.ts';
import type { ContactLevel } from './agreement.ts';
import { type Recipient, recipientAt } from './contact.ts';
import { type Milestone, dueMilestones } from './milestone.ts';
import { describeTarget } from './target.ts';
import { recordedMilestones, runningMilestones, withNextMilestone } from './watch-milestones.ts';

const TIMER: Actor = { kind: 'system', name: 'timer' };

interface Known {
  request: Request;
  workOrders: WorkOrder[];
  events: RequestEvent[];
}

interface Context {
  catalogue: Catalogue;
  office: Office;
}

/**
 * Does what is due now on a request's clocks, each milestone once (R130): the highest due of a clock is acted on and told, lower
 * ones that were missed are recorded as skipped (R131). A timer that fires early, late, twice or on a stopped clock does nothing (R119).
 */
export const actOnDue = ({ request, workOrders, events }: Known, context: Context, now: number): Outcome => {
  const { act, skipped } = dueMilestones(
    runningMilestones(request, context.catalogue),
    recordedMilestones(request),
    now,
  );
  if (act.length + skipped.length === 0) return { kind: 'unchanged' };
  const record = (milestone: Milestone, outcome: MilestoneRecord['outcome']): MilestoneRecord => ({
    id: milestone.id,
    kind: milestone.kind,
    level: milestone.level,
    clock: milestone.clock,
    at: milestone.at,
    recordedAt: now,
    outcome,
  });
  const milestones = [
    ...request.milestones,
    ...skipped.map((milestone) => record(milestone, 'skipped')),
    ...act.map((milestone) => record(milestone, 'reached')),
  ];
  return {
    kind: 'changed',
    change: {
      request: withNextMilestone({ ...request, milestones, wakes: false }, context.catalogue),
      workOrders: [],
      events: [
        ...skipped.map((milestone) => milestoneEvent('milestone-skipped', milestone, now)),
        ...act.map((milestone) => milestoneEvent('milestone-reached', milestone, now)),
      ],
      notices: act.flatMap((milestone) => noticesFor(milestone, { request, workOrders, events }, context, now)),
    },
  };
};

const milestoneEvent = (
  type: 'milestone-reached' | 'milestone-skipped',
  milestone: Milestone,
  now: number,
): EventDraft => ({
  type,
  at: now,
  by: TIMER,
  data: { kind: milestone.kind, level: milestone.level, clock: milestone.clock, dueAt: milestone.at },
});

const LEVEL_NAMES: Record<ContactLevel, string> = {
  desk: 'desk',
  supervisor: 'supervisor',
  director: 'director',
  'service-operations-manager': 'Service Operations Manager',
};

const MESSAGES = { 'at-risk': 'clock-at-risk', due: 'clock-due', escalate: 'clock-escalated' } as const;

/** One notice for each recipient of a milestone; a request that nobody has accepted yet is the review desk's. */
const noticesFor = (milestone: Milestone, known: Known, context: Context, now: number): NoticeDraft[] => {
  const { request, workOrders, events } = known;
  const clock = request.clocks.find(({ kind }) => kind === milestone.clock);
  if (clock?.dueAt === undefined) return [];
  const dueAt = clock.dueAt;
  const partner = 'partner' in request ? request.partner : undefined;
  const openOrder = workOrders.find((workOrder) => !isFinished(workOrder));
  const names = { partner: (code: string) => context.catalogue.partners.get(code)?.name ?? code };
  return recipientsOf(milestone, partner, context).map((recipient) =>
    draftNotice(MESSAGES[milestone.kind], {
      id: `${milestone.id}#${recipient.level}`,
      requestId: request.id,
      audience: recipient.level === 'service-operations-manager' ? 'manager' : partner ? 'partner' : 'reviewer',
      to: recipient.email,
      language: 'en',
      timeZone: context.catalogue.timeZone,
      link: { ...pageFor(recipient, request, openOrder), expiresAt: now + STAFF_LINK_LIFE_MS },
      values: {
        requestId: request.id,
        typeName: 'typeName' in request && request.typeName ? request.typeName : request.reportedType,
        ...(request.place.address ? { place: request.place.address } : {}),
        description: request.description,
        partner: partner ? names.partner(partner) : 'The 311 review desk',
        promise: describeTarget(clock.target),
        dueAt: { instant: dueAt },
        ...(now > dueAt ? { late: { span: now - dueAt } } : {}),
        level: milestone.level,
        levelName: LEVEL_NAMES[recipient.level],
        tried: tellTried(events, { names, timeZone: context.catalogue.timeZone }),
      },
    }),
  );
};

const recipientsOf = (
  milestone: Milestone,
  partner: string | undefined,
  { catalogue, office }: Context,
): Recipient[] => {
  const levels = milestone.to;
  const found = levels.map((level): Recipient => {
    if (partner) return recipientAt(level, partner, catalogue, office);
    return level === 'desk' || level === 'supervisor'
      ? { level, email: office.reviewDesk }
      : { level: 'service-operations-manager', email: office.serviceOperationsManager };
  });
  // Two levels can fall back on the same person, who is told once.
  return found.filter((recipient, index) => found.findIndex(({ email }) => email === recipient.email) === index);
};

/** Those who do the work get the page on which it is done; those who answer for it get the whole story. */
const pageFor = (recipient: Recipient, request: Request, openOrder: WorkOrder | undefined) => {
  if (request.status === 'in-review') return { purpose: 'review' as const, id: request.id };
  if (recipient.level === 'desk' && openOrder) return { purpose: 'work-order' as const, id: openOrder.id };
  return { purpose: 'escalation' as const, id: request.id };
};

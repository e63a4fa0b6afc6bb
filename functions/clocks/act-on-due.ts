import type { Catalogue } from '../catalogue/catalogue.ts';
import { REVIEW_AGREEMENT } from '../catalogue/stored.ts';
import { aboutForStaff } from '../notices/constituent-notice.ts';
import { draftNotice } from '../notices/message-values.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { overdueNotices } from '../concerns/concern-notices.ts';
import { staffLinkEnd } from '../pages/link-life.ts';
import type { Change, Outcome } from '../requests/change.ts';
import type { Concern } from '../requests/concern.ts';
import { fileAfter } from '../requests/file-after.ts';
import type { Actor, EventDraft, RequestEvent } from '../requests/event.ts';
import { type MilestoneRecord, type Request, typeNameOf } from '../requests/request.ts';
import { type Names, tellTried } from '../requests/story.ts';
import { type WorkOrder, isFinished } from '../requests/work-order.ts';
import { withoutQuestion } from '../review/answer-question.ts';
import type { Office } from '../review/office.ts';
import { reviewLink, toReviewDesk } from '../work-orders/work-notices.ts';
import { workOrderLink } from '../work-orders/offer-work.ts';
import type { ContactLevel } from './agreement.ts';
import type { Clock } from './clock.ts';
import { type Recipient, insteadOf, recipientAt } from './contact.ts';
import { type Told, inOfficeHours } from './quiet-hours.ts';
import { type Milestone, dueMilestones } from './milestone.ts';
import type { Storm } from './storm.ts';
import { stormOver } from './storms.ts';
import { type Target, describeTarget } from './target.ts';
import { tellDelay } from './tell-delay.ts';
import { changed, holdOf, holdingOf, recordedMilestones, runningMilestones } from './watch-milestones.ts';

const MINUTE = 60_000;

/**
 * Most moments that one transaction takes, which may write a hundred items: the request, a line for each that is skipped, and for each that
 * is acted on up to six, a line, a work order, two letters, and two lines of contacts that are missing: 1 + 24 + 12 × 6 = 97. What is left
 * is due still, and is done next.
 */
const MOST_ACTED = 12;
const MOST_SKIPPED = 24;

const TIMER: Actor = { kind: 'system', name: 'timer' };

interface Known {
  request: Request;
  workOrders: WorkOrder[];
  concerns?: Concern[];
  events: RequestEvent[];
}

interface Context {
  catalogue: Catalogue;
  office: Office;
}

/**
 * Does what is due now on a request's clocks, each milestone once (R130): the highest due of a clock is acted on and told, lower
 * ones that were missed are recorded as skipped (R131). While a storm is on, the highest is recorded as held back and tells nobody; what is
 * highest then is told at its end. A timer that fires early, late, twice or on a stopped clock does nothing (R119).
 */
export const actOnDue = (known: Known, context: Context, now: number): Outcome => {
  const { request } = known;
  const all = dueMilestones(runningMilestones(known, context.catalogue), recordedMilestones(request), now);
  const [due, skipped] = [all.act.slice(0, MOST_ACTED), all.skipped.slice(0, MOST_SKIPPED)];
  if (due.length + skipped.length === 0) return { kind: 'unchanged' };
  const heldBack = due.flatMap((milestone) => {
    const storm = stormFor(milestone, known, context.catalogue, now);
    return storm ? [{ milestone, storm }] : [];
  });
  const act = due.filter((milestone) => !heldBack.some((held) => held.milestone === milestone));
  const record = ({ id, kind, level, clock, at }: Milestone, outcome: MilestoneRecord['outcome']): MilestoneRecord => ({
    id,
    kind,
    level,
    clock,
    at,
    recordedAt: now,
    outcome,
  });
  const milestones = [
    ...request.milestones,
    ...skipped.map((milestone) => record(milestone, 'skipped')),
    ...heldBack.map(({ milestone, storm }) => ({ ...record(milestone, 'suppressed'), storm: storm.code })),
    ...act.map((milestone) => record(milestone, 'reached')),
  ];
  const told: Change = {
    request: { ...request, milestones, wakes: false },
    workOrders: [],
    events: [
      ...skipped.map((milestone) => milestoneEvent('milestone-skipped', milestone, known, now)),
      ...heldBack.map(({ milestone, storm }) => heldBackEvent(milestone, storm, known, now)),
    ],
    notices: [],
  };
  const change = act.reduce((before, milestone) => actOn(milestone, before, known, context, now), told);
  const waited = act.some(({ kind }) => kind === 'no-answer');
  return changed(known, waited ? actOnWhatWaited(known, change, context, now) : change, context.catalogue);
};

/** Clocks that stood still for an answer run again, and may have passed moments since it was due. */
const actOnWhatWaited = (known: Known, change: Change, context: Context, now: number): Change => {
  const after = { ...fileAfter(known, change), events: known.events };
  const outcome = actOnDue(after, context, now);
  if (outcome.kind !== 'changed') return change;
  const { request, workOrders, events, notices } = outcome.change;
  return {
    ...change,
    request,
    workOrders: [...change.workOrders.filter(({ id }) => !workOrders.some((other) => other.id === id)), ...workOrders],
    events: [...change.events, ...events],
    notices: [...change.notices, ...notices],
  };
};

/** Adds what one milestone asks for; those whom it tells hear of it in their office hours unless it is urgent (R133). */
const actOn = (milestone: Milestone, before: Change, known: Known, context: Context, now: number): Change => {
  const after = carryOut(milestone, before, known, context, now);
  const told = toldOf(milestone, known, context, now);
  return {
    ...after,
    notices: after.notices.map((notice) =>
      before.notices.includes(notice) ? notice : inOfficeHours(notice, told, known.request, context.catalogue, now),
    ),
  };
};

/** Whom a milestone tells, and under which agreement. */
const toldOf = (milestone: Milestone, known: Known, { catalogue }: Context, now: number): Told => {
  const { request } = known;
  const own = ownerOf(milestone, known);
  const concern = concernOf(milestone, known);
  const clocks = concern ? [concern.clock] : [...(own?.clocks ?? []), ...request.clocks];
  const clock = clocks.find(({ kind }) => kind === milestone.clock) ?? clocks.at(0);
  return {
    milestone,
    partner: concern?.owner ?? own?.partner ?? ('partner' in request ? request.partner : undefined),
    agreement: clock
      ? catalogue.agreement(clock.agreement, clock.agreementVersion)
      : catalogue.agreementOn(REVIEW_AGREEMENT, now),
    stormAt: (at) => stormFor(milestone, known, catalogue, at),
  };
};

const carryOut = (milestone: Milestone, change: Change, known: Known, context: Context, now: number): Change => {
  const isReminder = milestone.of.endsWith('#reminders');
  if (isReminder) return remind(milestone, change, known, context, now);
  if (milestone.kind === 'no-answer') return stopWaiting(change, context, now);
  return {
    ...change,
    events: [...change.events, milestoneEvent('milestone-reached', milestone, known, now)],
    notices: [
      ...change.notices,
      ...noticesFor(milestone, known, context, now),
      ...tellDelay(milestone, known.request, context.catalogue),
    ],
  };
};

const milestoneEvent = (
  type: 'milestone-reached' | 'milestone-skipped',
  milestone: Milestone,
  known: Known,
  now: number,
): EventDraft => {
  const workOrder = ownerOf(milestone, known);
  const concern = concernOf(milestone, known);
  return {
    type,
    at: now,
    by: TIMER,
    data: {
      kind: milestone.kind,
      level: milestone.level,
      clock: milestone.clock,
      dueAt: milestone.at,
      ...(milestone.early ? { early: true } : {}),
      ...(milestone.after ? { after: milestone.after } : {}),
      ...(workOrder ? { workOrder: workOrder.id, partner: workOrder.partner } : {}),
      ...(concern ? { concern: concern.id, owner: concern.owner } : {}),
    },
  };
};

/** A milestone that came while a storm was on: it is counted, and nobody was told. */
const heldBackEvent = (milestone: Milestone, storm: Storm, known: Known, now: number): EventDraft => {
  const event = milestoneEvent('milestone-skipped', milestone, known, now);
  return { ...event, text: storm.name, data: { ...event.data, storm: storm.code } };
};

/** The storm that holds a milestone's notice back: none where somebody waits for an answer, a review or for being contacted. */
const stormFor = (milestone: Milestone, known: Known, catalogue: Catalogue, now: number): Storm | undefined =>
  milestone.kind === 'no-answer' || milestone.clock === 'acknowledge' || concernOf(milestone, known)
    ? undefined
    : stormOver(known.request, catalogue, now, ownerOf(milestone, known)?.partner);

/** The work order that a milestone is of; undefined for the request's own. */
const ownerOf = ({ of }: Milestone, { workOrders }: Known): WorkOrder | undefined =>
  workOrders.find((workOrder) => of === holdingOf(workOrder) || of === `${holdingOf(workOrder)}#reminders`);

/** The concern that a milestone is of. */
const concernOf = ({ of }: Milestone, { concerns = [] }: Known): Concern | undefined =>
  concerns.find(({ id }) => id === of);

/** What has been tried, as a letter tells it: of a private request without anybody's words (decision 0037). */
const triedOf = ({ request, events }: Known, names: Names, { timeZone }: Catalogue): string[] =>
  tellTried(request.private ? events.map(({ text: _, ...event }) => event) : events, { names, timeZone });

/** Reminds an outside partner, with what has been tried as evidence; when that was in vain, the manager gets the same story. */
const remind = (milestone: Milestone, change: Change, known: Known, context: Context, now: number): Change => {
  const { request } = known;
  const workOrder = ownerOf(milestone, known);
  if (!workOrder) return change;
  const { catalogue, office } = context;
  const inVain = milestone.kind === 'escalate';
  const partner = catalogue.partners.get(workOrder.partner)?.name ?? workOrder.partner;
  const nth = String(inVain ? milestone.level - 1 : milestone.level);
  const recipient: Recipient = inVain
    ? { level: 'service-operations-manager', email: office.serviceOperationsManager }
    : recipientAt('desk', workOrder.partner, catalogue, office, now);
  const names = { partner: (code: string) => catalogue.partners.get(code)?.name ?? code };
  return {
    ...change,
    workOrders: [
      ...change.workOrders,
      { ...workOrder, reminders: [...workOrder.reminders, now], version: workOrder.version + 1 },
    ],
    events: [
      ...change.events,
      {
        type: 'work-order-reminded',
        at: now,
        by: TIMER,
        data: { workOrder: workOrder.id, partner: workOrder.partner, nth: Number(nth), inVain },
      },
    ],
    notices: [
      ...change.notices,
      draftNotice('work-reminder', {
        id: `${milestone.id}#${recipient.level}`,
        requestId: request.id,
        audience: recipient.level === 'service-operations-manager' ? 'manager' : 'partner',
        to: recipient.email,
        ...insteadOf(recipient),
        language: 'en',
        timeZone: catalogue.timeZone,
        link: inVain ? reviewLink(request, now) : workOrderLink(workOrder, now),
        values: {
          ...aboutForStaff(request, typeNameOf(request)),
          partner,
          nth,
          askedAt: { instant: workOrder.offeredAt },
          ...(workOrder.dueAt === undefined ? {} : { dueAt: { instant: workOrder.dueAt } }),
          ...(workOrder.reference ? { reference: workOrder.reference } : {}),
          tried: triedOf(known, names, catalogue),
          ...(inVain
            ? { inVain: `${partner} was reminded ${nth} times and has not answered. No further reminder is sent.` }
            : {}),
        },
      }),
    ],
  };
};

/** The days to answer are over: the desk decides with what is known (R107). */
const stopWaiting = (change: Change, context: Context, now: number): Change => {
  const { request } = change;
  if (request.status !== 'in-review' || !request.question) return change;
  const { askedAt, answerBy } = request.question;
  const again = withoutQuestion(request, answerBy);
  const reviewReasons = [...new Set([...again.reviewReasons, 'no-answer' as const])];
  return {
    ...change,
    request: { ...again, reviewReasons },
    events: [...change.events, { type: 'question-unanswered', at: now, by: TIMER }],
    notices: [
      ...change.notices,
      draftNotice('review-needed', {
        id: `${request.id}#${request.cycle}#no-answer#${askedAt}`,
        ...toReviewDesk(request, context, now),
        values: {
          ...aboutForStaff(request, typeNameOf(request)),
          reasons: reviewReasons,
        },
      }),
    ],
  };
};

const LEVEL_NAMES: Record<ContactLevel, string> = {
  desk: 'desk',
  supervisor: 'supervisor',
  director: 'director',
  'service-operations-manager': 'Service Operations Manager',
};

const MESSAGES = {
  'at-risk': 'clock-at-risk',
  due: 'clock-due',
  escalate: 'clock-escalated',
  remind: 'clock-due',
  'no-answer': 'clock-due',
  'pause-over': 'clock-due',
} as const;

/** What a clock promises, as its people are told. */
const promiseOf = ({ kind, target }: Clock): string | { target: Target } =>
  kind === 'accept' ? `${describeTarget(target)} to accept the work` : { target };

/** One notice for each recipient of a milestone; a request that nobody has accepted yet is the review desk's. */
const noticesFor = (milestone: Milestone, known: Known, context: Context, now: number): NoticeDraft[] => {
  const { request, workOrders } = known;
  const concern = concernOf(milestone, known);
  if (concern) return overdueNotices(milestone, request, concern, context, now);
  const own = ownerOf(milestone, known);
  if (own && milestone.kind === 'pause-over') return pauseOverNotices(milestone, own, known, context, now);
  const clock = (own?.clocks ?? request.clocks).find(
    ({ kind, stoppedAt }) => kind === milestone.clock && stoppedAt === undefined,
  );
  if (clock?.dueAt === undefined) return [];
  const dueAt = clock.dueAt;
  const inReview = request.status === 'in-review';
  const partner = own?.partner ?? (!inReview && 'partner' in request ? request.partner : undefined);
  // Of several the one that is theirs: a page on which work is done opens for whoever has it, and for nobody else (R58).
  const openOrder = own ?? workOrders.find((one) => !isFinished(one) && one.partner === partner);
  const names = { partner: (code: string) => context.catalogue.partners.get(code)?.name ?? code };
  return recipientsOf(milestone, partner, context, now).map((recipient) =>
    draftNotice(milestone.early ? 'clock-at-risk' : MESSAGES[milestone.kind], {
      id: `${milestone.id}#${recipient.level}`,
      requestId: request.id,
      audience: recipient.level === 'service-operations-manager' ? 'manager' : partner ? 'partner' : 'reviewer',
      to: recipient.email,
      ...insteadOf(recipient),
      language: 'en',
      timeZone: context.catalogue.timeZone,
      link: pageFor(recipient, request, openOrder, now),
      values: {
        ...aboutForStaff(request, typeNameOf(request)),
        partner: partner ? names.partner(partner) : 'The 311 review desk',
        promise: promiseOf(clock),
        dueAt: { instant: dueAt },
        ...(now - dueAt >= MINUTE ? { late: { span: now - dueAt } } : {}),
        level: milestone.level,
        levelName: LEVEL_NAMES[recipient.level],
        tried: triedOf(known, names, context.catalogue),
      },
    }),
  );
};

/** Tells the owner's supervisor and the review desk of a hold that has lasted too long; what happens now is theirs to decide (R107). */
const pauseOverNotices = (
  milestone: Milestone,
  workOrder: WorkOrder,
  known: Known,
  { catalogue, office }: Context,
  now: number,
): NoticeDraft[] => {
  const { request } = known;
  const hold = holdOf(workOrder, request);
  if (!hold) return [];
  const { pause, clock } = hold;
  const { longestPause } = catalogue.agreement(clock.agreement, clock.agreementVersion);
  const names = { partner: (code: string) => catalogue.partners.get(code)?.name ?? code };
  const supervisor = recipientAt('supervisor', workOrder.partner, catalogue, office, now);
  const told = {
    requestId: request.id,
    language: 'en' as const,
    timeZone: catalogue.timeZone,
    values: {
      ...aboutForStaff(request, typeNameOf(request)),
      partner: names.partner(workOrder.partner),
      reason: pause.reason,
      heldSince: { instant: pause.from },
      longestPause: { target: longestPause },
      tried: triedOf(known, names, catalogue),
    },
  };
  return [
    draftNotice('hold-too-long', {
      ...told,
      id: `${milestone.id}#${supervisor.level}`,
      audience: supervisor.level === 'service-operations-manager' ? 'manager' : 'partner',
      to: supervisor.email,
      ...insteadOf(supervisor),
      link: pageFor(supervisor, request, workOrder, now),
    }),
    draftNotice('hold-too-long', {
      ...told,
      id: `${milestone.id}#review-desk`,
      audience: 'reviewer',
      to: office.reviewDesk,
      link: reviewLink(request, now),
    }),
  ];
};

const recipientsOf = (
  milestone: Milestone,
  partner: string | undefined,
  { catalogue, office }: Context,
  now: number,
): Recipient[] => {
  const levels = milestone.to;
  const found = levels.map((level): Recipient => {
    if (partner) return recipientAt(level, partner, catalogue, office, now);
    return level === 'desk' || level === 'supervisor'
      ? { level, email: office.reviewDesk }
      : { level: 'service-operations-manager', email: office.serviceOperationsManager };
  });
  // Two levels can fall back on the same person, who is told once; and whichever came first, that somebody is missing stays known.
  return found
    .filter((recipient, index) => found.findIndex(({ email }) => email === recipient.email) === index)
    .map((recipient) => {
      const missing = found.find((other) => other.email === recipient.email && other.missing);
      return { ...recipient, ...(missing && insteadOf(missing)) };
    });
};

/** Those who do the work get the page on which it is done; those who answer for it get the whole story. */
const pageFor = (recipient: Recipient, request: Request, openOrder: WorkOrder | undefined, now: number) => {
  if (request.status === 'in-review') return reviewLink(request, now);
  if (recipient.level === 'desk' && openOrder) return workOrderLink(openOrder, now);
  return { purpose: 'escalation' as const, id: request.id, expiresAt: staffLinkEnd(now, request.linksFrom) };
};

import type { Catalogue } from '../catalogue/catalogue.ts';
import { RAISE_CONCERN } from '../concerns/raise-concern.ts';
import { describeHoldReason } from '../requests/code-words.ts';
import type { EventType } from '../requests/event.ts';
import type { MilestoneRecord, Request } from '../requests/request.ts';
import { sayTarget } from '../requests/say-promise.ts';
import { sayInstant } from '../requests/say-time.ts';
import { WORK_ORDER_STATUS_WORDS } from '../requests/work-order-words.ts';
import { type Html, html } from '../shared/html.ts';
import { layout } from './layout.ts';
import { type Opened, type PageView, doneMessage, namesOf, subjectOf } from './page-view.ts';
import {
  doneBox,
  factList,
  folded,
  formState,
  placeOf,
  postForm,
  problemBox,
  quote,
  storyList,
  textField,
} from './parts.ts';
import { photoList } from './photo-parts.ts';
import { promiseOf, standingOf } from './promise.ts';
import { stormBox } from './say-storm.ts';
import { sayUnreachable } from './reach.ts';
import { CONCERN_RAISED, concernList, raiseConcernForm } from './raise-concern-form.ts';

const DONE = { acknowledge: 'Your answer was saved.', [RAISE_CONCERN]: CONCERN_RAISED };

const STATUS: Record<Request['status'], string> = {
  received: 'Received',
  'in-review': 'In review by the 311 office',
  'in-progress': 'In progress',
  'on-hold': 'On hold',
  resolved: 'Resolved',
  closed: 'Closed',
};

/** The page of those who answer for a promise: how late it is, the whole story, and what they will do now. */
export const escalationPage = (opened: Opened, view: PageView): Html => {
  const { request, workOrders } = opened;
  const { catalogue, now, refusal } = view;
  const done = refusal ? undefined : doneMessage(DONE, view.done);
  const clock = promiseOf(request);
  const standing = standingOf(clock, now, catalogue.timeZone);
  const names = namesOf(catalogue);
  const open = request.status !== 'resolved' && request.status !== 'closed';
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: [refusal && 'Not saved', done, `Escalation of request ${request.id}`].filter(Boolean).join(' – '),
    content: html`${doneBox(done)}${problemBox(view)}
      <h1>Escalation: <bdi>${subjectOf(request, catalogue)}</bdi></h1>
      <p class="quiet">Request ${request.id}</p>
      <p class="box${standing.late ? ' late' : ''}">${standing.text}</p>
      ${stormBox(request, catalogue, 'en')}
      ${factList([
        ['Level', levelOf(request, catalogue)],
        ['Promised', clock?.dueAt === undefined ? undefined : sayTarget(clock.target, 'en')],
        ['Status', statusOf(request)],
        ['Owner', 'partner' in request && request.partner ? names.partner(request.partner) : undefined],
        ['Where', placeOf(request.place)],
        ['Reported', sayInstant(request.receivedAt, catalogue.timeZone, 'en')],
        [
          'Opened again',
          request.cycle > 1 ? `${request.cycle - 1} ${request.cycle === 2 ? 'time' : 'times'}` : undefined,
        ],
        ['The resident', sayUnreachable(opened.events, catalogue.timeZone)],
        ['Needs an operator', request.operatorNeeded],
      ])}
      ${
        workOrders.length > 0
          ? html`<h2>Work orders</h2>
              <ul>
                ${workOrders.map((workOrder) => html`<li>${workOrder.id}: ${names.partner(workOrder.partner)}, ${WORK_ORDER_STATUS_WORDS[workOrder.status]}</li> `)}
              </ul>`
          : undefined
      }
      ${photoList(opened, view)}
      <h2>What the resident wrote</h2>
      ${request.description ? quote(request.description) : html`<p>Nothing but the type.</p>`}
      ${
        'resolution' in request
          ? html`<h2>What the resident was told</h2>
              ${quote(request.resolution)}`
          : undefined
      }
      ${open ? acknowledgeForm(opened, view) : html`<p>The request has been resolved; there is nothing left to answer.</p>`}
      ${concernList(opened, view)} ${raiseConcernForm(view)}
      <h2>The whole story</h2>
      ${storyList(opened.events, view, 'staff')}`,
  });
};

const statusOf = (request: Request): string =>
  request.status === 'on-hold'
    ? `${STATUS[request.status]}: ${describeHoldReason(request.holdReason, 'en')}`
    : STATUS[request.status];

const LEVELS = {
  desk: 'the desk',
  supervisor: 'the supervisor',
  director: 'the director',
  'service-operations-manager': 'the Service Operations Manager',
} as const;

/** The highest step that the running promise has reached. */
const levelOf = (request: Request, catalogue: Catalogue): string => {
  const reached = request.milestones.filter(
    ({ outcome, id }) => outcome === 'reached' && id.startsWith(`${request.id}#${request.cycle}#`),
  );
  const highest = reached.reduce<MilestoneRecord | undefined>(
    (top, milestone) => (top === undefined || milestone.at >= top.at ? milestone : top),
    undefined,
  );
  if (!highest) return 'Nothing has been escalated';
  if (highest.kind === 'at-risk') return 'Warning: the time is running out';
  if (highest.kind === 'due') return 'Due: the first notice after the promised time';
  const clock = request.clocks.find(({ kind }) => kind === highest.clock);
  const steps = clock ? catalogue.agreement(clock.agreement, clock.agreementVersion).escalations : [];
  const step = steps.find(({ level }) => level === highest.level);
  return step ? `${highest.level} of ${steps.length}: ${LEVELS[step.to]}` : String(highest.level);
};

/** Asks for an answer; folded away while the latest escalation has one. */
const acknowledgeForm = ({ events }: Opened, view: PageView): Html => {
  const form = formState('acknowledge', view);
  const lastOf = (wanted: EventType) => events.findLastIndex(({ type }) => type === wanted);
  const answered = lastOf('escalation-acknowledged') > lastOf('milestone-reached');
  const fields = postForm(
    form,
    '?',
    html`${textField(form, {
        name: 'text',
        label: 'What will be done now, and by whom?',
        hint: 'Kept in the history, and read by the partner and the 311 office. The clock goes on.',
      })} <button>Acknowledge</button>`,
  );
  return html`<h2>Answer</h2>
    ${
      answered
        ? html`<p>This has been answered; the answer stands in the story below.</p>
            ${folded('Answer again', form, view, fields)}`
        : fields
    }`;
};

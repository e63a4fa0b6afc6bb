import { isOpenWork } from '../requests/request.ts';
import { describeHoldReason } from '../requests/hold-reason.ts';
import type { WorkOrder } from '../requests/work-order.ts';
import { sayInstant } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { type WorkOrderAction, allowedActions } from '../work-orders/transitions.ts';
import { layout } from './layout.ts';
import { type Opened, type PageView, doneMessage, subjectOf } from './page-view.ts';
import {
  doneBox,
  factList,
  folded,
  formState,
  placeOf,
  postForm,
  problemBox,
  quote,
  radioGroup,
  selectField,
  storyList,
  textField,
} from './parts.ts';
import { promiseOf, standingOf } from './promise.ts';

const STATUS: Record<WorkOrder['status'], string> = {
  offered: 'Offered: nobody has accepted it yet',
  accepted: 'Accepted: work is under way',
  'on-hold': 'On hold',
  done: 'Done',
  cancelled: 'Cancelled',
};

const DONE: Record<WorkOrderAction, string> = {
  accept: 'You accepted the work.',
  note: 'Your note was saved.',
  hold: 'The work is on hold.',
  resume: 'The work goes on.',
  complete: 'Thank you. The work is marked as completed.',
};

const OUTCOMES = [
  ['done', 'The work is done'],
  ['unable', 'The work cannot be done'],
  ['referred', 'It belongs to somebody else, who has been told'],
] as const;

/** The partner's page of one work order: what, where, by when, what happened, and the forms that its state allows; undefined without one. */
export const workOrderPage = (opened: Opened, view: PageView): Html | undefined => {
  const { request, workOrder } = opened;
  if (!workOrder) return undefined;
  const { catalogue, now, refusal } = view;
  const subject = subjectOf(request, catalogue);
  const done = refusal ? undefined : doneMessage(DONE, view.done);
  const standing = standingOf(promiseOf(request), now, catalogue.timeZone);
  const actions = isOpenWork(request) ? inOrder(allowedActions(workOrder.status)) : [];
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: [refusal && 'Not saved', done, `${subject}, work order ${workOrder.id}`].filter(Boolean).join(' – '),
    content: html`${doneBox(done)}${problemBox(view)}
      <h1><bdi>${subject}</bdi></h1>
      <p class="quiet">
        Work order ${workOrder.id} for ${catalogue.partners.get(workOrder.partner)?.name ?? workOrder.partner}
      </p>
      <p class="box${standing.late ? ' late' : ''}">${standing.text}</p>
      ${factList([
        ['Status', statusOf(workOrder)],
        ['Where', placeOf(request.place, 'en')],
        ['Reported', sayInstant(request.receivedAt, catalogue.timeZone, 'en')],
      ])}
      <h2>What the resident wrote</h2>
      ${request.description ? quote(request.description) : html`<p>Nothing but the type.</p>`}
      ${answersOf(opened, view)}
      ${
        workOrder.resolution
          ? html`<h2>What the resident was told</h2>
              ${quote(workOrder.resolution)}`
          : undefined
      }
      ${actions.length === 0 ? html`<p>There is nothing left to do here.</p>` : actions.map((action) => FORMS[action](opened, view))}
      <h2>What happened so far</h2>
      ${storyList(opened.events, view, 'partner')}`,
  });
};

/** What is wanted most stands first; the rest is folded away below it. */
const ORDER: readonly WorkOrderAction[] = ['accept', 'resume', 'complete', 'hold', 'note'];

const inOrder = (allowed: readonly WorkOrderAction[]): WorkOrderAction[] =>
  ORDER.filter((action) => allowed.includes(action));

const statusOf = ({ status, holdReason }: WorkOrder): string =>
  status === 'on-hold' && holdReason ? `${STATUS[status]}: ${describeHoldReason(holdReason, 'en')}` : STATUS[status];

const answersOf = ({ request }: Opened, { catalogue }: PageView): Html | undefined => {
  const answers = Object.entries(request.answers);
  if (answers.length === 0) return undefined;
  const type = 'typeCode' in request && request.typeCode ? catalogue.types.get(request.typeCode) : undefined;
  const questions = new Map(type?.questions.map(({ code, text }) => [code, text]));
  return factList(answers.map(([code, answer]) => [questions.get(code) ?? code, html`<bdi>${answer}</bdi>`]));
};

type Form = (opened: Opened, view: PageView) => Html | undefined;

const FORMS: Record<WorkOrderAction, Form> = {
  accept: (_, view) =>
    postForm(
      formState('accept', view),
      '?',
      html`<h2>Accept the work</h2>
        <p>Say that it is yours. The resident is told that you have it.</p>
        <button>Accept</button>`,
    ),

  resume: (_, view) =>
    postForm(
      formState('resume', view),
      '?',
      html`<h2>Go on with the work</h2>
        <p>The promised time runs again, later by the working time on hold.</p>
        <button>Go on</button>`,
    ),

  complete: ({ workOrder }, view) => {
    const form = formState('complete', view);
    const heading = 'Complete the work';
    const fields = postForm(
      form,
      '?',
      html`${radioGroup(form, { name: 'outcome', legend: 'How did it end?', choices: OUTCOMES })}
        ${textField(form, {
          name: 'resolution',
          label: 'A sentence for the resident',
          hint: 'What was done, or why not. They read exactly this, so write no names or telephone numbers.',
        })} <button>Complete</button>`,
    );
    // Whoever has not taken the work on, or has laid it aside, is asked for that first; the work may still be done already.
    return workOrder?.status === 'accepted'
      ? html`<h2>${heading}</h2>
          ${fields}`
      : folded(heading, form, view, fields);
  },

  hold: (opened, view) => {
    const { request } = opened;
    if (!isOpenWork(request)) return undefined;
    const reasons = view.catalogue.agreement(request.agreement.code, request.agreement.version).pauseReasons;
    if (reasons.length === 0) return undefined;
    const form = formState('hold', view);
    return folded(
      'Put on hold',
      form,
      view,
      postForm(
        form,
        '?',
        html`${selectField(form, {
            name: 'reason',
            label: 'Why it has to wait',
            hint: 'The resident is told this reason. The promised time stands still meanwhile.',
            groups: [
              {
                options: [
                  ['', 'Choose a reason'],
                  ...reasons.map((code) => [code, capital(describeHoldReason(code, 'en'))] as const),
                ],
              },
            ],
          })}
          ${textField(form, {
            name: 'text',
            label: 'More, for partners and the 311 office (optional)',
            required: false,
          })} <button class="second">Put on hold</button>`,
      ),
    );
  },

  note: (_, view) => {
    const form = formState('note', view);
    return folded(
      'Add a note',
      form,
      view,
      postForm(
        form,
        '?',
        html`${textField(form, {
            name: 'text',
            label: 'Note',
            hint: 'Read by partners and the 311 office, not by the resident.',
          })} <button class="second">Add the note</button>`,
      ),
    );
  },
};

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

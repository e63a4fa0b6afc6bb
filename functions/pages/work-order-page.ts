import { capital } from '../languages/wording.ts';
import { toLocal } from '../clocks/business-calendar.ts';
import { isOpenWork } from '../requests/request.ts';
import { SEND_BACK_WORDS } from '../notices/words.ts';
import { describeHoldReason } from '../requests/code-words.ts';
import type { UploadForm } from '../photos/photo-links.store.ts';
import { sayDate, sayInstant } from '../requests/say-time.ts';
import { SEND_BACK_REASONS, TRANSFER_REASONS, type TransferReason, type WorkOrder } from '../requests/work-order.ts';
import { WORK_ORDER_STATUS_WORDS as STATUS } from '../requests/work-order-words.ts';
import { type Html, html } from '../shared/html.ts';
import { type WorkOrderAction, allowedActions } from '../requests/work-order-transitions.ts';
import { RAISE_CONCERN } from '../concerns/raise-concern.ts';
import { detailList } from './detail-parts.ts';
import { layout } from './layout.ts';
import { type Opened, type PageView, doneMessage, subjectOf } from './page-view.ts';
import {
  doneBox,
  factList,
  folded,
  formState,
  lineField,
  placeOf,
  postForm,
  problemBox,
  quote,
  radioGroup,
  selectField,
  storyList,
  textField,
} from './parts.ts';
import { ADD_PHOTO, isPhotoMissing, photoForm, photoList, takesPhoto } from './photo-parts.ts';
import { promiseOf, standingOf } from './promise.ts';
import { stormBox } from './say-storm.ts';
import { CONCERN_RAISED, raiseConcernForm } from './raise-concern-form.ts';

const DONE: Record<Exclude<WorkOrderAction, 'cancel'> | typeof RAISE_CONCERN | 'photo', string> = {
  [RAISE_CONCERN]: CONCERN_RAISED,
  accept: 'You accepted the work.',
  schedule: 'The day was saved, and the resident can see it.',
  start: 'The work has begun.',
  note: 'Your note was saved.',
  hold: 'The work is on hold.',
  resume: 'The work goes on.',
  complete: 'Thank you. The work is marked as completed.',
  'send-back': 'The work went back to the 311 office.',
  transfer: 'The work went to the other partner, who has been told.',
  photo: 'Your photo was sent. Within seconds it is checked and stands on this page.',
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
    content: html`${doneBox(done)}${problemBox(view)} ${lookAgain(view, done)}
      <h1><bdi>${subject}</bdi></h1>
      <p class="quiet">
        Work order ${workOrder.id} for ${catalogue.partners.get(workOrder.partner)?.name ?? workOrder.partner}
      </p>
      <p class="box${standing.late ? ' late' : ''}">${standing.text}</p>
      ${stormBox(request, catalogue, 'en', workOrder.partner)}
      ${factList([
        ['Status', statusOf(workOrder)],
        ['Your part', workOrder.task],
        ['Urgency', 'priority' in request && request.priority === 'urgent' ? 'Urgent' : undefined],
        [
          'Planned for',
          workOrder.scheduledFor === undefined ? undefined : sayDate(workOrder.scheduledFor, catalogue.timeZone, 'en'),
        ],
        ['Please accept by', acceptBy(workOrder, view)],
        ['Your number', workOrder.reference],
        ['Where', placeOf(request.place)],
        ['Reported', sayInstant(request.receivedAt, catalogue.timeZone, 'en')],
      ])}
      <h2>What the resident wrote</h2>
      ${request.description ? quote(request.description) : html`<p>Nothing but the type.</p>`}
      ${answersOf(opened, view)} ${detailList(opened, view)}
      ${
        workOrder.resolution
          ? html`<h2>What the resident was told</h2>
              ${quote(workOrder.resolution)}`
          : undefined
      }
      ${photoList(opened, view)}
      ${actions.length === 0 ? html`<p>There is nothing left to do here.</p>` : formsOf(actions, opened, view)}
      ${raiseConcernForm(view)}
      <h2>What happened so far</h2>
      ${storyList(opened.events, view, 'partner')}`,
  });
};

/** What is wanted most stands first; the rest is folded away below it. Cancelling is the 311 office's. */
const ORDER = [
  'accept',
  'resume',
  'complete',
  'start',
  'schedule',
  'hold',
  'note',
  'transfer',
  'send-back',
] as const satisfies readonly WorkOrderAction[];

const inOrder = (allowed: readonly WorkOrderAction[]) => ORDER.filter((action) => allowed.includes(action));

/** The forms in their order, with that for a photo among them: before the completion that asks for one, else for those who ask for it. */
const formsOf = (actions: ReturnType<typeof inOrder>, opened: Opened, view: PageView) => {
  const upload = view.photos?.form;
  const missing = isPhotoMissing(opened, view.catalogue);
  return actions.map((action) => {
    const form = FORMS[action](opened, view);
    if (action === 'complete' && missing && upload) return [missingPhoto(upload), form];
    return action === 'note' && !missing && takesPhoto(opened) ? [form, addPhoto(upload)] : form;
  });
};

const missingPhoto = (upload: UploadForm): Html =>
  html`<h2>Add a photo</h2>
    <p>This type of work is closed with a photo of what was done. Send one before you complete it.</p>
    ${photoForm(upload, html`<button>Send the photo</button>`)}`;

/** The form is signed when it is asked for, because few ask, and what signs it takes a quarter of a second to load. */
const addPhoto = (upload: UploadForm | undefined): Html =>
  upload
    ? html`<h2 id="photo">Add a photo</h2>
        ${photoForm(upload, html`<button class="second">Send the photo</button>`)}`
    : html`<p><a href="?${String(new URLSearchParams(ADD_PHOTO))}#photo">Add a photo</a></p>`;

/** A photo takes a moment until it stands on the page, and nothing here asks by itself. */
const lookAgain = ({ done: action }: PageView, done: string | undefined): Html | undefined =>
  done !== undefined && action === 'photo'
    ? html`<p>
        <a href="?done=photo">Look again.</a> One that cannot be read as a picture is not kept, and the history below
        says so.
      </p>`
    : undefined;

const acceptBy = ({ status, clocks }: WorkOrder, { catalogue }: PageView): string | undefined => {
  const due = clocks.find(({ kind }) => kind === 'accept')?.dueAt;
  return status === 'offered' && due !== undefined ? sayInstant(due, catalogue.timeZone, 'en') : undefined;
};

const statusOf = ({ status, holdReason }: WorkOrder): string =>
  status === 'on-hold' && holdReason ? `${STATUS[status]}: ${describeHoldReason(holdReason, 'en')}` : STATUS[status];

const answersOf = ({ request }: Opened, { catalogue }: PageView): Html | undefined => {
  const answers = Object.entries(request.answers);
  if (answers.length === 0) return undefined;
  const type = 'typeCode' in request && request.typeCode ? catalogue.find(request.typeCode) : undefined;
  const questions = new Map(type?.questions.map(({ code, text }) => [code, text]));
  return factList(answers.map(([code, answer]) => [questions.get(code) ?? code, html`<bdi>${answer}</bdi>`]));
};

type Form = (opened: Opened, view: PageView) => Html | undefined;

const FORMS: Record<(typeof ORDER)[number], Form> = {
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
    return workOrder?.status !== 'offered' && workOrder?.status !== 'on-hold'
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

  note: ({ workOrder }, view) => {
    const form = formState('note', view);
    return folded(
      'Add a note, or your own number',
      form,
      view,
      postForm(
        form,
        '?',
        html`${textField(form, {
            name: 'text',
            label: 'Note',
            hint: 'Read by partners and the 311 office, not by the resident.',
            required: false,
          })}
          ${lineField(form, {
            name: 'reference',
            label: 'Your own number for this work (optional)',
            ...(workOrder?.reference ? { value: workOrder.reference } : {}),
          })} <button class="second">Save</button>`,
      ),
    );
  },

  start: (_, view) => postForm(formState('start', view), '?', html`<button class="second">The work has begun</button>`),

  schedule: ({ workOrder }, view) => {
    const form = formState('schedule', view);
    const day = workOrder?.scheduledFor && dayOf(workOrder.scheduledFor, view.catalogue.timeZone);
    return folded(
      'Say when it will be done',
      form,
      view,
      postForm(
        form,
        '?',
        html`${lineField(form, {
            name: 'day',
            type: 'date',
            label: 'Day',
            hint: 'The resident sees it. The promised time does not move.',
            ...(day ? { value: day } : {}),
          })}
          ${textField(form, { name: 'text', label: 'More, for the 311 office (optional)', required: false })}
          <button class="second">Save the day</button>`,
      ),
    );
  },

  transfer: ({ workOrder }, view) => {
    const form = formState('transfer', view);
    const others = [...view.catalogue.partners.values()].filter(({ code }) => code !== workOrder?.partner);
    return folded(
      'Pass it to another partner',
      form,
      view,
      postForm(
        form,
        '?',
        html`${selectField(form, {
            name: 'to',
            label: 'Partner',
            hint: 'Your links stop working, and theirs begin. The resident’s promise runs on.',
            groups: [{ options: [['', 'Choose a partner'], ...others.map(({ code, name }) => [code, name] as const)] }],
          })}
          ${selectField(form, {
            name: 'reason',
            label: 'Why',
            groups: [
              {
                options: [
                  ['', 'Choose a reason'],
                  ...TRANSFER_REASONS.map((code) => [code, TRANSFER_WORDS[code]] as const),
                ],
              },
            ],
          })}
          ${textField(form, { name: 'text', label: 'What they should know' })}
          <button class="second">Pass it on</button>`,
      ),
    );
  },

  'send-back': (_, view) => {
    const form = formState('send-back', view);
    return folded(
      'It is not ours',
      form,
      view,
      postForm(
        form,
        '?',
        html`${selectField(form, {
            name: 'reason',
            label: 'Why it is not yours',
            hint: 'The 311 office finds out whose it is. The promised time runs on.',
            groups: [
              {
                options: [
                  ['', 'Choose a reason'],
                  ...SEND_BACK_REASONS.map((code) => [code, capital(SEND_BACK_WORDS[code].en)] as const),
                ],
              },
            ],
          })}
          ${textField(form, { name: 'text', label: 'What the 311 office should know' })}
          <button class="second">Send it back</button>`,
      ),
    );
  },
};

const TRANSFER_WORDS: Record<TransferReason, string> = {
  'their-service': 'It is their kind of work',
  'their-place': 'The place is theirs',
  'needs-their-equipment': 'It needs their equipment',
  workload: 'We agreed that they take it',
};

const dayOf = (instant: number, timeZone: string): string => toLocal(instant, timeZone).slice(0, 10);

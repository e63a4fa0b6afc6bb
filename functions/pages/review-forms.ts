import type { Catalogue } from '../catalogue/catalogue.ts';
import { type Request, type Suggestion, isOpenWork } from '../requests/request.ts';
import { TRANSFER_REASONS, type WorkOrder, isFinished } from '../requests/work-order.ts';
import { type Html, html } from '../shared/html.ts';
import { CANCEL_REASONS, type CancelReason } from '../work-orders/work-order-command.ts';
import {
  DECLINE_REASONS,
  type DeclineReason,
  LINK_HOLDERS,
  type LinkHolder,
  REOPEN_REASONS,
  type ReopenReason,
} from '../review/review-command.ts';
import { linksSeen } from '../review/revoke-links.ts';
import { reportedTypeOf } from '../review/reported-type.ts';
import { type Opened, type PageView, namesOf } from './page-view.ts';
import { type FormState, folded, formState, lineField, postForm, radioGroup, selectField, textField } from './parts.ts';

/** Every decision that a request's state allows, what is wanted most first and the others folded away. */
export const decisionForms = (opened: Opened, view: PageView): Html => {
  const { request } = opened;
  if (request.status === 'in-review') {
    return html`${acceptForm(request, view)}${mergeForm(request, view)}${answerForm(request, view)}${askForm(request, view)}${referForm(view)}${declineForm(view)}${withdrawForm(view)}${revokeForm(opened, view)}`;
  }
  if (request.status === 'resolved' && view.now < request.closesAt)
    return html`${reopenForm(view)}${revokeForm(opened, view)}`;
  if (!isOpenWork(request)) return revokeForm(opened, view);
  if (request.follows) return html`${unlinkForm(view)}${withdrawForm(view)}${revokeForm(opened, view)}`;
  return html`${workForms(opened, view)}${addWorkForm(view)}${retypeForm(request, view)}${mergeForm(request, view)}${shareForm(view)}${withdrawForm(view)}${revokeForm(opened, view)}`;
};

const ANY = ['', 'Choose a type'] as const;

/** All types that are offered, by their groups, each with its owner; before them the one that a request has had, where that is retired. */
const typeGroups = (catalogue: Catalogue, own?: string) => {
  const names = namesOf(catalogue);
  const types = [...catalogue.types.values()];
  const groups = catalogue.groups
    .map((name) => ({
      name,
      options: types
        .filter(({ group }) => group === name)
        .map(({ code, name: text, partner }) => [code, `${text} (${names.partner(partner)})`] as const),
    }))
    .filter(({ options }) => options.length > 0);
  const retired = own === undefined || catalogue.types.has(own) ? undefined : catalogue.everyType.get(own);
  const kept = retired ? [[retired.code, `${retired.name} (as it is; no longer offered)`] as const] : [];
  return [{ options: [ANY, ...kept] }, ...groups];
};

const partnerOptions = (catalogue: Catalogue) =>
  [...catalogue.partners.values()].map(({ code, name }) => [code, name] as const);

const priorityField = (form: FormState, selected: string): Html =>
  selectField(form, {
    name: 'priority',
    label: 'Urgency',
    hint: 'Urgent means one business day, or the type’s own time where that is shorter.',
    groups: [
      {
        options: [
          ['normal', 'As promised for the type'],
          ['urgent', 'Urgent'],
        ],
      },
    ],
    selected,
  });

/** What has been set for a request, also for one whose work came back. */
const priorityOf = (request: Request): string => ('priority' in request ? request.priority : undefined) ?? 'normal';

const acceptForm = (request: Request, view: PageView): Html => {
  const form = formState('accept', view);
  const { catalogue } = view;
  const before = 'typeCode' in request ? request.typeCode : undefined;
  const selected = before ?? reportedTypeOf(request, catalogue)?.code;
  return postForm(
    form,
    '?',
    html`<h2>Accept it</h2>
      ${selectField(form, {
        name: 'typeCode',
        label: 'Request type',
        hint: 'The promise counts from when the resident asked. The type’s owner stands in brackets.',
        groups: typeGroups(catalogue, before),
        ...(selected ? { selected } : {}),
      })}
      ${selectField(form, {
        name: 'partner',
        label: 'Partner that does the work',
        groups: [
          { options: [['', 'The owner of the type']] },
          { name: 'Another partner', options: partnerOptions(catalogue) },
        ],
      })}
      ${priorityField(form, priorityOf(request))}
      <button>Accept and offer the work</button>`,
  );
};

const sayCandidate = ({ requestId, kind, meters }: Suggestion): string => {
  const far = meters < 1 ? 'at the same place' : `${Math.round(meters)} m away`;
  return kind === 'open'
    ? `${requestId}, open, ${far}`
    : `${requestId}, ended not long ago, ${far}: merging opens it again`;
};

const mergeForm = (request: Request, view: PageView): Html => {
  const posted = formState('merge', view);
  // What is wrong with a number that was typed stands beside it.
  const wrong =
    posted.wrong?.field === 'into' && posted.fields.other?.trim() ? { ...posted.wrong, field: 'other' } : posted.wrong;
  const form: FormState = { ...posted, ...(wrong ? { wrong } : {}) };
  const candidates = request.status === 'in-review' ? (request.candidates ?? []) : [];
  const content = html`${
      candidates.length > 0
        ? html`${radioGroup(form, {
            name: 'into',
            legend: 'Which request is it the same as?',
            choices: candidates.map((one) => [one.requestId, sayCandidate(one)] as const),
          })}
          ${lineField(form, {
            name: 'other',
            label: 'Or the number of another one',
            hint: 'R-XXXX-XXXX-XXXX. What stands here goes before a choice above.',
          })}`
        : lineField(form, { name: 'into', label: 'Number of the earlier request', hint: 'R-XXXX-XXXX-XXXX' })
    }
    <p>Its reporter stays subscribed and is told when the earlier one is done. One crew goes once.</p>
    <button class="${candidates.length > 0 ? '' : 'second'}">Merge them</button>`;
  const heading = 'It is a duplicate';
  return candidates.length > 0
    ? html`<h2>${heading}</h2>
        ${postForm(form, '?', content)}`
    : folded(heading, form, view, postForm(form, '?', content));
};

/** A folded form of one sentence, with what stands before it. */
const sentenceForm = (
  view: PageView,
  {
    action,
    heading,
    before,
    name = 'resolution',
    label,
    hint,
    button,
  }: {
    action: string;
    heading: string;
    before?: (form: FormState) => Html;
    name?: string;
    label: string;
    hint?: string;
    button: string;
  },
): Html => {
  const form = formState(action, view);
  return folded(
    heading,
    form,
    view,
    postForm(
      form,
      '?',
      html`${before?.(form)} ${textField(form, { name, label, ...(hint ? { hint } : {}) })}
        <button class="second">${button}</button>`,
    ),
  );
};

const READ = 'They read exactly this, so write no names or telephone numbers.';

const answerForm = (request: Request, view: PageView): Html => {
  const before = 'typeCode' in request ? request.typeCode : undefined;
  const selected = before ?? reportedTypeOf(request, view.catalogue)?.code;
  return sentenceForm(view, {
    action: 'answer',
    heading: 'Answer it at once',
    before: (form) =>
      selectField(form, {
        name: 'typeCode',
        label: 'Request type',
        groups: typeGroups(view.catalogue, before),
        ...(selected ? { selected } : {}),
      }),
    label: 'The answer for the resident',
    hint: `No work is offered to anybody. ${READ}`,
    button: 'Send the answer',
  });
};

const REOPEN_WORDS: Record<ReopenReason, string> = {
  audit: 'An audit proposed it',
  told: 'Somebody told us that it is not solved',
  mistake: 'It was closed by mistake',
};

const reopenForm = (view: PageView): Html =>
  sentenceForm(view, {
    action: 'reopen',
    heading: 'Open it again',
    before: (form) =>
      radioGroup(form, {
        name: 'because',
        legend: 'Why?',
        choices: REOPEN_REASONS.map((reason) => [reason, REOPEN_WORDS[reason]] as const),
      }),
    name: 'text',
    label: 'What is still to be done',
    hint: 'The partner that did it reads this. The resident is told that it is open again.',
    button: 'Open it again',
  });

const askForm = (request: Request, view: PageView): Html | undefined =>
  request.question
    ? undefined
    : sentenceForm(view, {
        action: 'ask',
        heading: 'Ask the resident',
        name: 'question',
        label: 'The question',
        hint: request.reporter?.email
          ? 'They answer on their page. The clock stands still for up to five business days.'
          : 'There is no e-mail address, so nobody can be asked this way.',
        button: 'Send the question',
      });

const referForm = (view: PageView): Html =>
  sentenceForm(view, {
    action: 'refer',
    heading: 'Refer it outside',
    before: (form) =>
      lineField(form, { name: 'receiver', label: 'Office or company that does this', hint: 'Kept in the history.' }),
    label: 'A sentence for the resident',
    hint: `Who does this, and how to reach them. ${READ}`,
    button: 'Refer the request',
  });

const DECLINE_WORDS: Record<DeclineReason, string> = {
  'not-a-city-service': 'The city does not do this',
  'private-matter': 'It is a private matter',
  'not-enough-to-go-on': 'There is not enough to go on',
  'nothing-found': 'Nothing was found at the place',
  'against-policy': 'A rule or a policy stands against it',
};

const declineForm = (view: PageView): Html =>
  sentenceForm(view, {
    action: 'decline',
    heading: 'Decline it',
    before: (form) =>
      radioGroup(form, {
        name: 'reason',
        legend: 'Why is it not taken on?',
        choices: DECLINE_REASONS.map((code) => [code, DECLINE_WORDS[code]] as const),
      }),
    label: 'A sentence for the resident',
    hint: `Why, and where to go instead. ${READ}`,
    button: 'End the request',
  });

const withdrawForm = (view: PageView): Html =>
  sentenceForm(view, {
    action: 'withdraw',
    heading: 'Withdraw it for the resident',
    label: 'Who withdrew it, and why',
    hint: 'Open work is cancelled. The resident reads this.',
    button: 'Withdraw the request',
  });

const HOLDER_WORDS: Record<LinkHolder, string> = {
  partners: 'The partners’, to their open work orders',
  staff: 'The 311 office’s, this page and the pages of escalations',
  resident: 'The resident’s',
};

const revokeForm = (opened: Opened, view: PageView): Html => {
  const { partners, resident } = linksSeen(opened);
  return sentenceForm(view, {
    action: 'revoke-links',
    heading: 'Take links back',
    before: (form) =>
      html`<input type="hidden" name="seen" value="${partners}.${resident}" /> ${radioGroup(form, {
          name: 'whose',
          legend: 'Whose links shall no longer open?',
          choices: LINK_HOLDERS.map((holder) => [holder, HOLDER_WORDS[holder]] as const),
        })}`,
    name: 'text',
    label: 'Why',
    hint: 'Kept in the history. Each desk and the resident get a new link by e-mail; the office’s comes to the review desk, and this page closes with the others.',
    button: 'Take the links back',
  });
};

const retypeForm = (request: Request, view: PageView): Html => {
  const form = formState('retype', view);
  const selected = 'typeCode' in request && request.typeCode ? request.typeCode : '';
  return folded(
    'Change the type or the urgency',
    form,
    view,
    postForm(
      form,
      '?',
      html`${selectField(form, {
          name: 'typeCode',
          label: 'Request type',
          hint: 'The promise is counted anew from when the resident asked; the old one stays in the history.',
          groups: typeGroups(view.catalogue, selected),
          selected,
        })}
        ${priorityField(form, priorityOf(request))} <button class="second">Change it</button>`,
    ),
  );
};

const addWorkForm = (view: PageView): Html =>
  sentenceForm(view, {
    action: 'add-work',
    heading: 'Offer more work',
    before: (form) =>
      selectField(form, {
        name: 'partner',
        label: 'Partner',
        groups: [{ options: [['', 'Choose a partner'], ...partnerOptions(view.catalogue)] }],
      }),
    name: 'task',
    label: 'What they are to do',
    button: 'Offer the work',
  });

const shareForm = (view: PageView): Html => {
  const form = formState('share', view);
  return folded(
    'Another work order does it',
    form,
    view,
    postForm(
      form,
      '?',
      html`${lineField(form, {
          name: 'workOrderId',
          label: 'Number of the work order',
          hint: 'One work order can do for many requests; each keeps its own promise.',
        })} <button class="second">Share the work</button>`,
    ),
  );
};

const unlinkForm = (view: PageView): Html => {
  const form = formState('unlink', view);
  return postForm(
    form,
    '?',
    html`<h2>It is not the same</h2>
      <p>The request goes back to where it was, with the promise that it had.</p>
      <button class="second">Separate them again</button>`,
  );
};

const CANCEL_WORDS: Record<CancelReason, string> = {
  'no-longer-needed': 'It is not needed any more',
  duplicate: 'It is a duplicate',
  withdrawn: 'The resident withdrew it',
  'offered-by-mistake': 'It was offered by mistake',
  'shared-work': 'Other work does for it',
};

/** What the desk can do with work that is under way: pass it on, or take it back. */
const workForms = ({ workOrders, request }: Opened, view: PageView): Html | undefined => {
  const open = workOrders.filter((workOrder) => workOrder.cycle === request.cycle && !isFinished(workOrder));
  if (open.length === 0) return undefined;
  return html`${workForm(open, view, 'transfer')}${workForm(open, view, 'cancel')}`;
};

const workForm = (open: readonly WorkOrder[], view: PageView, action: 'transfer' | 'cancel'): Html => {
  const names = namesOf(view.catalogue);
  const transfer = action === 'transfer';
  const reasons = transfer
    ? TRANSFER_REASONS.map((code) => [code, code.replaceAll('-', ' ')] as const)
    : CANCEL_REASONS.map((code) => [code, CANCEL_WORDS[code]] as const);
  return sentenceForm(view, {
    action,
    heading: transfer ? 'Pass work to another partner' : 'Cancel work',
    before: (form) =>
      html`${selectField(form, {
        name: 'workOrderId',
        label: 'Work order',
        groups: [
          { options: open.map(({ id, partner, task }) => [id, `${id}: ${task ?? names.partner(partner)}`] as const) },
        ],
      })}
      ${
        transfer
          ? selectField(form, {
              name: 'to',
              label: 'Partner',
              groups: [{ options: [['', 'Choose a partner'], ...partnerOptions(view.catalogue)] }],
            })
          : undefined
      }
      ${selectField(form, { name: 'reason', label: 'Why', groups: [{ options: [['', 'Choose a reason'], ...reasons] }] })}`,
    name: 'text',
    label: 'What they should know',
    button: transfer ? 'Pass it on' : 'Cancel the work',
  });
};

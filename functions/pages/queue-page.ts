import type { Catalogue } from '../catalogue/catalogue.ts';
import { describeReviewReason } from '../notices/words.ts';
import type { ReviewLine, WorkLine } from '../requests/queue-line.ts';
import { sayInstant, saySpan } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { WORK_ORDER_STATUS_WORDS } from '../requests/work-order-words.ts';
import { stormsOn } from '../clocks/storms.ts';
import { layout } from './layout.ts';
import { raiseConcernForm } from './raise-concern-form.ts';
import {
  type FormState,
  csvLink,
  doneBox,
  lineField,
  problemBox,
  radioGroup,
  selectField,
  textField,
} from './parts.ts';
import type { PageView } from './page-view.ts';
import { stormLines } from './say-storm.ts';

/** How a queue is to be narrowed: words of the address, so that a narrowed queue can be kept as a bookmark. */
export interface QueueFilter {
  status?: string;
  type?: string;
  /** Only what is late. */
  late?: boolean;
}

/** What the pages of queues are told besides their lines. */
export interface QueueView<Line = WorkLine | ReviewLine> extends Pick<
  PageView,
  'city' | 'catalogue' | 'now' | 'refusal' | 'fields'
> {
  filter: QueueFilter;
  /** True where more waits than was read. */
  more: boolean;
  /** The address of a line's own page, signed. */
  hrefOf: (line: Line) => string;
  /** What was just carried out, in a sentence. */
  done?: string;
  /** What could not be carried out, each with its reason. */
  failed?: { id: string; why: string }[];
}

/** Lines on one page: more would be slow on a phone, and what is due first stands first. */
const MOST_LINES = 200;

/** The first lines of many, and what is said of the others: that they are there, and where. */
export const firstOf = <Line>(lines: readonly Line[]): { shown: Line[]; behind: Html | undefined } => ({
  shown: lines.slice(0, MOST_LINES),
  behind:
    lines.length > MOST_LINES
      ? html`<p class="quiet">
          ${lines.length - MOST_LINES} more stand behind these; the list at the end of the page has them.
        </p>`
      : undefined,
});

/** Whether a line's moment has passed. */
export const isLateLine = (line: { dueAt?: number; acceptBy?: number }, now: number): boolean =>
  Math.min(line.dueAt ?? Infinity, line.acceptBy ?? Infinity) < now;

/** Says by when something is wanted, and how late it is. */
export const byWhen = (at: number, { catalogue, now }: Pick<QueueView, 'catalogue' | 'now'>, words: string): string =>
  `${words} ${sayInstant(at, catalogue.timeZone, 'en')}${at < now ? `, late by ${saySpan(now - at, 'en')}` : ''}`;

/** The lines that a filter leaves. */
export const filtered = <L extends { typeName: string; dueAt?: number; acceptBy?: number }>(
  lines: readonly L[],
  { status, type, late }: QueueFilter,
  now: number,
): L[] =>
  lines.filter(
    (line) =>
      (!type || line.typeName === type) &&
      (!late || isLateLine(line, now)) &&
      (!status || ('status' in line && line.status === status)),
  );

const filterForm = (lines: readonly { typeName: string }[], statuses: readonly string[], view: QueueView): Html => {
  const form: FormState = { action: 'filter', fields: {} };
  const types = [...new Set(lines.map(({ typeName }) => typeName))].sort();
  const { status, type, late } = view.filter;
  const statusField =
    statuses.length === 0
      ? undefined
      : selectField(form, {
          name: 'status',
          label: 'Status',
          groups: [{ options: [['', 'Any'], ...statuses.map((code) => [code, code.replace('-', ' ')] as const)] }],
          selected: status ?? '',
        });
  return html`<details${status || type || late ? html` open` : undefined}><summary><h2>Show only some</h2></summary>
    <form method="get" action="?">
      ${statusField}
      ${selectField(form, {
        name: 'type',
        label: 'Type',
        groups: [{ options: [['', 'Any'], ...types.map((name) => [name, name] as const)] }],
        selected: type ?? '',
      })}
      ${selectField(form, {
        name: 'late',
        label: 'Due',
        groups: [
          {
            options: [
              ['', 'Any'],
              ['1', 'Late only'],
            ],
          },
        ],
        selected: late ? '1' : '',
      })}
      <button class="second">Show</button>
    </form></details>`;
};

const failedBox = ({ failed = [] }: QueueView): Html | undefined =>
  failed.length === 0
    ? undefined
    : html`<div class="problem" role="alert">
        <h2>${failed.length === 1 ? 'One was' : `${failed.length} were`} not changed</h2>
        <ul>
          ${failed.map(({ id, why }) => html`<li><bdi>${id}</bdi>: ${why}</li> `)}
        </ul>
      </div>`;

const OUTCOMES = [
  ['done', 'The work is done'],
  ['unable', 'The work cannot be done'],
] as const;

/** A partner's queue: what waits for it, by when it is due, one click from each work order, and what can be done to many at once. */
export const partnerQueuePage = (lines: readonly WorkLine[], partner: string, view: QueueView): Html => {
  const { catalogue, now } = view;
  const { shown, behind } = firstOf(filtered(lines, view.filter, now));
  const name = catalogue.partners.get(partner)?.name ?? partner;
  const late = lines.filter((line) => isLateLine(line, now)).length;
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: [view.done, `Work of ${name}`].filter(Boolean).join(' – '),
    content: html`${doneBox(view.done)}${failedBox(view)}${problemBox(view)}
      <h1>Work of <bdi>${name}</bdi></h1>
      <p class="box${late > 0 ? ' late' : ''}">
        ${lines.length === 0 ? 'Nothing waits for you.' : `${lines.length}${view.more ? ' and more' : ''} open, ${late} late.`}
      </p>
      ${stormLines(stormsOn(catalogue.name, now, partner), catalogue.timeZone, 'en')}
      ${lines.length === 0 ? undefined : filterForm(lines, ['offered', 'accepted', 'scheduled', 'in-progress', 'on-hold'], view)}
      ${
        shown.length === 0
          ? lines.length > 0
            ? html`<p>None of ${view.more ? `the first ${lines.length}` : 'them'} is so. <a href="?">Show all</a></p>`
            : undefined
          : html`<form method="post" action="?" novalidate>
              <input type="hidden" name="action" value="bulk" />
              <fieldset>
                <legend>Open work, what is due first stands first</legend>
                ${shown.map((line) => workLine(line, view))}
              </fieldset>
              ${behind} ${bulkFields(view)}
            </form>`
      }
      ${concernForm(shown, view)} ${foundForm(partner, catalogue, view)} ${csvLink(lines)}`,
  });
};

const workLine = (line: WorkLine, view: QueueView): Html => {
  const { workOrderId, typeName, address, status, acceptBy, dueAt, moves, priority, task, reference, kind } = line;
  const facts = [
    WORK_ORDER_STATUS_WORDS[status],
    priority === 'urgent' ? 'Urgent' : '',
    kind === 'answer' ? 'A question to answer' : '',
    acceptBy === undefined ? '' : byWhen(acceptBy, view, 'accept by'),
    dueAt === undefined ? (moves ? 'its due time moves' : 'no promise') : byWhen(dueAt, view, 'due'),
    reference ? `your number ${reference}` : '',
  ].filter(Boolean);
  return html`<div class="choice">
      <input type="checkbox" id="w-${workOrderId}" name="workOrder" value="${workOrderId}" />
      <label for="w-${workOrderId}"
        ><bdi>${typeName}</bdi
        >${task ? html`: <bdi>${task}</bdi>` : undefined}${address ? html`, <bdi>${address}</bdi>` : undefined}</label
      >
    </div>
    <p class="hint">${facts.join('; ')}<br /><a href="${view.hrefOf(line)}">Open ${workOrderId}</a></p> `;
};

const bulkFields = (view: QueueView): Html => {
  const form: FormState = {
    action: 'bulk',
    fields: view.fields,
    ...(view.refusal?.field ? { wrong: { field: view.refusal.field, message: view.refusal.message } } : {}),
  };
  return html`<h2>With those that are ticked</h2>
    <button name="do" value="accept">Accept them</button>
    ${radioGroup(form, { name: 'outcome', legend: 'Or complete them: how did they end?', choices: OUTCOMES })}
    ${textField(form, {
      name: 'resolution',
      label: 'A sentence for each resident',
      hint: 'What was done. All of them read exactly this.',
      required: false,
    })}
    <button class="second" name="do" value="complete">Complete them</button>`;
};

/** A concern about one of them, raised without opening it. */
const concernForm = (lines: readonly WorkLine[], view: QueueView): Html | undefined => {
  if (lines.length === 0) return undefined;
  const options = lines.map(
    ({ workOrderId, typeName, address }) =>
      [workOrderId, [`${workOrderId}: ${typeName}`, address].filter(Boolean).join(', ')] as const,
  );
  return raiseConcernForm(view, {
    before: (form) =>
      selectField(form, {
        name: 'about',
        label: 'Which work is it about?',
        groups: [{ options: [['', 'Choose the work'], ...options] }],
      }),
  });
};

/** Work that a crew found on its way: on the record, and out of what residents waited for (R172). */
const foundForm = (partner: string, catalogue: Catalogue, view: QueueView): Html | undefined => {
  const types = [...catalogue.types.values()].filter((type) => type.partner === partner && type.class === 'service');
  if (types.length === 0) return undefined;
  const form: FormState = { action: 'found', fields: view.fields.action === 'found' ? view.fields : {} };
  return html`<details>
    <summary><h2>Log work that you found yourselves</h2></summary>
    <form method="post" action="?" novalidate>
      <input type="hidden" name="action" value="found" />
      <input type="hidden" name="once" value="${view.now}" />
      ${selectField(form, {
        name: 'typeCode',
        label: 'What it is',
        groups: [{ options: [['', 'Choose a type'], ...types.map(({ code, name }) => [code, name] as const)] }],
      })}
      ${lineField(form, { name: 'address', label: 'Where', hint: 'Address or crossing.' })}
      ${textField(form, {
        name: 'resolution',
        label: 'What was done (leave empty while it is still to be done)',
        required: false,
      })}
      <button class="second">Log it</button>
    </form>
  </details>`;
};

/** What the catalogue calls it, or else the platform's own word for it. */
const nameOf = ({ typeName }: ReviewLine, { catalogue }: QueueView): string =>
  (catalogue.find(typeName) ?? catalogue.findByName(typeName))?.name ?? typeName;

/** The review desk's queue: every request that waits for a person, by when it has to be decided. */
export const reviewQueuePage = (lines: readonly ReviewLine[], view: QueueView): Html => {
  const { now } = view;
  const { shown, behind } = firstOf(filtered(lines, view.filter, now));
  const late = lines.filter((line) => isLateLine(line, now)).length;
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: 'Requests that wait for a person',
    content: html`<h1>Requests that wait for a person</h1>
      <p class="box${late > 0 ? ' late' : ''}">
        ${lines.length === 0 ? 'Nothing waits. Well done.' : `${lines.length}${view.more ? ' and more' : ''} ${lines.length === 1 ? 'waits' : 'wait'}, ${late} late.`}
      </p>
      ${stormLines(stormsOn(view.catalogue.name, now), view.catalogue.timeZone, 'en')}
      ${lines.length === 0 ? undefined : filterForm(lines, [], view)}
      <ol class="story">
        ${shown.map(
          (line) =>
            html`<li>
              <a href="${view.hrefOf(line)}"
                ><bdi>${nameOf(line, view)}</bdi>${line.address ? html`, <bdi>${line.address}</bdi>` : undefined}</a
              >
              <br />${line.reasons.map((reason) => describeReviewReason(reason, 'en')).join(' ')} <br /><span
                class="quiet"
                >${line.asked ? 'The resident has been asked. ' : ''}${line.dueAt === undefined ? '' : byWhen(line.dueAt, view, 'Decide by')}</span
              >
            </li> `,
        )}
      </ol>
      ${behind} ${csvLink(lines)}`,
  });
};

import { type Catalogue, catalogueOf, partnerName } from '../../../functions/catalogue/catalogue.ts';
import { calendarOf } from '../../../functions/clocks/calendars.ts';
import { type Clock, openPause } from '../../../functions/clocks/clock.ts';
import { explainDue } from '../../../functions/clocks/explain-due.ts';
import { describeTarget } from '../../../functions/clocks/target.ts';
import type { Notice } from '../../../functions/notices/notice.ts';
import type { RequestEvent } from '../../../functions/requests/event.ts';
import { sayDueText } from '../../../functions/requests/say-promise.ts';
import { describeReviewReason } from '../../../functions/notices/words.ts';
import type { Request } from '../../../functions/requests/request.ts';
import type { LoadedFile } from '../../../functions/requests/requests.store.ts';
import { sayDateTime, saySpan } from '../../../functions/requests/say-time.ts';
import { remarkOf, tellEvent } from '../../../functions/requests/story.ts';
import { isFinished } from '../../../functions/requests/work-order.ts';
import { type Html, html } from '../../../functions/shared/html.ts';
import type { ConsoleStack } from './console-stack.ts';
import { linksOf } from './links.ts';
import { type ListedRequest, type Reading, type Urgency, urgencyOf } from './reading.ts';
import { sayNumber } from './scale.ts';
import { type Page, missing } from './shell.ts';

const PAGE_SIZE = 50;

const STATUSES = ['received', 'in-review', 'in-progress', 'on-hold', 'resolved', 'closed'] as const;

/** What the list can be narrowed to: a status, all open ones, or how they stand against their promise. */
const CHOICES = { open: 'Open', breached: 'Breached', 'at-risk': 'At risk', missed: 'Closed late' } as const;

const isOpen = ({ status }: ListedRequest): boolean => status !== 'resolved' && status !== 'closed';

const RANK: Record<Urgency, number> = { breached: 0, 'at-risk': 1, 'on-time': 2, none: 3, met: 4, missed: 4 };

/** What needs someone first: past due, then at risk, each by its due moment; then what is open, then what is done, the latest first. */
const byUrgency =
  (now: number) =>
  (a: ListedRequest, b: ListedRequest): number => {
    const rank = (request: ListedRequest) => (isOpen(request) ? RANK[urgencyOf(request, now)] : 5);
    const order = rank(a) - rank(b);
    if (order !== 0) return order;
    return rank(a) < 3 ? (a.dueAt ?? 0) - (b.dueAt ?? 0) : b.receivedAt - a.receivedAt;
  };

const typeOf = ({ typeName, reportedType }: ListedRequest): string => typeName ?? reportedType;

/** The list of requests, narrowed by status, partner and words, the most urgent first or the newest first. */
export const requestsPage = async (stack: ConsoleStack, reading: Reading, query: URLSearchParams): Promise<Page> => {
  const now = stack.clock.now();
  const all = await reading.requests();
  const wanted = {
    status: query.get('status') ?? '',
    partner: query.get('partner') ?? '',
    text: (query.get('text') ?? '').trim(),
    order: query.get('order') === 'newest' ? 'newest' : 'urgent',
  };
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((request) => {
    const urgency = urgencyOf(request, now);
    const standing = isOpen(request) ? ['open', urgency, request.status] : [urgency, request.status];
    if (wanted.status && !standing.includes(wanted.status)) return false;
    if (wanted.partner && request.partner !== wanted.partner) return false;
    const text = `${request.id} ${typeOf(request)} ${request.description} ${request.address ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (wanted.order === 'urgent') found.sort(byUrgency(now));
  const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
  const page = Math.min(pages, Math.max(1, Math.floor(Number(query.get('page'))) || 1));
  const shown = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const partners = partnersOf(all);
  const title = 'Requests';
  return {
    title,
    content: html`<h1>${title}</h1>
      <form class="filter" method="get" action="/requests">
        ${selectOf('status', 'Status', wanted.status, [
          ['', 'All'],
          ...Object.entries(CHOICES),
          ...STATUSES.map((status) => [status, inWords(status)] as const),
        ])}
        ${selectOf('partner', 'Partner', wanted.partner, [['', 'All'], ...partners])}
        <div>
          <label for="text">Type, words or id</label>
          <input id="text" name="text" value="${wanted.text}" maxlength="200" type="search" />
        </div>
        ${selectOf('order', 'Order', wanted.order, [
          ['urgent', 'Most urgent first'],
          ['newest', 'Newest first'],
        ])}
        <div><button class="go">Show</button></div>
      </form>
      <p role="status">${sayNumber(found.length)} of ${sayNumber(all.length)} requests.</p>
      ${shown.length > 0 ? requestTable(shown, stack, now, new Map(partners)) : ''}
      ${pages > 1 ? pager('/requests', query, page, pages) : ''}`,
  };
};

const partnersOf = (requests: readonly ListedRequest[]): (readonly [string, string])[] => {
  const codes = new Set(requests.flatMap(({ partner }) => (partner === undefined ? [] : [partner])));
  return [...codes]
    .map((code) => [code, partnerName(code)] as const)
    .sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
};

/** A form's choice of one. */
export const selectOf = (
  name: string,
  label: string,
  selected: string,
  options: readonly (readonly [string, string])[],
): Html =>
  html`<div>
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${options.map(
        ([value, words]) =>
          html`<option value="${value}" ${value === selected ? html` selected` : ''}>${words}</option>`,
      )}
    </select>
  </div>`;

/** Ways to the pages before and after, keeping what was searched for. */
export const pager = (path: string, query: URLSearchParams, page: number, pages: number): Html => {
  const to = (number: number) => {
    const next = new URLSearchParams(query);
    next.set('page', String(number));
    return `${path}?${next.toString()}`;
  };
  return html`<nav class="pages" aria-label="Pages">
    ${page > 1 ? html`<a class="button" href="${to(page - 1)}">Before</a>` : ''}
    <span>Page ${page} of ${pages}</span>
    ${page < pages ? html`<a class="button" href="${to(page + 1)}">After</a>` : ''}
  </nav>`;
};

const inWords = (code: string): string => {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** A status or a state as a small label; its colour repeats its word. */
export const chip = (code: string, words = inWords(code)): Html =>
  html`<span class="chip ${code.toLowerCase()}">${words}</span>`;

const requestTable = (
  requests: readonly ListedRequest[],
  { timeZone }: ConsoleStack,
  now: number,
  partners: ReadonlyMap<string, string>,
): Html =>
  html`<div class="scroll card" tabindex="0" role="region" aria-label="Requests">
    <table>
      <thead>
        <tr>
          ${['Request', 'What', 'Partner', 'Status', 'Received', 'Promise'].map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${requests.map(
          (request) =>
            html`<tr>
              <th scope="row" class="id"><a href="/requests/${request.id}">${request.id}</a></th>
              <td>
                ${typeOf(request)}${request.address ? html`<br /><span class="quiet">${request.address}</span>` : ''}
              </td>
              <td>${request.partner === undefined ? '–' : (partners.get(request.partner) ?? request.partner)}</td>
              <td>
                ${chip(request.status)}${request.operatorNeeded ? html` ${chip('breached', 'Operator needed')}` : ''}
              </td>
              <td class="when">${sayDateTime(request.receivedAt, timeZone, 'en')}</td>
              <td>${standing(request, now, timeZone)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** How a request stands against its promise, in a label and a few words. */
const standing = (request: ListedRequest, now: number, timeZone: string): Html => {
  const { dueAt } = request;
  switch (urgencyOf(request, now)) {
    case 'breached':
      return html`${chip('breached')} by ${saySpan(now - dueAt!, 'en')}`;
    case 'at-risk':
      return html`${chip('at-risk')} due in ${saySpan(dueAt! - now, 'en')}`;
    case 'on-time':
      return html`due ${sayDateTime(dueAt!, timeZone, 'en')}`;
    case 'met':
      return chip('met', 'On time');
    case 'missed':
      return chip('missed', 'Late');
    case 'none':
      return html`<span class="quiet"
        >${request.status === 'in-review' || request.status === 'received' ? 'not yet' : 'no promise'}</span
      >`;
  }
};

/** One request: its record, its promises, its story, its e-mails and the ways on. */
export const requestPage = async (stack: ConsoleStack, reading: Reading, id: string): Promise<Page> => {
  const file = await reading.request(id);
  if (file === undefined) return missing(`There is no request ${id}. The list of requests finds them by words too.`);
  const { request, workOrders, events } = file;
  const notices = await reading.noticesOf(id);
  const catalogue = catalogueOf(request.catalogue);
  const links = linksOf(stack, file);
  const now = stack.clock.now();
  const say = (at: number) => sayDateTime(at, stack.timeZone, 'en');
  const name = 'typeName' in request && request.typeName ? request.typeName : request.reportedType;
  return {
    title: `${name}, ${id}`,
    crumbs: [['/requests', 'Requests']],
    content: html`<h1>${name}</h1>
      <p>${chip(request.status)} <code>${id}</code>${request.cycle > 1 ? `, cycle ${request.cycle}` : ''}</p>
      ${request.operatorNeeded ? html`<p class="note bad"><b>An operator is needed:</b> ${request.operatorNeeded}</p>` : ''}
      <ul class="links">
        ${links.map(({ href, label }) => html`<li><a class="button" href="${href}">${label}</a></li>`)}
      </ul>
      <div class="cards">
        <section class="card">${facts(request, catalogue, say)}</section>
        <section class="card">
          <h2>Promises</h2>
          ${
            request.clocks.length > 0
              ? request.clocks.map((clock) => clockFacts(clock, now, say))
              : html`<p>No clock is running yet.</p>`
          }
          ${request.pastCycles.map(
            ({ cycle, outcome, resolvedAt, clocks }) =>
              html`<h3>Cycle ${cycle}</h3>
                <p>
                  Ended ${say(resolvedAt)}: ${outcome}.
                  ${clocks.map(({ kind, verdict }) => `${inWords(kind)} ${verdict ?? 'without promise'}`).join(', ')}.
                </p>`,
          )}
        </section>
        <section class="card">
          <h2>Work orders</h2>
          ${workOrders.length === 0 ? html`<p>None yet.</p>` : ''}
          ${workOrders.map(
            (workOrder) =>
              html`<h3>
                  ${catalogue.partners.get(workOrder.partner)?.name ?? workOrder.partner} ${chip(workOrder.status)}
                </h3>
                <dl class="facts">
                  ${fact('Offered', say(workOrder.offeredAt))}
                  ${fact('Accepted', workOrder.acceptedAt && say(workOrder.acceptedAt))}
                  ${fact('On hold', workOrder.holdReason && inWords(workOrder.holdReason))}
                  ${fact('Due', workOrder.dueAt && say(workOrder.dueAt))}
                  ${fact('Ended', workOrder.endedAt && say(workOrder.endedAt))} ${fact('Outcome', workOrder.outcome)}
                  ${fact('To the resident', workOrder.resolution)}
                </dl>
                ${isFinished(workOrder) ? '' : html`<p class="quiet">The partner’s page acts on it.</p>`}`,
          )}
        </section>
      </div>
      <div class="cards two">
        <section class="card">
          <h2>Story</h2>
          ${story(events, catalogue, say)}
        </section>
        <section class="card">
          <h2>E-mails</h2>
          ${notices.length > 0 ? noticeList(notices, say) : html`<p>None was written.</p>`}
        </section>
      </div>
      <section class="card">
        <details>
          <summary>The record as it is stored</summary>
          <pre tabindex="0">${JSON.stringify({ request, workOrders }, null, 2)}</pre>
        </details>
      </section>`,
  };
};

const fact = (name: string, value: Html | string | number | undefined | false): Html | '' =>
  value === undefined || value === false || value === '' || value === 0
    ? ''
    : html`<dt>${name}</dt>
        <dd>${value}</dd>`;

/** Why a request waits for a person, in words. */
export const sayReasons = (request: Request): string =>
  request.status === 'in-review'
    ? request.reviewReasons.map((reason) => describeReviewReason(reason, 'en')).join(' ')
    : '';

const facts = (request: Request, catalogue: Catalogue, say: (at: number) => string): Html => {
  const { place, reporter } = request;
  const partner = 'partner' in request && request.partner ? request.partner : undefined;
  const agreement = 'agreement' in request ? request.agreement : undefined;
  return html`<h2>What was asked</h2>
    ${request.description ? html`<blockquote dir="auto">${request.description}</blockquote>` : ''}
    <dl class="facts">
      ${fact('Reported as', request.reportedType)} ${fact('Waits for a person', sayReasons(request))}
      ${fact('Owner', partner && (catalogue.partners.get(partner)?.name ?? partner))}
      ${fact('Agreement', agreement && `${agreement.code}, version ${agreement.version}`)}
      ${fact('Place', place.address)}
      ${fact('Position', place.lat !== undefined && place.lon !== undefined && `${place.lat}, ${place.lon}`)}
      ${fact(
        'Answers',
        Object.entries(request.answers)
          .map(([code, answer]) => `${code}: ${answer}`)
          .join('; '),
      )}
      ${fact('Reporter', reporter && [reporter.name, reporter.email, reporter.phone].filter(Boolean).join(', '))}
      ${fact('Language', reporter?.language)} ${fact('Private', request.private && 'yes, on no public page')}
      ${fact('Received', say(request.receivedAt))}
      ${fact('Recorded', request.recordedAt !== request.receivedAt && say(request.recordedAt))}
      ${fact('By', `${request.platform}, ${request.sourceId}`)} ${fact('Channel', request.channel)}
      ${fact('Catalogue', `${catalogue.name}, version ${catalogue.version}`)}
      ${fact('Outcome', 'outcome' in request && request.outcome)}
      ${fact('Next milestone', request.nextMilestoneAt && say(request.nextMilestoneAt))}
    </dl>`;
};

const CLOCKS: Record<Clock['kind'], string> = {
  acknowledge: 'To answer the resident',
  resolve: 'To resolve it',
  accept: 'To take the work on',
  complete: 'To complete the work',
};

const clockFacts = (clock: Clock, now: number, say: (at: number) => string): Html => {
  const late = clock.dueAt !== undefined && clock.stoppedAt === undefined && clock.dueAt < now && !openPause(clock);
  return html`<h3>
      ${CLOCKS[clock.kind]}
      ${
        clock.verdict ? chip(clock.verdict, clock.verdict === 'met' ? 'On time' : 'Late') : late ? chip('breached') : ''
      }
    </h3>
    <dl class="facts">
      ${fact('Promise', describeTarget(clock.target))} ${fact('Started', say(clock.startedAt))}
      ${fact('At risk', clock.atRiskAt !== undefined && say(clock.atRiskAt))}
      ${fact('Due', clock.dueAt === undefined ? 'never: nothing is promised' : say(clock.dueAt))}
      ${fact('Stopped', clock.stoppedAt !== undefined && say(clock.stoppedAt))}
    </dl>
    <details>
      <summary>Why then?</summary>
      <ul>
        ${explainDue(clock, calendarOf(clock.calendar)).map((line) => html`<li>${sayDueText(line, calendarOf(clock.calendar).zone.id, 'en')}</li>`)}
      </ul>
    </details>`;
};

const LATE = new Set(['milestone-reached', 'operator-needed', 'request-reopened']);

const story = (events: readonly RequestEvent[], catalogue: Catalogue, say: (at: number) => string): Html => {
  const names = { partner: (code: string) => catalogue.partners.get(code)?.name ?? code };
  return html`<ol class="story">
    ${events.map((event) => {
      const remark = remarkOf(event, 'staff');
      return html`<li class="${LATE.has(event.type) ? 'late' : ''}">
        <time>${say(event.at)}</time>
        ${tellEvent(event, 'en', names, 'staff') ?? inWords(event.type)}
        ${remark ? html`<blockquote dir="auto">${remark}</blockquote>` : ''}
        <small>by ${event.by.name} (${event.by.kind}), version ${event.version}</small>
      </li>`;
    })}
  </ol>`;
};

const noticeList = (notices: readonly Notice[], say: (at: number) => string): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="E-mails of this request">
    <table>
      <thead>
        <tr>
          <th scope="col">Written</th>
          <th scope="col">Message</th>
          <th scope="col">To</th>
        </tr>
      </thead>
      <tbody>
        ${notices.map(
          ({ id, createdAt, message, to, status, audience }) =>
            html`<tr>
              <td class="when">${say(createdAt)}</td>
              <th scope="row">
                <a href="/mailbox/notice/${encodeURIComponent(id)}">${inWords(message)}</a><br />${chip(status)}
              </th>
              <td class="break">${to}<br /><span class="quiet">${audience}</span></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** A request's file as tools get it. */
export const requestJson = (stack: ConsoleStack, file: LoadedFile & { events: RequestEvent[] }) => ({
  request: file.request,
  workOrders: file.workOrders,
  events: file.events,
  reviewReasons: sayReasons(file.request),
  links: linksOf(stack, file),
});

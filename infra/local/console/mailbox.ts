import { noticeIdOf, tagOf } from '../../../functions/notices/message-tag.ts';
import { NOTICE_TAG } from '../../../functions/notices/contract.ts';
import { sayDateTime } from '../../../functions/requests/say-time.ts';
import { html } from '../../../functions/shared/html.ts';
import type { Mail } from '../mailbox.ts';
import { mailHeaders } from '../mail-headers.ts';
import type { ConsoleStack } from './console-stack.ts';
import { pager } from './requests.ts';
import { sayNumber } from './scale.ts';
import { type Page, missing } from './shell.ts';

const PAGE_SIZE = 50;

/** E-mails that a search looks through, the latest. */
const SEARCHED = 20_000;

/**
 * What a notice's id says of it: `R-…#1#resolve#v1#due0#desk` is the message clock-due about R-…, `manager-week#2026-06-01` one about no
 * request; other e-mails have none.
 */
export const aboutMail = ({ tags }: Pick<Mail, 'tags'>): { requestId?: string; kind: string } => {
  const id = noticeIdOf(tags[NOTICE_TAG] ?? '');
  const [requestId, , kind, , milestone] = (id ?? '').split('#');
  if (!requestId) return { kind: 'to operations' };
  if (!kind || !requestId.startsWith('R-')) return { kind: requestId };
  const found = /^(at-risk|due|escalate)\d+$/.exec(milestone ?? '')?.[1];
  return { requestId, kind: found ? `clock-${found === 'escalate' ? 'escalated' : found}` : kind };
};

/** Every e-mail that was sent, the latest first. */
export const mailboxPage = (stack: ConsoleStack, query: URLSearchParams): Page => {
  const text = (query.get('text') ?? '').trim();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const count = stack.mailbox.count();
  const wantedPage = Math.max(1, Math.floor(Number(query.get('page'))) || 1);
  // Without a search only the pages up to the wanted one are read: a message is read with all its bytes.
  const latest = stack.mailbox.list({ limit: words.length > 0 ? SEARCHED : wantedPage * PAGE_SIZE }).reverse();
  const found = latest.filter((mail) => {
    const { requestId, kind } = aboutMail(mail);
    const all = `${mail.to.join(' ')} ${mail.subject} ${kind} ${requestId ?? ''}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const pages = Math.max(1, Math.ceil((words.length > 0 ? found.length : count) / PAGE_SIZE));
  const page = Math.min(pages, wantedPage);
  const shown = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  return {
    title: 'Mailbox',
    content: html`<h1>Mailbox</h1>
      <form class="filter" method="get" action="/mailbox">
        <div>
          <label for="text">Recipient, subject, kind or request</label>
          <input id="text" name="text" value="${text}" maxlength="200" type="search" />
        </div>
        <div><button class="go">Show</button></div>
      </form>
      <p role="status">
        ${words.length > 0 ? `${sayNumber(found.length)} of ${sayNumber(count)} e-mails.` : `${sayNumber(count)} e-mails; none left this machine.`}
        Kinds:
        ${['clock-at-risk', 'clock-due', 'clock-escalated', 'work-offered', 'review-needed', 'request-resolved'].map(
          (kind, index) => html`${index > 0 ? ', ' : ''}<a href="/mailbox?text=${kind}">${kind}</a>`,
        )}.
        ${stack.mailbox.url ? html`<a href="${stack.mailbox.url}">The page of aws-ses-v2-local</a> shows the latest too.` : ''}
      </p>
      ${
        shown.length > 0
          ? html`<div class="scroll card" tabindex="0" role="region" aria-label="E-mails">
              <table>
                <thead>
                  <tr>
                    ${['Sent', 'To', 'Subject', 'Kind', 'Request'].map((name) => html`<th scope="col">${name}</th>`)}
                  </tr>
                </thead>
                <tbody>
                  ${shown.map((mail) => {
                    const { requestId, kind } = aboutMail(mail);
                    return html`<tr>
                      <td class="when">${sayDateTime(mail.at, stack.timeZone, 'en')}</td>
                      <td>${mail.to.join(', ')}</td>
                      <th scope="row"><a href="/mailbox/${mail.id}">${mail.subject || '(no subject)'}</a></th>
                      <td>${kind}</td>
                      <td>${requestId ? html`<a href="/requests/${requestId}">${requestId}</a>` : '–'}</td>
                    </tr>`;
                  })}
                </tbody>
              </table>
            </div>`
          : ''
      }
      ${pages > 1 ? pager('/mailbox', query, page, pages) : ''}`,
  };
};

const findMail = ({ mailbox }: ConsoleStack, wanted: (mail: Mail) => boolean): Mail | undefined =>
  mailbox.list({ limit: SEARCHED }).find(wanted);

/** One e-mail as its recipient sees it, then its text part and its headers. */
export const mailPage = async (stack: ConsoleStack, id: string): Promise<Page> => {
  const mail = findMail(stack, (one) => one.id === id);
  if (mail === undefined) return missing('There is no such e-mail in the mailbox.');
  const { text, html: body } = await stack.mailbox.read(mail.id);
  const { requestId, kind } = aboutMail(mail);
  const address = `/mailbox/${mail.id}/html`;
  return {
    title: mail.subject,
    crumbs: [['/mailbox', 'Mailbox']],
    content: html`<h1>${mail.subject}</h1>

      <section class="card">
        <dl class="facts">
          <dt>To</dt>
          <dd>${mail.to.join(', ')}</dd>
          <dt>From</dt>
          <dd>${mail.from}</dd>
          <dt>Sent</dt>
          <dd>${sayDateTime(mail.at, stack.timeZone, 'en')}</dd>
          <dt>Kind</dt>
          <dd>${kind}</dd>
          ${
            requestId
              ? html`<dt>Request</dt>
                  <dd><a href="/requests/${requestId}">${requestId}</a></dd>`
              : ''
          }
        </dl>
      </section>

      ${
        body
          ? html`<section class="card mail">
              <h2>As the recipient sees it</h2>
              <iframe
                src="${address}"
                sandbox="allow-popups allow-popups-to-escape-sandbox"
                title="The e-mail"
              ></iframe>
              <p><a href="${address}">Alone on a page</a></p>
            </section>`
          : ''
      }
      <section class="card">
        <h2>Text part</h2>
        <pre tabindex="0">${text ?? '(none)'}</pre>
      </section>
      <section class="card">
        <details>
          <summary>Headers</summary>
          <div class="scroll" tabindex="0" role="region" aria-label="Headers">
            <table>
              <tbody>
                ${mailHeaders(mail.raw).map(
                  ({ name, value }) =>
                    html`<tr>
                      <th scope="row">${name}</th>
                      <td>${value}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>
        </details>
      </section>`,
  };
};

/** The e-mail of a notice, by the notice's id: its page's address, or undefined when it was not sent. */
export const mailOfNotice = (stack: ConsoleStack, noticeId: string): string | undefined => {
  const tag = tagOf(noticeId);
  const mail = findMail(stack, ({ tags }) => tags[NOTICE_TAG] === tag);
  return mail && `/mailbox/${mail.id}`;
};

/** What an e-mail's HTML may do in a frame: show itself. Its links open beside it. */
export const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/** The HTML part, with links that open in a window of their own. */
export const mailHtml = async (stack: ConsoleStack, id: string): Promise<string | undefined> => {
  try {
    const { html: body } = await stack.mailbox.read(id);
    return body?.replace(/<head[^>]*>/i, (head) => `${head}<base target="_blank">`);
  } catch {
    return undefined;
  }
};

import { sayInstant } from '../../../functions/requests/say-time.ts';
import { type Html, html, trusted } from '../../../functions/shared/html.ts';
import { SCRIPT, STYLE } from './style.ts';

/** The parts of the console, in the order of its menu. */
const MENU = [
  ['/', 'Home'],
  ['/dashboards', 'Dashboards'],
  ['/requests', 'Requests'],
  ['/workflows', 'Workflows'],
  ['/mailbox', 'Mailbox'],
  ['/alarms', 'Alarms'],
  ['/logs', 'Logs'],
] as const;

/** What stands around every page. */
export interface Around {
  city: string;
  timeZone: string;
  /** The stack's time, epoch ms. */
  now: number;
  /** Address of the page itself, to come back to after the clock was moved. */
  here: string;
}

/** A page's own part. */
export interface Page {
  title: string;
  content: Html;
  /** Ways up, from the nearest. */
  crumbs?: readonly (readonly [href: string, label: string])[];
  /** The text of styles in its content, which its policy has to name. */
  styles?: readonly string[];
  status?: number;
}

/** How far the buttons move the clock, by the value of their field. */
export const CLOCK_MOVES = {
  hour: { label: '+1 hour', by: 3_600_000 },
  day: { label: '+1 day', by: 86_400_000 },
  week: { label: '+1 week', by: 7 * 86_400_000 },
} as const;

/** The whole page: menu, clock, content. */
export const shell = ({ title, content, crumbs = [] }: Page, { city, timeZone, now, here }: Around): Html => {
  const path = here.split('?')[0]!;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – Resolve311 console</title>
        <link rel="icon" href="data:," />
        ${trusted(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <div class="wide">
            <strong><a href="/">${city} 311</a></strong>
            <nav aria-label="Console">
              ${MENU.map(
                ([href, label]) =>
                  html`<a href="${href}" ${isUnder(path, href) ? trusted('aria-current="page"') : ''}>${label}</a>`,
              )}
            </nav>
          </div>
        </header>
        <section class="clock" aria-label="The local clock">
          <div class="wide">
            <p>
              <time datetime="${new Date(now).toISOString()}">${sayInstant(now, timeZone, 'en')}</time>
              <small>the stack’s own time; it goes on in real time, and faster by these</small>
            </p>
            <form method="post" action="/clock" data-wait="Moving…">
              <input type="hidden" name="back" value="${here}" />
              <button name="move" value="milestone">Next milestone</button>
              ${Object.entries(CLOCK_MOVES).map(([move, { label }]) => html`<button name="move" value="${move}">${label}</button>`)}
            </form>
          </div>
        </section>
        <main id="content" tabindex="-1" class="wide">
          ${crumbs.length > 0 ? html`<p class="crumbs">${crumbs.map(([href, label]) => html`<a href="${href}">${label}</a> › `)}</p>` : ''}
          ${content}
        </main>
        ${trusted(`<script>${SCRIPT}</script>`)}
      </body>
    </html> `;
};

const isUnder = (path: string, href: string): boolean =>
  href === '/' ? path === '/' : path.split('/')[1] === href.slice(1);

/** A page that says that there is nothing, and where to look. */
export const missing = (what: string): Page => ({
  title: 'Not found',
  status: 404,
  content: html`<h1>Not found</h1>
    <p>${what}</p>
    <p><a href="/">To the console’s home</a></p>`,
});

import { createHash } from 'node:crypto';
import { type Html, html, trusted } from '../shared/html.ts';
import type { Language } from '../languages/language.ts';

/**
 * The one style of all pages. Every text colour stands at 4.5:1 or more on its ground, every border of a control and the focus
 * ring at 3:1 or more, in both schemes; buttons and the lines of a choice are 44 px high (WCAG 2.2: 1.4.3, 1.4.11, 2.5.8).
 */
const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1a1d21;--quiet:#4a5260;--line:#c9ced6;--edge:#667080;--link:#0a4c96;--go:#0a4c96;--on-go:#fff;--note:#e9f1fa;--good:#e3f3e8;--bad:#a3160f;--bad-paper:#fdeceb;--focus:#b45309}
@media (prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#eceff3;--quiet:#b3bcc8;--line:#3b434e;--edge:#8a94a3;--link:#8fc1ff;--go:#8fc1ff;--on-go:#0b1520;--note:#1c2a3b;--good:#173322;--bad:#ffb4ab;--bad-paper:#3a1614;--focus:#fbbf24}}
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:44rem;margin:0 auto;padding:1rem}
header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;align-items:center;border-bottom:1px solid var(--line)}
header p{margin:0;font-weight:600}
footer{margin-top:2rem;border-top:1px solid var(--line);color:var(--quiet)}
h1{font-size:1.6rem;line-height:1.25;margin:1rem 0 .25rem}
h2{font-size:1.2rem;line-height:1.3;margin:2rem 0 .5rem}
h3{font-size:1.0625rem;margin:1rem 0 .25rem}
p,ul,ol,dl,blockquote{margin:.5rem 0}
a{color:var(--link)}
header a,nav a{display:inline-block;padding:.5rem 0}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:1rem;top:-4rem;background:var(--paper);padding:.6rem 1rem;z-index:1}
.skip:focus{top:.5rem}
.quiet,.hint{color:var(--quiet)}
.hint{margin:.1rem 0 .35rem}
blockquote{margin-inline:0;padding:.6rem .9rem;border-inline-start:4px solid var(--edge);background:var(--note);white-space:pre-wrap}
.box{padding:.75rem 1rem;background:var(--note);border-radius:.4rem}
.box>:first-child{margin-top:0}
.box>:last-child{margin-bottom:0}
.good{background:var(--good)}
.late{font-weight:700;color:var(--bad);background:var(--bad-paper)}
.problem{border:3px solid var(--bad);background:var(--bad-paper);border-radius:.4rem;padding:.75rem 1rem;margin:1rem 0}
.problem h2{margin:0 0 .25rem}
.problem a,.wrong{color:var(--bad);font-weight:700}
dl{display:grid;gap:.1rem 1rem}
dt{font-weight:600;margin-top:.4rem}
dd{margin:0}
@media (min-width:40rem){dl{grid-template-columns:fit-content(14rem) 1fr;gap:.4rem 1rem}dt{margin-top:0}.scale{display:flex;flex-wrap:wrap;gap:0 1.5rem}}
.sides{display:grid;gap:0 2rem}
@media (min-width:64rem){main:has(.sides){max-width:84rem}.sides{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}}
.story{list-style:none;padding:0;border-inline-start:3px solid var(--line)}
.story>li{padding:.1rem 0 .6rem 1rem}
.story time{display:block;color:var(--quiet);font-size:.9375rem}
form{margin:.5rem 0 1rem}
label,legend{font-weight:600}
fieldset{border:0;margin:1rem 0;padding:0}
legend{padding:0}
.choice{display:flex;align-items:center;gap:.6rem;min-height:2.75rem}
.choice label{font-weight:400;padding:.5rem 0;flex:1}
input[type=radio],input[type=checkbox]{width:1.5rem;height:1.5rem;margin:0;flex:none;accent-color:var(--go)}
.field{margin:1rem 0}
.field label{display:block;margin-bottom:.2rem}
textarea,select,input[type=text],input[type=url],input[type=date]{width:100%;min-height:2.75rem;padding:.5rem .6rem;font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--edge);border-radius:.3rem}
textarea{min-height:6.5rem}
[aria-invalid=true]{border:2px solid var(--bad)}
input[type=file]{width:100%;min-height:2.75rem;padding:.5rem 0;font:inherit}
.photos{list-style:none;padding:0}
.photos img{display:block;max-width:100%;max-height:32rem;margin:.5rem 0;border:1px solid var(--line);border-radius:.3rem}
button{min-height:2.75rem;padding:.55rem 1.25rem;font:inherit;font-weight:600;color:var(--on-go);background:var(--go);border:2px solid var(--go);border-radius:.4rem;cursor:pointer}
button.plain{padding:.35rem .6rem;font-weight:400;color:var(--link);background:none;border-color:transparent;text-decoration:underline}
.languages{display:flex;flex-wrap:wrap;margin:0 -.6rem}
button.second{color:var(--link);background:var(--paper);border-color:var(--link)}
details{margin:1rem 0;border:1px solid var(--line);border-radius:.4rem;padding:0 1rem}
summary{min-height:2.75rem;padding:.6rem 0;cursor:pointer;font-weight:600;color:var(--link)}
summary h2{display:inline;font-size:1.0625rem;margin:0}
code,pre{font:.9375rem/1.45 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
pre{overflow-x:auto;padding:.75rem 1rem;background:var(--note);border-radius:.4rem}
table{width:100%;border-collapse:collapse;font-size:.9375rem}
th,td{text-align:start;vertical-align:top;padding:.35rem .5rem .35rem 0;border-bottom:1px solid var(--line);overflow-wrap:break-word}
th{font-weight:600}
.figures{table-layout:fixed}
.figures th:first-child{width:40%}
td{font-variant-numeric:tabular-nums}
th small{display:block;font-weight:400;color:var(--quiet)}
.wide{overflow-x:auto}
.wide table{min-width:40rem}
.trends{display:grid;gap:1rem 2rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr))}
.trend{margin:0}
.trend svg{display:block;width:100%;max-width:24rem;height:auto;color:var(--link)}
.trend details{margin:.25rem 0}
.trend summary{min-height:2.75rem}
@page{margin:14mm}
@media print{:root{--paper:#fff;--ink:#000;--quiet:#333;--line:#999;--link:#000}html{font-size:10pt}form,details,.skip,.paperless{display:none}header,main,footer{max-width:none;padding-inline:0}h1,h2,h3{break-after:avoid}tr,li,figure,.whole{break-inside:avoid}thead{display:table-header-group}.wide{overflow:visible}.wide table{min-width:0}.trends{grid-template-columns:repeat(3,1fr)}body:has(.report)>header,body:has(.report)>footer{display:none}.report{font-size:8.5pt;line-height:1.25}.report h1{font-size:15pt;margin:0}.report h2{font-size:11pt;margin:.8em 0 .2em}.report p,.report ul{margin:.25em 0}.report ul{padding-inline-start:1.2em}.report table{font-size:8.5pt}.report th,.report td{padding-block:.12rem}.report th small{display:inline;margin-inline-start:.5em;font-size:8pt}.second{break-before:page}}
`;

// One piece, because a formatter may put spaces between a tag and a value, and the hash is over every character.
const STYLE_ELEMENT = trusted(`<style>${STYLE}</style>`);

/** The style's hash, by which the content security policy names it. */
export const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;

/** What stands around the content of every page. */
export interface LayoutWords {
  skip: string;
  help: string;
}

const ENGLISH: LayoutWords = { skip: 'Skip to the content', help: 'Questions? Call 311.' };

/** What every page says around its own content. */
export interface Layout {
  /** Whose page it is, for example "City of Somerville 311". */
  site: string;
  language: Language;
  /** In that language; English where it is left out. */
  words?: LayoutWords;
  /** Title of the window; says first what just happened, because nothing else is read aloud on loading. */
  title: string;
  /** Stands beside the city's name, for example a switch of language. */
  beside?: Html;
  content: Html;
}

/** The shell of a page: one `main`, one style, no script. */
export const layout = ({ site, language, words = ENGLISH, title, beside, content }: Layout): Html =>
  html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – ${site}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <a class="skip" href="#content">${words.skip}</a>
        <header>
          <p>${site}</p>
          ${beside}
        </header>
        <main id="content" tabindex="-1">${content}</main>
        <footer><p>${words.help}</p></footer>
      </body>
    </html> `;

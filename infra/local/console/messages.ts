import { LANGUAGES, type Language, OWN_NAMES } from '../../../functions/languages/language.ts';
import { MESSAGES, type MessageName } from '../../../functions/notices/notice.ts';
import { EVERY_LETTER, languagesOf, sampleLetter } from '../../../functions/notices/sample-letters.ts';
import { html } from '../../../functions/shared/html.ts';
import { type Page, missing } from './shell.ts';

/** Every message in every language of those who get it. */
export const messagesPage = (): Page => ({
  title: 'Messages',
  content: html`<h1>Messages</h1>
    <p>Each with sample data, as its recipient sees it; residents read them in six languages, staff in two.</p>
    <section class="card">
      <div class="scroll" tabindex="0" role="region" aria-label="Messages">
        <table>
          <thead>
            <tr>
              <th scope="col">Message</th>
              ${LANGUAGES.map((one) => html`<th scope="col"><span lang="${one}">${OWN_NAMES[one]}</span></th>`)}
            </tr>
          </thead>
          <tbody>
            ${MESSAGES.map(
              (name) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  ${LANGUAGES.map(
                    (one) =>
                      html`<td>
                        ${
                          languagesOf(name).includes(one)
                            ? html`<a href="/messages/${name}.${one}" aria-label="${name} in ${one}">${one}</a>`
                            : '–'
                        }
                      </td>`,
                  )}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`,
});

const letterOf = (part: string): [MessageName, Language] | undefined =>
  EVERY_LETTER.find(([name, language]) => `${name}.${language}` === part);

/** One message in one language: as HTML, in large print, and its text part. */
export const messagePage = (part: string): Page => {
  const letter = letterOf(part);
  if (!letter) return missing('There is no such message in this language.');
  const [name, language] = letter;
  const { subject, text } = sampleLetter(name, language);
  const frame = (heading: string, path: string) =>
    html`<section class="card mail">
      <h2>${heading}</h2>
      <iframe src="/messages/${part}/${path}" sandbox="" title="${heading}"></iframe>
      <p><a href="/messages/${part}/${path}">${heading}, alone on a page</a></p>
    </section>`;
  return {
    title: `${name} (${language})`,
    crumbs: [['/messages', 'Messages']],
    content: html`<h1>${name}, <span lang="${language}">${OWN_NAMES[language]}</span></h1>
      <p>Subject: <span lang="${language}">${subject}</span></p>
      ${frame('As the recipient sees it', 'html')} ${frame('In large print', 'large')}
      <section class="card">
        <h2>Text part</h2>
        <pre tabindex="0" lang="${language}">${text}</pre>
      </section>`,
  };
};

/** The HTML of one message in one language; undefined when there is none. */
export const messageHtml = (part: string, print: 'standard' | 'large'): string | undefined => {
  const letter = letterOf(part);
  return letter && sampleLetter(...letter, print).html;
};

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LANGUAGES, OWN_NAMES, type Language } from '../../functions/languages/language.ts';
import { MESSAGES, type MessageName } from '../../functions/notices/notice.ts';
import { languagesOf, sampleLetter } from '../../functions/notices/sample-letters.ts';
import { html } from '../../functions/shared/html.ts';
import { makeFolder } from './give-csv.ts';
import { say } from './options.ts';
import { OpsError } from './register.ts';

/** How each message is shown, by the end of its file's name. */
const FORMATS = { '.html': 'E-mail', '.large.html': 'Large print', '.txt': 'Plain text' } as const;

interface Wanted {
  to: string;
  message?: MessageName;
  language?: Language;
}

/**
 * Writes messages with sample data into a folder, each in every language of those who get it: as HTML, in large print and as plain
 * text, with a page that leads to all of them. Throws an OpsError for a message that is not written in a
 * language, and for a folder that cannot be made.
 */
export const previewMessages = ({ to, message, language }: Wanted): void => {
  const shown = MESSAGES.filter((one) => message === undefined || one === message).map((name) => ({
    name,
    languages: languagesOf(name).filter((one) => language === undefined || one === language),
  }));
  const letters = shown.reduce((sum, { languages }) => sum + languages.length, 0);
  if (message && letters === 0)
    throw new OpsError(`${message} goes to staff only, in ${languagesOf(message).join(' and ')}.`);
  const folder = resolve(to);
  makeFolder(folder);
  for (const { name, languages } of shown) for (const one of languages) writeLetter(folder, name, one);
  writeFileSync(join(folder, 'index.html'), indexPage(shown).toString());
  say(`${letters} letters of ${shown.length} messages, each in three formats: open ${join(folder, 'index.html')}`);
};

const writeLetter = (folder: string, name: MessageName, language: Language): void => {
  const letter = sampleLetter(name, language);
  const write = (end: keyof typeof FORMATS, content: string) =>
    writeFileSync(join(folder, `${name}.${language}${end}`), content);
  write('.html', letter.html);
  write('.large.html', sampleLetter(name, language, 'large').html);
  write('.txt', `${letter.subject}\n\n${letter.text}`);
};

const indexPage = (shown: readonly { name: MessageName; languages: readonly Language[] }[]) =>
  html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Messages</title>
      <main>
        <h1>Messages</h1>
        <p>With sample data, as their recipients see them.</p>
        ${shown.map(
          ({ name, languages }) =>
            html`<h2>${name}</h2>
              <ul>
                ${LANGUAGES.filter((one) => languages.includes(one)).map(
                  (one) =>
                    html`<li>
                      <span lang="${one}">${OWN_NAMES[one]}</span>:
                      ${Object.entries(FORMATS).map(
                        ([end, label]) =>
                          html`<a href="${name}.${one}${end}" aria-label="${label} of ${name}, ${one}">${label}</a> `,
                      )}
                    </li>`,
                )}
              </ul>`,
        )}
      </main>
    </html>`;

import { LANGUAGES, OWN_NAMES, type Language } from '../languages/language.ts';
import { layout } from '../pages/layout.ts';
import type { Posted } from '../pages/page-view.ts';
import {
  type FormState,
  doneBox,
  formState,
  postForm,
  problemBox,
  radioGroup,
  selectField,
  tickBox,
} from '../pages/parts.ts';
import type { Refusal } from '../requests/change.ts';
import type { Request } from '../requests/request.ts';
import { type Html, html } from '../shared/html.ts';
import { ONE_CLICK } from './one-click.ts';
import { CHOOSE, FORMATS, OPTIONAL_GROUPS, OWN_LANGUAGE, PRINTS, type Preferences } from './preferences.ts';
import en from './words/en.json' with { type: 'json' };
import es from './words/es.json' with { type: 'json' };
import ht from './words/ht.json' with { type: 'json' };
import ne from './words/ne.json' with { type: 'json' };
import pt from './words/pt.json' with { type: 'json' };
import zhHant from './words/zh-Hant.json' with { type: 'json' };

type PreferencesWords = typeof en;

const WORDS: Record<Language, PreferencesWords> = { en, es, pt, ht, ne, 'zh-Hant': zhHant };

/** How the page is to be shown this time. */
export interface PreferencesView extends Posted {
  /** The city's name. */
  city: string;
  language: Language;
  /** What was done just before: a choice was saved, or one click stopped what is optional. */
  done?: 'saved' | 'stopped';
}

/** The language in which somebody is spoken to who has not said which: their standing one, or that of the request their link came with. */
export const languageFor = ({ reporter }: Request, { language }: Pick<Preferences, 'language'>): Language =>
  language ?? reporter?.language ?? 'en';

/** A refusal in the reader's language; the rule itself speaks English. */
const faultOf = ({ field }: Refusal, { faults }: PreferencesWords): string =>
  field === 'language' || field === 'print' || field === 'format' ? faults[field] : faults.other;

/** The page on which a resident chooses what is written to their address, and how; nothing on it says whose address it is. */
export const preferencesPage = (preferences: Preferences, view: PreferencesView): Html => {
  const { city, language, refusal } = view;
  const words = WORDS[language];
  const done = refusal || !view.done ? undefined : words.done[view.done];
  const fault = refusal && faultOf(refusal, words);
  return layout({
    site: `${city} 311`,
    language,
    words: words.frame,
    title: [refusal && words.notSaved, done, words.heading].filter(Boolean).join(' – '),
    beside: languageLinks(view, words),
    content: html`${doneBox(done)}${problemBox(view, { heading: words.notSaved, ...(fault ? { message: fault } : {}) })}
      <h1>${words.heading}</h1>
      <p>${words.intro}</p>
      ${choiceForm(preferences, view, words, fault)} ${stopForm(view, words)}`,
  });
};

/** The other languages, each in its own words; this only reads the page in another one, the form keeps one. */
const languageLinks = ({ language }: PreferencesView, words: PreferencesWords): Html =>
  html`<nav aria-label="${words.page}">
    ${LANGUAGES.filter((other) => other !== language).map(
      (other) => html`<a href="?lang=${other}" lang="${other}" hreflang="${other}">${OWN_NAMES[other]}</a> `,
    )}
  </nav>`;

const choiceForm = (
  preferences: Preferences,
  view: PreferencesView,
  words: PreferencesWords,
  fault: string | undefined,
): Html => {
  const posted = formState(CHOOSE, view, fault);
  const isPosted = view.fields.action === CHOOSE;
  const { print, format, language = OWN_LANGUAGE, unwanted } = preferences;
  const form: FormState = { ...posted, fields: { print, format, language, ...posted.fields } };
  const isTicked = (group: (typeof OPTIONAL_GROUPS)[number]): boolean =>
    isPosted ? view.fields[group] !== undefined : !unwanted.includes(group);
  return postForm(
    form,
    queryOf(view),
    html`<fieldset>
        <legend>${words.what.legend}</legend>
        ${OPTIONAL_GROUPS.map((name) => tickBox(form, { name, label: words.what[name], ticked: isTicked(name) }))}
      </fieldset>
      <p class="hint">${words.what.always}</p>
      ${selectField(form, {
        name: 'language',
        label: words.language.label,
        groups: [
          {
            options: [
              [OWN_LANGUAGE, words.language.own],
              ...LANGUAGES.map((one): [string, string] => [one, OWN_NAMES[one]]),
            ],
          },
        ],
      })}
      ${radioGroup(form, {
        name: 'print',
        legend: words.print.legend,
        choices: PRINTS.map((one) => [one, words.print[one]]),
      })}
      ${radioGroup(form, {
        name: 'format',
        legend: words.format.legend,
        choices: FORMATS.map((one) => [one, words.format[one]]),
      })}
      <button>${words.save}</button>`,
  );
};

/** The same post as a mail program's, for whoever has come here to unsubscribe. */
const stopForm = (view: PreferencesView, { stop }: PreferencesWords): Html =>
  html`<form method="post" action="${queryOf(view)}">
    <h2>${stop.heading}</h2>
    <p>${stop.text}</p>
    <button class="second" name="${ONE_CLICK.name}" value="${ONE_CLICK.value}">${stop.send}</button>
  </form>`;

const queryOf = ({ language }: PreferencesView): string => `?lang=${language}`;

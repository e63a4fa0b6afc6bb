import type { Audit, Correction } from '../audits/audit.ts';
import { CORRECTION_DAYS, CORRECTORS, type Corrector, noteField } from '../audits/audit-command.ts';
import { ANSWERS, type Answer, CHECKLIST, FAMILIES, QUESTIONS } from '../audits/checklist.ts';
import { OFFICE_STRATUM, nameOfStratum } from '../audits/frame.ts';
import { type Ratio, scoreOf, shareOf } from '../audits/score.ts';
import { ENGLISH_NAMES } from '../languages/language.ts';
import type { Notice } from '../notices/notice.ts';
import { renderNotice } from '../notices/render.ts';
import { MANAGER } from '../requests/concern.ts';
import { MANAGER_WORDS } from '../requests/concern-words.ts';
import { isOver } from '../requests/request.ts';
import { sayDate, sayInstant } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { layout } from './layout.ts';
import { type Opened, type PageView, doneMessage, namesOf, subjectOf } from './page-view.ts';
import {
  type FormState,
  doneBox,
  factList,
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
import { photoList } from './photo-parts.ts';

/** What the page of an audit tells besides the case itself. */
export interface AuditedCase {
  audit: Audit;
  /** The other look at the same case; only once both are done (R162). */
  other?: Audit;
  correction?: Correction;
  /** What was written to the resident, oldest first. */
  letters: readonly Notice[];
}

const DONE = { audit: 'Your audit was saved.' };

const ANSWER_WORDS: Record<Answer, string> = { pass: 'Yes', fail: 'No', 'not-applicable': 'Does not apply' };

const CORRECTOR_WORDS: Record<Corrector, string> = {
  nobody: 'Nothing has to be put right',
  partner: 'The partner’s supervisor',
  manager: 'The Service Operations Manager',
};

/** Leads to nothing: the letters of a page of audits are read, and their links are the resident’s. */
const NO_LINK = 'https://311.invalid/';

/** The page of an audit for its auditor: the case on one side, with what the resident wrote and was told; the checklist, or what it came to, on the other. */
export const auditPage = (opened: Opened, view: PageView, audited: AuditedCase): Html => {
  const { request } = opened;
  const { audit } = audited;
  const { catalogue, refusal } = view;
  const done = refusal ? undefined : doneMessage(DONE, view.done);
  const subject = subjectOf(request, catalogue);
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: [refusal && 'Not saved', done, `Audit of ${request.id}`].filter(Boolean).join(' – '),
    content: html`${doneBox(done)}${problemBox(view)}
      <h1>Audit: <bdi>${subject}</bdi></h1>
      <p class="quiet">Request ${request.id}, ended in ${audit.month}</p>
      <div class="sides">
        <section aria-label="The case">${caseOf(opened, view, audited)}</section>
        <section aria-label="The checklist">
          ${audit.done ? resultOf(audited, view) : checklistForm(audit, view)}
        </section>
      </div>`,
  });
};

const caseOf = (opened: Opened, view: PageView, { audit, letters }: AuditedCase): Html => {
  const { request, events } = opened;
  const { catalogue } = view;
  const names = namesOf(catalogue);
  const say = (at: number) => sayInstant(at, catalogue.timeZone, 'en');
  return html`<h2>The request</h2>
    ${factList([
      ['Reported', say(request.receivedAt)],
      ['Where', placeOf(request.place)],
      ['Partner', nameOfStratum(audit.partner, names.partner)],
      ['Language', request.reporter && ENGLISH_NAMES[request.reporter.language]],
      ['Ended', isOver(request) ? say(request.resolvedAt) : 'It has been opened again since.'],
      ['Outcome', isOver(request) ? request.outcome : undefined],
    ])}
    <h3>What the resident wrote</h3>
    ${request.description ? quote(request.description) : html`<p>Nothing.</p>`}
    ${Object.entries(request.answers).map(([question, answer]) => html`<p>${question}: <bdi>${answer}</bdi></p> `)}
    ${photoList(opened, view)}
    <h2>What the resident was told</h2>
    ${letters.length === 0 ? html`<p>No e-mail was sent.</p>` : letters.map((letter) => letterOf(letter, view))}
    <h2>What happened</h2>
    ${storyList(events, view, 'staff')}`;
};

/** An e-mail as it was written, with its links taken out: they are the resident's. */
const letterOf = (notice: Notice, { city, catalogue }: PageView): Html => {
  const { entries: _, ...bare } = notice;
  const { subject, text, language } = renderNotice(bare, { city, url: NO_LINK });
  const words = text.split('\n').filter((line) => !line.includes(NO_LINK));
  return html`<h3 lang="${language}">${subject}</h3>
    <p class="quiet">${sayInstant(notice.sentAt ?? notice.createdAt, catalogue.timeZone, 'en')}, ${notice.status}</p>
    <blockquote lang="${language}" dir="auto">${words.join('\n').trim()}</blockquote>`;
};

const checklistForm = ({ partner, dueAt }: Audit, view: PageView): Html => {
  const form = formState('audit', view);
  const isPartner = partner !== OFFICE_STRATUM;
  return html`<h2>The checklist</h2>
    <p>
      Please answer on or before ${sayDate(dueAt - 1, view.catalogue.timeZone, 'en')}. Nothing that you answer changes
      the request.
    </p>
    ${postForm(
      form,
      '?',
      html`${QUESTIONS.map((question, index) => questionFields(form, question, index + 1))}
        ${radioGroup(form, {
          name: 'corrector',
          legend: 'Who has to put something right?',
          choices: CORRECTORS.filter((one) => one !== 'partner' || isPartner).map(
            (one) => [one, CORRECTOR_WORDS[one]] as const,
          ),
        })}
        ${textField(form, {
          name: 'task',
          label: 'What has to be put right',
          hint: 'They get exactly this by e-mail. Leave it empty where nothing has to be.',
          required: false,
        })}
        ${selectField(form, {
          name: 'days',
          label: 'How long they have',
          groups: [{ options: CORRECTION_DAYS.map((days) => [String(days), `${days} working days`] as const) }],
          selected: '10',
        })} <button>Finish the audit</button>`,
    )}`;
};

const questionFields = (form: FormState, { id, words, ...more }: (typeof QUESTIONS)[number], nth: number): Html =>
  html`${radioGroup(form, {
    name: id,
    legend: `${nth}. ${words}${'critical' in more ? ' (A no fails the case.)' : ''}`,
    choices: ANSWERS.map((answer) => [answer, ANSWER_WORDS[answer]] as const),
    scale: true,
  })}
  ${lineField(form, { name: noteField(id), label: `Note on ${nth}`, hint: 'Needed for a no.' })}`;

const percent = (ratio: Ratio): string => {
  const share = shareOf(ratio);
  return share === undefined ? 'no data' : `${Math.round(share * 100)} % of ${ratio.n}`;
};

const VERDICT_WORDS = { passed: 'Passed', failed: 'Failed' } as const;

const resultOf = ({ audit, other, correction }: AuditedCase, view: PageView): Html => {
  const { done } = audit;
  if (!done) return html``;
  const score = scoreOf(done);
  const { catalogue } = view;
  const say = (at: number) => sayInstant(at, catalogue.timeZone, 'en');
  return html`<h2>What it came to</h2>
    <p class="box${score.verdict === 'failed' ? ' late' : ' good'}">
      ${score.verdict ? VERDICT_WORDS[score.verdict] : 'No data: nothing applied.'}${score.critical.length > 0 ? ', by a critical fail' : undefined}
    </p>
    ${factList([
      ['Finished', say(done.at)],
      ['All twelve', percent(score.all)],
      ...FAMILIES.map((family) => [sayFamily(family), percent(score.families[family])] as const),
      ...correctionFacts(correction, view),
    ])}
    <h3>Your answers</h3>
    <ol>
      ${QUESTIONS.map(({ id, words }) => {
        const otherAnswer = other?.done?.answers[id];
        const differs = otherAnswer !== undefined && otherAnswer !== done.answers[id];
        return html`<li>
          ${words} <strong>${ANSWER_WORDS[done.answers[id]]}</strong>${
            done.notes[id] ? html`: <bdi>${done.notes[id]}</bdi>` : undefined
          }${differs ? html`<br /><span class="quiet">The other auditor: ${ANSWER_WORDS[otherAnswer]}</span>` : undefined}
        </li> `;
      })}
    </ol>`;
};

const sayFamily = (family: (typeof FAMILIES)[number]): string =>
  `${family.charAt(0).toUpperCase()}${family.slice(1)} (${CHECKLIST.filter((one) => one.family === family).length} questions)`;

const correctionFacts = (correction: Correction | undefined, { catalogue }: PageView) => {
  if (!correction) return [];
  const { owner, task, dueAt, done } = correction;
  return [
    ['To be put right', html`<bdi>${task}</bdi>`],
    ['By whom', owner === MANAGER ? MANAGER_WORDS.en : namesOf(catalogue).partner(owner)],
    ['By when', sayInstant(dueAt, catalogue.timeZone, 'en')],
    ['What was done', done ? html`<bdi>${done.text}</bdi>` : 'Not done yet'],
  ] as const;
};

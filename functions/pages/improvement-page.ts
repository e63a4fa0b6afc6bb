import type { Effect } from '../improvements/effect.ts';
import {
  EFFECT_CAVEATS,
  IMPROVEMENT_LINE_WORDS,
  SOURCE_WORDS,
  VERDICT_WORDS,
  sayEffect,
  sayInterval,
  sayOutcome,
  sayReading,
} from '../improvements/improvement-words.ts';
import {
  type Improvement,
  type ImprovementAction,
  type ImprovementFile,
  type ImprovementLine,
  isMeasured,
  nextImprovementState,
} from '../improvements/improvement.ts';
import { sayMeasure } from '../improvements/measure.ts';
import { ownerName } from '../improvements/owner.ts';
import { capital } from '../languages/wording.ts';
import { MANAGER } from '../requests/concern.ts';
import { sayDay, sayInstant } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { caseLinks, ownerField, squareLink } from './improvements-page.ts';
import { layout } from './layout.ts';
import { type PageView, doneMessage } from './page-view.ts';
import { doneBox, factList, folded, formState, lineField, postForm, problemBox, quote, textField } from './parts.ts';

/** What the page of an improvement is told besides it. */
export interface ImprovementView extends Pick<PageView, 'city' | 'catalogue' | 'done' | 'refusal' | 'fields'> {
  /** The city's date. */
  today: string;
  /** Who looks at it: the code of an owner, or the manager. */
  holder: string;
  /** The page of a request; absent for a partner, whom it does not concern who reported what. */
  caseHref?: (requestId: string) => string;
  /** The manager's list; absent for whoever is not the manager. */
  listHref?: string;
}

const DONE = {
  start: 'The improvement was begun.',
  assign: 'It was given to its new owner.',
  change: 'The change was written down.',
  move: 'The review was moved.',
  review: 'The review was saved.',
  close: 'The improvement was closed.',
};

/** The page of an improvement for its owner and for the manager: what was found, what was changed, what was measured, what is to be done now, and its history. */
export const improvementPage = ({ improvement, lines }: ImprovementFile, view: ImprovementView): Html => {
  const { id, title, state, reviewOn, review, closed } = improvement;
  const { refusal, catalogue } = view;
  const done = refusal ? undefined : doneMessage(DONE, view.done);
  const late = state === 'changed' && reviewOn !== undefined && reviewOn < view.today;
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: [refusal && 'Not saved', done, `Improvement ${id}`].filter(Boolean).join(' – '),
    content: html`${doneBox(done)}${problemBox(view)}
      ${view.listHref ? html`<nav aria-label="Back"><a href="${view.listHref}">Findings and improvements</a></nav>` : undefined}
      <h1><bdi>${title}</bdi></h1>
      <p class="quiet">Improvement ${id}</p>
      <p class="box${late ? ' late' : ''}">${sayOutcome(improvement)}${late ? ', whose day has passed' : undefined}</p>
      ${factsOf(improvement, view)}
      ${
        improvement.source.said
          ? html`<h2>What was found</h2>
              ${quote(improvement.source.said)}`
          : undefined
      }
      ${caseLinks(improvement.source.cases ?? [], view.caseHref)}
      ${
        review
          ? html`<h2>What it came to</h2>
              ${review.effect ? effectOf(review.effect) : html`<p>Nothing was measured.</p>`}${quote(review.text)}`
          : undefined
      }
      ${
        closed?.reason
          ? html`<h2>Why it was closed</h2>
              ${quote(closed.reason)}`
          : undefined
      }
      ${formsOf(improvement, view)}
      <h2>What happened</h2>
      <ol class="story">
        ${lines.map((line) => historyLine(line, catalogue))}
      </ol>`,
  });
};

const factsOf = ({ source, measure, owner, change, reviewOn }: Improvement, { catalogue }: ImprovementView): Html =>
  factList([
    ['Comes from', SOURCE_WORDS[source.kind]],
    ['Owner', capital(ownerName(owner, catalogue))],
    ['Measured by', measure ? capital(sayMeasure(measure, catalogue)) : 'No figure'],
    ['Where', measure?.place === undefined ? undefined : squareLink(measure.place)],
    ['What was changed', change && html`<bdi>${change.text}</bdi>`],
    ['Changed on', change && sayDay(change.on, 'en')],
    ['Review on', reviewOn && sayDay(reviewOn, 'en')],
  ]);

const effectOf = (effect: Effect): Html => {
  const { measure, weeks, before, after, verdict, lastYear, elsewhere } = effect;
  const read = (reading: Effect['before']) => sayReading(measure.figure, reading);
  const span = ({ from, to }: Effect['before']) => (from && to ? ` (from ${from} to before ${to})` : '');
  return html`<p class="box${verdict === 'better' ? ' good' : verdict === 'worse' ? ' late' : ''}">
      ${VERDICT_WORDS[verdict]}
    </p>
    ${factList([
      ['Before', `${read(before)}${span(before)}`],
      ['After', `${read(after)}${span(after)}`],
      ['Difference', sayInterval(effect)],
      ['Compared', `${weeks} ${weeks === 1 ? 'whole week' : 'whole weeks'} each, without the day of the change`],
      [
        'A year earlier',
        lastYear
          ? `${read(lastYear.before)}; then ${read(lastYear.after)}`
          : 'Not counted yet, so the season is not allowed for',
      ],
      [
        'All others',
        elsewhere && elsewhere.before.n + elsewhere.after.n > 0
          ? `${read(elsewhere.before)}; then ${read(elsewhere.after)}`
          : undefined,
      ],
    ])}
    <p class="quiet">${EFFECT_CAVEATS.join(' ')}</p>`;
};

const historyLine = (
  { type, at, by, text, owner, on, reviewOn, effect }: ImprovementLine,
  catalogue: PageView['catalogue'],
): Html => {
  const who = by.kind === 'system' ? undefined : `by ${ownerName(by.name, catalogue)}`;
  const facts = [
    ...(who ? [who] : []),
    ...(owner ? [`owner: ${ownerName(owner, catalogue)}`] : []),
    ...(on ? [`changed on ${on}`] : []),
    ...(reviewOn ? [`review on ${reviewOn}`] : []),
  ];
  return html`<li>
    <time datetime="${new Date(at).toISOString()}">${sayInstant(at, catalogue.timeZone, 'en')}</time
    ><span>${IMPROVEMENT_LINE_WORDS[type]}${facts.length > 0 ? `; ${facts.join('; ')}` : undefined}.</span>
    ${effect ? html`<br />${sayEffect(effect)}` : undefined}${text === undefined ? undefined : quote(text)}
  </li> `;
};

/** What can be done now, the next step open and the others folded away. */
const formsOf = (improvement: Improvement, view: ImprovementView): Html => {
  const { state, reviewOn = '' } = improvement;
  const can = (action: ImprovementAction): boolean => nextImprovementState(state, action) !== undefined;
  const isManager = view.holder === MANAGER;
  const isReviewable = can('review') && reviewOn <= view.today;
  return html`${isReviewable ? reviewForm(improvement, view) : undefined}
  ${can('change') ? changeForm(improvement, view) : undefined} ${can('move') ? moveForm(improvement, view) : undefined}
  ${isManager && can('assign') ? assignForm(improvement, view) : undefined}
  ${isManager && can('close') ? closeForm(improvement, view) : undefined}`;
};

const reviewForm = ({ measure }: Improvement, view: ImprovementView): Html => {
  const form = formState('review', view);
  return html`<h2>Review it</h2>
    <p>
      ${
        measure
          ? 'The figure before the change and after it is measured when you save.'
          : 'No figure says whether it helped: say in your own words how you know.'
      }
    </p>
    ${postForm(
      form,
      '?',
      html`${textField(form, { name: 'text', label: 'What you make of it', hint: 'A sentence. Name no person.' })}
        <button>${measure ? 'Measure and save' : 'Save'}</button>`,
    )}`;
};

const changeForm = ({ state }: Improvement, view: ImprovementView): Html => {
  const form = formState('change', view);
  const fields = postForm(
    form,
    '?',
    html`${textField(form, { name: 'text', label: 'What was changed', hint: 'A sentence. Name no person.' })}
      ${lineField(form, { name: 'on', label: 'On what day', type: 'date', value: view.today })}
      ${lineField(form, {
        name: 'review-on',
        label: 'When it is reviewed',
        hint: 'Two whole weeks after the change at the earliest; a quarter of a year tells more.',
        type: 'date',
      })} <button>Write it down</button>`,
  );
  return state === 'open'
    ? html`<h2>Something was changed</h2>
        ${fields}`
    : folded('Something else was changed', form, view, fields);
};

const moveForm = ({ reviewOn }: Improvement, view: ImprovementView): Html => {
  const form = formState('move', view);
  return folded(
    'Review it on another day',
    form,
    view,
    postForm(
      form,
      '?',
      html`${lineField(form, { name: 'review-on', label: 'When it is reviewed', type: 'date', value: reviewOn ?? '' })}
        <button>Move the review</button>`,
    ),
  );
};

const assignForm = ({ owner }: Improvement, view: ImprovementView): Html => {
  const form = formState('assign', view);
  return folded(
    'Give it to somebody',
    form,
    view,
    postForm(form, '?', html`${ownerField(form, view, owner)} <button>Give it to them</button>`),
  );
};

const closeForm = (improvement: Improvement, view: ImprovementView): Html => {
  const form = formState('close', view);
  const measured = isMeasured(improvement);
  return folded(
    measured ? 'Close it' : 'Close it without a measurement',
    form,
    view,
    postForm(
      form,
      '?',
      html`${textField(form, {
          name: 'reason',
          label: measured ? 'Anything to add' : 'Why it is closed without one',
          hint: measured ? 'It may be empty.' : 'Needed: every list will say that nothing was measured.',
          required: !measured,
        })} <button>Close it</button>`,
    ),
    improvement.state === 'reviewed' && measured,
  );
};

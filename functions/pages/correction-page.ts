import { type Correction, correctionId } from '../audits/audit.ts';
import { MANAGER } from '../requests/concern.ts';
import type { Audience } from '../requests/story.ts';
import { sayInstant, saySpan } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { layout } from './layout.ts';
import { type Opened, type PageView, doneMessage, subjectOf } from './page-view.ts';
import { doneBox, factList, formState, placeOf, postForm, problemBox, quote, storyList, textField } from './parts.ts';
import { holdsPrivate } from './private-reading.ts';
import { photoList } from './photo-parts.ts';

const DONE = { corrected: 'What you did was saved.' };

/** The page of a correction for its owner: what an audit asks for, until when, and the request that it is about. */
export const correctionPage = (opened: Opened, view: PageView, correction: Correction): Html => {
  const { request } = opened;
  const { catalogue, now, refusal } = view;
  const { task, dueAt, owner } = correction;
  const done = refusal ? undefined : doneMessage(DONE, view.done);
  const say = (at: number) => sayInstant(at, catalogue.timeZone, 'en');
  const late = !correction.done && now > dueAt;
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: [refusal && 'Not saved', done, `To be put right: ${request.id}`].filter(Boolean).join(' – '),
    content: html`${doneBox(done)}${problemBox(view)}
      <h1>To be put right: <bdi>${subjectOf(request, catalogue)}</bdi></h1>
      <p class="quiet">${correctionId(correction)}</p>
      <p class="box${late ? ' late' : ''}">
        ${correction.done ? `Done on ${say(correction.done.at)}` : `Due ${say(dueAt)}${late ? `, late by ${saySpan(now - dueAt, 'en')}` : ''}`}
      </p>
      <h2>What an audit asks for</h2>
      ${quote(task)} ${correction.done ? doneOf(correction.done.text) : correctedForm(view)}
      <h2>The request</h2>
      ${caseOf(opened, view, owner === MANAGER ? 'staff' : 'partner')}`,
  });
};

/** What the request holds; of a private one only its number, because no page of a correction puts on record who reads it. */
const caseOf = (opened: Opened, view: PageView, audience: Audience): Html => {
  const { request, events } = opened;
  if (holdsPrivate(opened))
    return html`<p>${request.id} is private: the page of its work, or that of its review, shows what it holds.</p>`;
  return html`${factList([
      ['Number', request.id],
      ['Where', placeOf(request.place)],
      ['Reported', sayInstant(request.receivedAt, view.catalogue.timeZone, 'en')],
    ])}
    ${request.description ? quote(request.description) : undefined} ${photoList(opened, view)}
    <h2>What happened</h2>
    ${storyList(events, view, audience)}`;
};

const doneOf = (text: string): Html =>
  html`<h2>What was done</h2>
    ${quote(text)}`;

const correctedForm = (view: PageView): Html => {
  const form = formState('corrected', view);
  return html`<h2>It is put right</h2>
    ${postForm(
      form,
      '?',
      html`${textField(form, { name: 'text', label: 'What was done', hint: 'A sentence, for those who audit.' })}
        <button>Write it down</button>`,
    )}`;
};

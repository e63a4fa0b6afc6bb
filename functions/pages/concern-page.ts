import { ENGLISH_NAMES } from '../languages/language.ts';
import { concernOfLink } from '../concerns/concern-link.ts';
import {
  CONCERN_OUTCOMES,
  CONTACT_WAYS,
  type Concern,
  type ConcernStatus,
  MANAGER,
  isOpenConcern,
} from '../requests/concern.ts';
import { type ConcernAction, allowedConcernActions } from '../requests/concern-transitions.ts';
import { sayConcernOutcome, sayConcernReason } from '../requests/code-words.ts';
import { CONTACT_WAY_WORDS, MANAGER_WORDS, RAISER_WORDS } from '../requests/concern-words.ts';
import type { Request } from '../requests/request.ts';
import { sayInstant } from '../requests/say-time.ts';
import type { Names } from '../requests/story.ts';
import { type Html, html } from '../shared/html.ts';
import { layout } from './layout.ts';
import { type Opened, type PageView, doneMessage, namesOf, subjectOf } from './page-view.ts';
import {
  doneBox,
  factList,
  folded,
  formState,
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
import { standingOf, whyDueList } from './promise.ts';
import { sayUnreachable } from './reach.ts';
import { stormBox } from './say-storm.ts';

const DONE: Record<ConcernAction, string> = {
  contact: 'It was written down that the person has been contacted.',
  note: 'Your note was saved.',
  'hand-on': 'The concern went to its new owner, who has been told.',
  resolve: 'The concern is resolved. Whoever raised it is told, if e-mail reaches them.',
};

const STATUS: Record<ConcernStatus, string> = {
  open: 'Open: the person has not been contacted yet',
  contacted: 'The person has been contacted',
  resolved: 'Resolved',
};

/** The page of a concern for whoever answers for it: who waits, since when and why, what was done, and what can be done; undefined without one. */
export const concernPage = (opened: Opened, view: PageView): Html | undefined => {
  const { request, concerns, link } = opened;
  const { concernId, isManagers } = concernOfLink(link.id);
  const concern = concerns.find(({ id }) => id === concernId);
  if (!concern) return undefined;
  const { catalogue, now, refusal } = view;
  const done = refusal ? undefined : doneMessage(DONE, view.done);
  const names = namesOf(catalogue);
  const subject = subjectOf(request, catalogue);
  const standing = standingOf(concern.clock, now, catalogue.timeZone);
  const own = opened.events.filter(({ data }) => data?.concern === concern.id);
  return layout({
    site: `${view.city} 311`,
    language: 'en',
    title: [refusal && 'Not saved', done, `Concern ${concern.id}`].filter(Boolean).join(' – '),
    content: html`${doneBox(done)}${problemBox(view)}
      <h1>Concern: <bdi>${subject}</bdi></h1>
      <p class="quiet">Concern ${concern.id}</p>
      <p class="box${standing.late && isOpenConcern(concern) ? ' late' : ''}">
        ${concern.status === 'open' ? `Contact the person. ${standing.text}` : STATUS[concern.status]}
      </p>
      ${stormBox(request, catalogue, 'en')}
      ${concern.status === 'open' ? whyDueList(concern.clock, 'Why then?', 'en') : undefined}
      ${factList([
        ['Why', sayConcernReason(concern.reason, 'en')],
        ['Raised', sayInstant(concern.raisedAt, catalogue.timeZone, 'en')],
        ['By', raiserOf(concern, names)],
        ['How to reach them', concern.by.kind === 'constituent' ? reporterOf(request) : undefined],
        ['E-mail', concern.by.kind === 'constituent' ? sayUnreachable(opened.events, catalogue.timeZone) : undefined],
        ['Owner', ownerOf(concern.owner, names)],
        ['Contacted', concern.contact && CONTACT_WAY_WORDS[concern.contact.way]],
        ['Outcome', concern.outcome && sayConcernOutcome(concern.outcome, 'en')],
      ])}
      <h2>What they wrote</h2>
      ${quote(concern.text)}
      ${
        concern.resolution
          ? html`<h2>What they were told</h2>
              ${quote(concern.resolution)}`
          : undefined
      }
      ${allowedConcernActions(concern.status).map((action) => FORMS[action](concern, opened, view))}
      <h2>What was done about it</h2>
      ${storyList(own, view, 'staff')}
      <h2>The request</h2>
      ${factList([
        ['Number', request.id],
        ['Status', request.status.replace('-', ' ')],
        ['Where', placeOf(request.place)],
        ['Reported', sayInstant(request.receivedAt, catalogue.timeZone, 'en')],
        ['Owner', 'partner' in request && request.partner ? names.partner(request.partner) : undefined],
      ])}
      ${request.description ? quote(request.description) : undefined} ${photoList(opened, view)}
      <h2>Its whole story</h2>
      ${storyList(
        opened.events.filter((event) => !own.includes(event)),
        view,
        isManagers ? 'staff' : 'partner',
      )}`,
  });
};

const raiserOf = ({ by }: Concern, names: Names): string =>
  by.kind === 'partner' ? names.partner(by.name) : RAISER_WORDS[by.kind].en;

const ownerOf = (owner: string, names: Names): string => (owner === MANAGER ? MANAGER_WORDS.en : names.partner(owner));

const reporterOf = ({ reporter }: Request): Html => {
  const ways = [reporter?.name, reporter?.phone, reporter?.email].filter(Boolean).join(', ');
  return ways
    ? html`<bdi>${ways}</bdi
        >${reporter && reporter.language !== 'en' ? ` (speaks ${ENGLISH_NAMES[reporter.language]})` : ''}`
    : html`They left no name, number or address.`;
};

type Form = (concern: Concern, opened: Opened, view: PageView) => Html;

const FORMS: Record<ConcernAction, Form> = {
  contact: (_, __, view) => {
    const form = formState('contact', view);
    return postForm(
      form,
      '?',
      html`<h2>You have been in touch</h2>
        ${radioGroup(form, {
          name: 'way',
          legend: 'How?',
          choices: CONTACT_WAYS.map((way) => [way, CONTACT_WAY_WORDS[way]] as const),
        })}
        ${textField(form, { name: 'text', label: 'What was said', hint: 'Kept in the history, for the 311 office.' })}
        <button>Write it down</button>`,
    );
  },

  note: (_, __, view) => {
    const form = formState('note', view);
    const label = 'What was tried or found';
    return folded(
      'Add a note',
      form,
      view,
      postForm(form, '?', html`${textField(form, { name: 'text', label })} <button class="second">Save</button>`),
    );
  },

  'hand-on': ({ owner }, _, view) => {
    const form = formState('hand-on', view);
    const others = [...view.catalogue.partners.values()].filter(({ code }) => code !== owner);
    return folded(
      'Hand it on',
      form,
      view,
      postForm(
        form,
        '?',
        html`${selectField(form, {
            name: 'to',
            label: 'Who answers for it from now on',
            hint: 'A partner’s supervisor is written to. The time to contact the person runs on.',
            groups: [
              {
                options: [
                  ['', 'Choose'],
                  ...(owner === MANAGER ? [] : [[MANAGER, 'The Service Operations Manager'] as const]),
                ],
              },
              { name: 'Partners', options: others.map(({ code, name }) => [code, name] as const) },
            ],
          })}
          ${textField(form, { name: 'text', label: 'What they should know' })}
          <button class="second">Hand it on</button>`,
      ),
    );
  },

  resolve: ({ status, by }, { request, events }, view) => {
    const form = formState('resolve', view);
    const unreached = events.some(({ type }) => type === 'reporter-unreachable');
    const mailed = by.kind !== 'constituent' || (!unreached && Boolean(request.reporter?.email));
    const fields = postForm(
      form,
      '?',
      html`${radioGroup(form, {
          name: 'outcome',
          legend: 'How did it end?',
          choices: CONCERN_OUTCOMES.map((outcome) => [outcome, sayConcernOutcome(outcome, 'en')] as const),
        })}
        ${textField(form, {
          name: 'resolution',
          label: 'A sentence for the person who raised it',
          hint: mailed
            ? 'What was found, and what was done. They get exactly this by e-mail.'
            : 'What was found, and what was done. No e-mail reaches them, so tell them yourself first.',
        })} <button>Resolve the concern</button>`,
    );
    return status === 'contacted'
      ? html`<h2>Resolve it</h2>
          ${fields}`
      : folded('Resolve it', form, view, fields);
  },
};

import { catalogueOf, partnerName } from '../catalogue/catalogue.ts';
import { CITY_TIME_ZONE } from '../catalogue/source.ts';
import { sayConcernReason } from '../requests/code-words.ts';
import { type Concern, CONTACT_WAYS, MANAGER } from '../requests/concern.ts';
import { CONTACT_WAY_WORDS, MANAGER_WORDS, RAISER_WORDS } from '../requests/concern-words.ts';
import { CONCERN_QUEUE, type ConcernLine } from '../requests/queue-line.ts';
import { type Request, typeNameOf } from '../requests/request.ts';
import type { LoadedFile } from '../requests/requests.store.ts';
import { sayDateTime, saySpan } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { button, choiceField, folded, lineField, openButton } from './buttons.ts';
import { type View, moreThan } from './frame.ts';

/** Concerns that are listed, the oldest first. */
export const MOST_CONCERNS = 8;

const isLate = ({ contactBy }: ConcernLine, now: number): boolean => contactBy !== undefined && contactBy < now;

/** The lines in the order in which somebody has to be called: those who were not contacted first, each by its moment. */
export const byContact = (lines: readonly ConcernLine[]): ConcernLine[] =>
  lines.toSorted(
    (one, other) => (one.contactBy ?? Infinity) - (other.contactBy ?? Infinity) || one.raisedAt - other.raisedAt,
  );

/** Who waits for an answer, with buttons to write down that they were contacted and to hand it on. `files` are those of the first {@link MOST_CONCERNS}. */
export const concernList = (
  { lines, more }: { lines: readonly ConcernLine[]; more: boolean },
  files: readonly LoadedFile[],
  view: View,
): Html => {
  if (lines.length === 0) return html`<p><b class="w-good">Nobody waits for an answer.</b></p>`;
  const late = lines.filter((line) => isLate(line, view.now)).length;
  const known = new Map(files.map((file) => [file.request.id, file]));
  const shown = byContact(lines)
    .slice(0, MOST_CONCERNS)
    .flatMap((line) => {
      const file = known.get(line.requestId);
      const concern = file?.concerns?.find(({ id }) => id === line.concernId);
      return file && concern && concern.status !== 'resolved' ? [{ line, concern, request: file.request }] : [];
    });
  return html`<p>
      <b>${lines.length}${more ? ' and more' : ''} open,</b>
      <span class="${late > 0 ? 'w-bad' : ''}">${late} not contacted in time.</span>
    </p>
    <ol class="w-rows">
      ${shown.map((one) => row(one, view))}
    </ol>
    ${moreThan(shown.length, lines.length, 'in the list of concerns.')}
    <div class="w-acts">${openButton('Open the list', 'queue', CONCERN_QUEUE, view)}</div>`;
};

const row = (
  { line, concern, request }: { line: ConcernLine; concern: Concern; request: Request },
  view: View,
): Html => {
  const { now } = view;
  const { address } = request.place;
  const owner = concern.owner === MANAGER ? MANAGER_WORDS.en : partnerName(concern.owner);
  const until =
    concern.status === 'open' && concern.clock.dueAt !== undefined
      ? `Contact by ${sayDateTime(concern.clock.dueAt, CITY_TIME_ZONE, 'en')}${isLate(line, now) ? `, late by ${saySpan(now - concern.clock.dueAt, 'en')}` : ''}`
      : 'The person has been contacted';
  return html`<li>
    <b>${typeNameOf(request)}</b>${address ? html`, <bdi>${address}</bdi>` : ''}
    <br />${sayConcernReason(concern.reason, 'en')}; raised by ${RAISER_WORDS[concern.by.kind].en}, open for
    ${saySpan(now - concern.raisedAt, 'en')}. <br /><span class="${isLate(line, now) ? 'w-bad' : 'w-quiet'}"
      >${until};</span
    >
    <span class="w-quiet">owned by ${owner}. ${concern.id}</span>
    <div class="w-acts">${openButton('Open', 'concern', concern.id, view)}</div>
    ${concern.status === 'open' ? contactForm(concern, view) : ''} ${handOnForm(concern, request, view)}
  </li>`;
};

const parametersOf = ({ id, requestId, version }: Concern) => ({ requestId, concernId: id, version });

const contactForm = (concern: Concern, view: View): Html =>
  folded(
    'The person was contacted',
    html`${choiceField(
      `way-${concern.id}`,
      'How',
      CONTACT_WAYS.map((way) => [way, CONTACT_WAY_WORDS[way]] as const),
    )}
    ${lineField(`text-${concern.id}`, 'What was said')}
    ${button('They were contacted', { action: 'contact', confirmed: 'contact', ...parametersOf(concern) }, view, {
      question: `Write down that the person behind ${concern.id} was contacted? Their time to wait ends with it.`,
      first: true,
    })}`,
  );

const handOnForm = (concern: Concern, request: Request, view: View): Html => {
  const { partners } = catalogueOf(request.catalogue);
  const all = [
    [MANAGER, 'The Service Operations Manager'] as const,
    ...[...partners.values()].map(({ code, name }) => [code, name] as const),
  ];
  return folded(
    'Hand it on',
    html`${choiceField(`to-${concern.id}`, 'Who answers for it from now on', [
      ['', 'Choose'],
      ...all.filter(([code]) => code !== concern.owner),
    ])}
    ${lineField(`note-${concern.id}`, 'What they should know')}
    ${button('Hand it on', { action: 'hand-on', confirmed: 'hand-on', ...parametersOf(concern) }, view, {
      question: `Hand ${concern.id} on to whom you chose? They are written to, with what you wrote.`,
    })}`,
  );
};

import type { Catalogue } from '../catalogue/catalogue.ts';
import { dayNumber } from '../clocks/business-calendar.ts';
import { type Refusal, invalid } from '../requests/change.ts';
import { MAX_SENTENCE, MIN_SENTENCE, withSentence } from '../requests/sentence.ts';
import { HAND_SOURCES, type ImprovementAction } from './improvement.ts';
import { FIGURES, type Measure, wantedOf } from './measure.ts';
import { isOwner } from './owner.ts';

/** Longest name of what is to be better, characters. */
export const MAX_TITLE = 120;

/** What is done with an improvement. */
export type ImprovementCommand =
  | { action: 'assign'; owner: string }
  | { action: 'change'; text: string; on: string; reviewOn: string }
  | { action: 'move'; reviewOn: string }
  | { action: 'review'; text: string }
  | { action: 'close'; reason?: string };

/** An improvement that begins by hand. */
export interface StartByHand {
  title: string;
  source: (typeof HAND_SOURCES)[number];
  said?: string;
  measure?: Measure;
  owner: string;
}

/** What a form or a command comes to. */
export type Reading<C> = { kind: 'command'; command: C } | Refusal;

type Fields = Readonly<Record<string, string | undefined>>;
type Register = Pick<Catalogue, 'find' | 'partners'>;

const textIn = (fields: Fields, name: string): string => (fields[name] ?? '').trim();

const dateIn = (fields: Fields, name: string, missing: string): string | Refusal => {
  const date = textIn(fields, name);
  if (date === '') return invalid(name, missing);
  return dayNumber(date) === undefined ? invalid(name, `${date} is no day; write it as 2026-07-01.`) : date;
};

/** Reads who is to own it. */
export const readOwner = (fields: Fields, register: Register): string | Refusal => {
  const owner = textIn(fields, 'owner');
  return isOwner(owner, register)
    ? owner
    : invalid(
        'owner',
        'Choose who owns it: service-operations-manager, review-desk, or the code of a partner of the register.',
      );
};

const readChange = (fields: Record<string, string>): Reading<ImprovementCommand> => {
  const told = withSentence(fields, 'text', 'Say in a sentence what was changed.', (text) => text);
  if (told.kind === 'refused') return told;
  const on = dateIn(fields, 'on', 'Say on what day it was changed.');
  if (typeof on !== 'string') return on;
  const reviewOn = dateIn(fields, 'review-on', 'Say on what day it is to be reviewed.');
  if (typeof reviewOn !== 'string') return reviewOn;
  return { kind: 'command', command: { action: 'change', text: told.command, on, reviewOn } };
};

/** Reads an action of an improvement's page; names the field that has to be mended. */
export const readImprovementCommand = (fields: Fields, register: Register): Reading<ImprovementCommand> => {
  const known = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? '']));
  switch (fields.action as ImprovementAction) {
    case 'assign': {
      const owner = readOwner(fields, register);
      return typeof owner === 'string' ? { kind: 'command', command: { action: 'assign', owner } } : owner;
    }
    case 'change':
      return readChange(known);
    case 'move': {
      const reviewOn = dateIn(fields, 'review-on', 'Say on what day it is to be reviewed.');
      return typeof reviewOn === 'string' ? { kind: 'command', command: { action: 'move', reviewOn } } : reviewOn;
    }
    case 'review':
      return withSentence(known, 'text', 'Say in a sentence what you make of it.', (text) => ({
        action: 'review',
        text,
      }));
    case 'close': {
      const reason = textIn(fields, 'reason');
      if (reason !== '' && reason.length < MIN_SENTENCE) return invalid('reason', 'Say the reason in a sentence.');
      if (reason.length > MAX_SENTENCE) return invalid('reason', `Write at most ${MAX_SENTENCE} characters.`);
      return { kind: 'command', command: { action: 'close', ...(reason ? { reason } : {}) } };
    }
    default:
      return invalid('action', 'Choose what to do.');
  }
};

/** Stands in a form for no figure, and for the whole city. */
export const NO_FIGURE = 'none';
export const CITY = 'city';

/** Whose figure it is: `city`, `type:` or `partner:` with a code. */
const readOf = (of: string, register: Register): Pick<Measure, 'type' | 'partner'> | undefined => {
  if (of === CITY) return {};
  const [kind, code = ''] = of.split(':');
  // A type is found by its id on a platform too, and counted under its code alone.
  const type = kind === 'type' ? register.find(code) : undefined;
  if (type) return { type: type.code };
  return kind === 'partner' && register.partners.has(code) ? { partner: code } : undefined;
};

const readMeasure = (fields: Fields, register: Register): Measure | undefined | Refusal => {
  const named = textIn(fields, 'figure') || NO_FIGURE;
  if (named === NO_FIGURE) return undefined;
  const figure = FIGURES.find((one) => one === named);
  if (!figure) return invalid('figure', `Choose by what it is measured: ${FIGURES.join(', ')} or ${NO_FIGURE}.`);
  const of = readOf(textIn(fields, 'of') || CITY, register);
  return of
    ? { figure, ...of, wanted: wantedOf(figure) }
    : invalid('of', 'Choose whose figure it is: a request type or a partner of the register, or the city.');
};

/** Reads an improvement that begins by hand; names the field that has to be mended. */
export const readStart = (fields: Fields, register: Register): Reading<StartByHand> => {
  const title = textIn(fields, 'title');
  if (title.length < MIN_SENTENCE) return invalid('title', 'Say in a few words what is to be better.');
  if (title.length > MAX_TITLE) return invalid('title', `Write at most ${MAX_TITLE} characters.`);
  const source = HAND_SOURCES.find((one) => one === fields.source);
  if (!source) return invalid('source', `Say where it comes from: ${HAND_SOURCES.join(', ')}.`);
  const said = textIn(fields, 'said');
  if (said.length > MAX_SENTENCE) return invalid('said', `Write at most ${MAX_SENTENCE} characters.`);
  const measure = readMeasure(fields, register);
  if (measure && 'kind' in measure) return measure;
  const owner = readOwner(fields, register);
  if (typeof owner !== 'string') return owner;
  return {
    kind: 'command',
    command: { title, source, owner, ...(said ? { said } : {}), ...(measure ? { measure } : {}) },
  };
};

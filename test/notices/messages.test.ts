import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type EntryText, MESSAGE_TEXTS, type MessageText } from '../../functions/notices/message-texts.ts';
import { LISTABLE } from '../../functions/notices/importance.ts';
import { MESSAGES, type MessageName } from '../../functions/notices/notice.ts';
import type { Language } from '../../functions/languages/language.ts';
import { gradeOf } from '../languages/reading-level.ts';
import { ALL_ENTRIES, ALL_VALUES, EVERY_LETTER, languagesOf } from './builders.ts';

const FOLDER = new URL('../../functions/notices/messages/', import.meta.url);

const textOf = (message: MessageName, language: Language): MessageText => {
  const texts: Partial<Record<Language, MessageText>> & { en: MessageText } = MESSAGE_TEXTS[message];
  return texts[language] ?? texts.en;
};

const everyText = (text: MessageText): string[] => [
  ...text.subject,
  ...text.heading,
  ...text.paragraphs.flat(),
  ...text.facts.flatMap(({ label, value }) => [label, value]),
  ...text.lists.flatMap(({ title, items, otherwise = [] }) => [title, items, otherwise].flat()),
  ...text.closing.flat(),
  text.action,
  ...Object.values(text.entries ?? {}).flatMap(entryText),
];

const entryText = ({ heading, lines }: EntryText): string[] => [...heading, ...lines.flat()];

const placeholders = (text: string): string[] => [...text.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name);

const shape = (text: MessageText) => ({
  subject: text.subject.map(placeholders),
  heading: text.heading.map(placeholders),
  paragraphs: text.paragraphs.map((wordings) => wordings.map((wording) => placeholders(wording).sort())),
  facts: text.facts.map(({ value }) => placeholders(value)),
  lists: text.lists.map(({ items, otherwise }) => [items, otherwise !== undefined]),
  closing: text.closing.map((wordings) => wordings.map(placeholders)),
  entries: Object.entries(text.entries ?? {}).map(([kind, { heading, lines }]) => [
    kind,
    heading.map(placeholders),
    lines.map((wordings) => wordings.map(placeholders)),
  ]),
});

describe('the messages', () => {
  it('have one folder each, with one file for each language', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...MESSAGES].sort());
    for (const message of MESSAGES) {
      expect(readdirSync(new URL(`${message}/`, FOLDER)).sort(), message).toEqual(
        languagesOf(message)
          .map((language) => `${language}.json`)
          .sort(),
      );
    }
  });

  it.each(MESSAGES)('%s says the same in every language', (message) => {
    for (const language of languagesOf(message))
      expect(shape(textOf(message, language)), language).toEqual(shape(MESSAGE_TEXTS[message].en));
  });

  it.each(EVERY_LETTER)('%s (%s) asks for known values only', (message, language) => {
    const known = new Set(['city', ...Object.keys(ALL_VALUES[message])]);
    const { entries = {}, ...text } = textOf(message, language);
    const asked = everyText(text).flatMap(placeholders);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
    for (const [kind, entry] of Object.entries(entries)) {
      const has = ALL_ENTRIES[message]?.find((one) => one.kind === kind)?.values ?? {};
      expect(
        entryText(entry)
          .flatMap(placeholders)
          .filter((name) => !Object.hasOwn(has, name)),
        kind,
      ).toEqual([]);
    }
  });

  it.each(EVERY_LETTER)(
    '%s (%s) has no wording that is never chosen, because one before it asks for no more',
    (message, language) => {
      const { subject, heading, paragraphs, closing, entries = {} } = textOf(message, language);
      const ofEntries = Object.values(entries).flatMap((entry) => [entry.heading, ...entry.lines]);
      const hidden = [subject, heading, ...paragraphs, ...closing, ...ofEntries].flatMap((wordings) =>
        wordings.filter((wording, index) =>
          wordings
            .slice(0, index)
            .some((before) => placeholders(before).every((name) => placeholders(wording).includes(name))),
        ),
      );
      expect(hidden).toEqual([]);
    },
  );

  it.each(EVERY_LETTER)('%s (%s) always has a subject and a heading, and names the request', (message, language) => {
    const text = textOf(message, language);
    const optional = /\{(place|promise|dueAt|why|late)\}/;
    expect(text.subject.at(-1)).not.toMatch(optional);
    expect(text.heading.at(-1)).not.toMatch(optional);
    // The messages of the register, of a queue and of a calendar, and lists, are about no request.
    const others: Record<string, string> = {
      'register-attention': '{partner}',
      'queue-link-renewed': '{partner}',
      'calendar-attention': '{calendar}',
      'morning-list': '{listed}',
      'partner-week': '{partner}',
      'manager-week': '{open}',
      scorecard: '{month}',
      'trends-list': '{week}',
      'undeliverable-list': '{fresh}',
      'audit-drawn': '{month}',
      'improvement-owned': '{improvementId}',
      'improvement-due': '{improvementId}',
      'improvement-overdue': '{improvementId}',
    };
    const about = others[message] ?? '{requestId}';
    for (const subject of text.subject) expect(subject).toContain(about);
    expect(text.action).not.toBe('');
  });

  it.each(EVERY_LETTER)('%s (%s) makes each list of a value', (message, language) => {
    const { lists } = textOf(message, language);
    for (const { items } of lists) expect(items).toMatch(/^\{\w+\}$/);
  });

  it('list whatever can wait for a morning, each kind with words of its own', () => {
    for (const { entries } of Object.values(MESSAGE_TEXTS['morning-list']))
      expect(Object.keys(entries ?? {}).sort()).toEqual([...LISTABLE].sort());
  });

  it('promise what most requests get, and never a day for sure (R145)', () => {
    for (const [message, language] of EVERY_LETTER) {
      for (const text of everyText(textOf(message, language))) {
        expect(text).not.toMatch(
          /\b(by|before|guarantee\w*) \{(dueAt|promise)\}|\bantes (de|del) \{(dueAt|promise)\}/i,
        );
        if (text.includes('{promise}')) expect(text).toMatch(/\bmost\b|la mayoría|a maioria|pifò|अधिकांश|大多數/i);
      }
    }
  });

  it.each(MESSAGES)('%s reads at grade 8 or below', (message) => {
    const { paragraphs, closing } = MESSAGE_TEXTS[message].en;
    const prose = [...paragraphs, ...closing].map(([first = '']) => first.replace(/\{\w+\}/g, 'two days')).join(' ');
    expect(gradeOf(prose)).toBeLessThanOrEqual(8);
  });
});

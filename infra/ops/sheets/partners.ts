import type { Contact, Partner } from '../../../functions/catalogue/partner.ts';
import { describeTarget } from '../../../functions/clocks/target.ts';
import { CellError, plainDate, readDate, readNumber, readTarget, readWord } from './cells.ts';
import { type Column, setOrClear } from './columns.ts';

type PartnerColumn = Column<Partner, Partner>;

const LEVELS = ['desk', 'supervisor', 'director'] as const;
type Level = (typeof LEVELS)[number];

const NO_AGREEMENT = { title: '', from: '', until: '' };
const NO_REMINDERS = { every: { kind: 'none' as const }, most: 0 };

const agreementPart = (title: string, part: keyof typeof NO_AGREEMENT): PartnerColumn => ({
  title,
  write: ({ agreement }) => agreement?.[part] ?? '',
  ...(part === 'title' ? {} : { plain: plainDate }),
  read: (partner, text) => {
    const value = text === '' || part === 'title' ? text : readDate(text);
    const agreement = { ...NO_AGREEMENT, ...partner.agreement, [part]: value };
    if (agreement.title || agreement.from || agreement.until) partner.agreement = agreement;
    else delete partner.agreement;
  },
});

/** The contact at a level as far as it is written; a level whose cells are all empty is nobody's. */
const contactPart = (level: Level, title: string, part: Exclude<keyof Contact, 'level'>): PartnerColumn => ({
  title: `${level} ${title}`,
  write: ({ contacts }) => contacts.find((contact) => contact.level === level)?.[part] ?? '',
  ...(part === 'name' || part === 'email' ? {} : { plain: plainDate }),
  read: (partner, text) => {
    const contact: Contact = partner.contacts.find((one) => one.level === level) ?? { level, name: '', email: '' };
    if (part === 'name' || part === 'email') contact[part] = text;
    else setOrClear(contact, part, text, readDate);
    const others = partner.contacts.filter((one) => one.level !== level);
    const { name, email, validFrom, validUntil } = contact;
    const all = name || email || validFrom || validUntil ? [...others, contact] : others;
    partner.contacts = LEVELS.flatMap((one) => all.filter((other) => other.level === one));
  },
});

/** The columns of the partners' sheet. */
export const partnerColumns: readonly PartnerColumn[] = [
  { title: 'code', write: ({ code }) => code },
  { title: 'name', write: ({ name }) => name, read: (partner, text) => (partner.name = text) },
  {
    title: 'kind',
    write: ({ kind }) => kind,
    read: (partner, text) => (partner.kind = readWord(text, ['department', 'agency', 'vendor'])),
  },
  { title: 'covers', write: ({ covers }) => covers, read: (partner, text) => (partner.covers = text) },
  { title: 'calendar', write: ({ calendar }) => calendar, read: (partner, text) => (partner.calendar = text) },
  agreementPart('agreement', 'title'),
  agreementPart('agreement from', 'from'),
  agreementPart('agreement until', 'until'),
  {
    title: 'channel',
    write: ({ channel }) => channel ?? '',
    read: (partner, text) => setOrClear(partner, 'channel', text, (word) => readWord(word, ['mail', 'webhook'])),
  },
  {
    title: 'reminded every',
    write: ({ reminders }) => (reminders ? describeTarget(reminders.every) : ''),
    read: (partner, text) => {
      if (text === '') delete partner.reminders;
      else partner.reminders = { ...NO_REMINDERS, ...partner.reminders, every: readTarget(text) };
    },
  },
  {
    title: 'reminded at most',
    write: ({ reminders }) => (reminders ? String(reminders.most) : ''),
    read: (partner, text) => {
      if (text === '' && !partner.reminders) return;
      if (!partner.reminders) throw new CellError('say how often it is reminded too.');
      partner.reminders = { ...partner.reminders, most: readNumber(text) };
    },
  },
  ...LEVELS.flatMap((level) => [
    contactPart(level, 'name', 'name'),
    contactPart(level, 'e-mail', 'email'),
    contactPart(level, 'from', 'validFrom'),
    contactPart(level, 'until', 'validUntil'),
  ]),
];

/** A partner of which only the code is known yet. */
export const newPartner = (code: string): Partner => ({
  code,
  name: '',
  kind: 'department',
  covers: '',
  contacts: [],
  calendar: '',
});

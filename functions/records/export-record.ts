import type { Notice } from '../notices/notice.ts';
import { withoutPersonalData } from '../open311/personal-data.ts';
import type { RequestEvent } from '../requests/event.ts';
import type { Place, Reporter, Request, SurveyAnswers } from '../requests/request.ts';
import type { LoadedFile } from '../requests/requests.store.ts';
import { type Link, chained } from './chain.ts';

/** For whom a record is given out: anybody who asks for public records, or the person who made the request. */
export type RecordReader = 'public' | 'requester';

/** Stands where something was left out, with the reason: a gap that is not marked is a lie (R194). */
export interface Redaction {
  redacted: string;
}

/** A line of an export: what it is of, and its fields as they are stored or redacted. Instants are UTC epoch ms. */
export interface ExportLine {
  of: 'export' | 'request' | 'work-order' | 'concern' | 'event' | 'notice';
  [field: string]: unknown;
}

/** Why a field is left out for the public. */
const PERSON: Redaction = { redacted: 'personal data of a private person (M.G.L. c. 4 § 7 cl. 26 (c))' };
const PRIVATE: Redaction = { redacted: 'a request of a private type (M.G.L. c. 4 § 7 cl. 26 (c))' };
const STAFF: Redaction = { redacted: 'the address of a member of staff' };

/** How many fields of an export are left out. */
export const redactionsIn = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  if ('redacted' in value) return 1;
  return Object.values(value).reduce((sum: number, one) => sum + redactionsIn(one), 0);
};

/**
 * The whole record of a request as chained lines: itself, its work, concerns, history and letters, in an order that is always the same, so that the
 * same record gives the same export (R194). What may not be given out is marked with its reason, and never only missing. `followers` are the requests
 * whose reporters its history quotes.
 */
export const exportRecord = (
  file: LoadedFile & { events: readonly RequestEvent[]; followers?: readonly Request[] },
  letters: readonly Notice[],
  about: { reader: RecordReader; purpose: string; by: string; timeZone: string },
  now: number,
): Link<ExportLine>[] => {
  const say = sayerFor(file, about.reader);
  const { request, workOrders, concerns = [], events, followers = [] } = file;
  /** What somebody said whose request follows this one is another person's, for whoever reads. */
  const sayerOfFollower = (id: unknown): Pick<Sayer, 'words' | 'person'> => {
    const follower = followers.find((one) => one.id === id);
    // Of a record that was disposed of nobody knows any more whom to leave out.
    const isKnown = follower && !('disposal' in follower && follower.disposal);
    const others = isKnown ? sayerFor({ request: follower }, 'public') : undefined;
    const words = (text: string) => {
      const told = others?.words(text) ?? PERSON;
      return typeof told === 'string' ? say.words(told) : told;
    };
    return { words, person: () => PERSON };
  };
  const { reporter, description, place, answers, mediaUrl, lastDetail: _, ...plain } = request;
  const { question, ...rest } = plain;
  const lines: ExportLine[] = [
    { of: 'request', ...rest, ...('resolution' in rest ? { resolution: say.words(rest.resolution) } : {}) },
    ...workOrders.map((work): ExportLine => ({
      of: 'work-order',
      ...work,
      ...(work.task === undefined ? {} : { task: say.words(work.task) }),
      ...(work.resolution === undefined ? {} : { resolution: say.words(work.resolution) }),
    })),
    ...concerns.map(({ text, contact, resolution, ...concern }): ExportLine => ({
      of: 'concern',
      ...concern,
      text: say.words(text),
      ...(contact ? { contact: { ...contact, text: say.words(contact.text) } } : {}),
      ...(resolution === undefined ? {} : { resolution: say.words(resolution) }),
    })),
    ...events.map(({ text, link, ...event }): ExportLine => {
      const { words, person } = event.data?.follower === undefined ? say : sayerOfFollower(event.data.follower);
      return {
        of: 'event',
        ...event,
        ...(event.data ? { data: saidIn(event.data, say.words) } : {}),
        ...(text === undefined ? {} : { text: words(text) }),
        ...(link === undefined ? {} : { link: person(link) }),
      };
    }),
    ...letters.map(({ id, message, audience, language, status, createdAt, changedAt, to }): ExportLine => ({
      of: 'notice',
      ...{ id, message, audience, language, status, createdAt, changedAt },
      to: audience === 'constituent' ? say.person(to) : STAFF,
    })),
  ];
  Object.assign(lines[0]!, {
    description: say.words(description),
    // A platform may have taken these from what the person wrote.
    reportedType: say.words(request.reportedType),
    ...(request.channel === undefined ? {} : { channel: say.words(request.channel) }),
    place: say.place(place),
    answers: Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, say.words(answer)])),
    ...(reporter ? { reporter: say.reporter(reporter) } : {}),
    ...(mediaUrl ? { mediaUrl: say.person(mediaUrl) } : {}),
    ...(question ? { question: { ...question, text: say.words(question.text) } } : {}),
    ...('survey' in rest && rest.survey ? { survey: say.survey(rest.survey) } : {}),
    pastCycles: rest.pastCycles.map((cycle) => (cycle.survey ? { ...cycle, survey: say.survey(cycle.survey) } : cycle)),
  });
  const head: ExportLine = {
    of: 'export',
    requestId: request.id,
    at: now,
    ...about,
    lines: lines.length,
    redactions: lines.reduce((sum, line) => sum + redactionsIn(line), 0),
  };
  return chained([head, ...lines]);
};

/** What the review desk typed among the data of a line, as its reader is given it; a partner's own number tells of nobody. */
const saidIn = (data: NonNullable<RequestEvent['data']>, words: Sayer['words']): object =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      (name === 'task' || name === 'receiver') && typeof value === 'string' ? words(value) : value,
    ]),
  );

type Sayer = ReturnType<typeof sayerFor>;

/** How each kind of field is given to a reader. */
const sayerFor = ({ request }: Pick<LoadedFile, 'request'>, reader: RecordReader) => {
  const own = reader === 'requester';
  const hidden = !own && request.private ? PRIVATE : undefined;
  const { reporter } = request;
  /** Somebody's words: for the public without what tells of the person who asked. */
  const words = (text: string): string | Redaction => hidden ?? (own ? text : withoutPersonalData(text, reporter));
  return {
    words,
    survey: ({ comment, ...survey }: SurveyAnswers): object =>
      comment === undefined ? survey : { ...survey, comment: words(comment) },
    person: (value: string): string | Redaction => (own ? value : PERSON),
    place: (place: Place): object =>
      hidden ?? (place.address === undefined ? place : { ...place, address: words(place.address) }),
    reporter: ({ language, ...person }: Reporter): object => ({
      language,
      ...Object.fromEntries(Object.entries(person).map(([name, value]) => [name, own ? value : PERSON])),
    }),
  };
};

import { type Catalogue, catalogueOf } from '../catalogue/catalogue.ts';
import type { Clock } from '../clocks/clock.ts';
import type { StormLine } from '../clocks/storm.ts';
import { stormsOf } from '../clocks/storms.ts';
import { statusLink } from '../pages/link-life.ts';
import type { Request } from '../requests/request.ts';
import { type MessageValues, draftNotice } from './message-values.ts';
import type { NoticeDraft, ResidentMessage } from './notice.ts';

/** Which request a message is about, as its recipient knows it. */
export const aboutRequest = (request: Request, typeName: string) => ({
  requestId: request.id,
  typeName,
  ...(request.place.address ? { place: request.place.address } : {}),
});

/**
 * What somebody wrote about a request, for the letters of those who work on it; nothing of a private one, whose page tells it once it is on
 * record who reads it (decision 0037).
 */
export const unlessPrivate = (request: Pick<Request, 'private'>, words: string): string =>
  request.private ? '' : words;

/** What a letter to those who work on a request says of it: what every letter does, and what was written about it, where that may be told. */
export const aboutForStaff = (request: Request, typeName: string, words = request.description) => ({
  ...aboutRequest(request, typeName),
  description: unlessPrivate(request, words),
});

/** The storms that touch a request and are not over by now, in a message's values; nothing where there are none. */
export const stormOf = (request: Request, catalogue: Catalogue, now: number) => {
  const storms = stormsOf(request, catalogue).filter(({ until }) => until > now);
  return storms.length === 0
    ? {}
    : {
        storm: {
          storms: storms.map(({ name, reason, from, until, relax }): StormLine => ({
            name,
            reason,
            from,
            until,
            ...(relax ? { relax } : {}),
          })),
        },
      };
};

/** The promise of a clock in a message's values; nothing where nothing is promised (R89). */
export const promiseOf = (clock: Clock | undefined) =>
  clock?.dueAt === undefined ? {} : { promise: { target: clock.target }, dueAt: { instant: clock.dueAt } };

/**
 * The notice for the constituent of a request, in their language; none where there is nobody to write to (R147).
 * `repeat` tells apart the notices of one message in one cycle, where there can be several.
 */
export const noticeForConstituent = <M extends ResidentMessage>(
  request: Request,
  message: M,
  values: MessageValues[M],
  repeat?: number | string,
): NoticeDraft[] => {
  const email = request.reporter?.email;
  if (!email) return [];
  const suffix = repeat === undefined ? '' : `#${repeat}`;
  return [
    draftNotice(message, {
      id: `${request.id}#${request.cycle}#${message}${suffix}`,
      requestId: request.id,
      audience: 'constituent',
      to: email,
      language: request.reporter?.language ?? 'en',
      timeZone: catalogueOf(request.catalogue).timeZone,
      link: statusLink(request),
      values,
    }),
  ];
};

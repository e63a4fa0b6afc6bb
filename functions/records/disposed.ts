import type { Catalogue } from '../catalogue/catalogue.ts';
import { withoutPersonalData } from '../open311/personal-data.ts';
import type { Concern } from '../requests/concern.ts';
import type { RequestEvent } from '../requests/event.ts';
import type { ClosedRequest, Disposal } from '../requests/request.ts';
import type { WorkOrder } from '../requests/work-order.ts';
import { onceReportedTypeOf } from '../review/reported-type.ts';

/** Stands where words were that are gone. */
export const GONE = '[disposed of]';

/**
 * A closed request as it stays: what, where about, when and how it ended, so that every figure is what it was; and nothing of who asked, nor what
 * anybody wrote (anonymised in place). A place keeps its ward, and no address or point. `catalogue` is that in force, which may know what a
 * platform named.
 */
export const disposedRequest = (request: ClosedRequest, disposal: Disposal, catalogue: Catalogue): ClosedRequest => {
  const { reporter, mediaUrl: _m, lastDetail: _d, survey, place, answers, channel, ...rest } = request;
  return {
    ...rest,
    description: GONE,
    // As the platform named it, it may be words of the person; a code of ours is not.
    reportedType: request.typeCode ?? onceReportedTypeOf(request, catalogue)?.code ?? GONE,
    // The same of how it came, by which it is counted.
    ...(channel === undefined ? {} : { channel: withoutPersonalData(channel, reporter) }),
    place: place.ward === undefined ? {} : { ward: place.ward },
    answers: Object.fromEntries(Object.keys(answers).map((name) => [name, GONE])),
    resolution: GONE,
    ...(survey ? { survey: withoutComment(survey) } : {}),
    pastCycles: request.pastCycles.map((cycle) =>
      cycle.survey ? { ...cycle, survey: withoutComment(cycle.survey) } : cycle,
    ),
    disposal,
  };
};

const withoutComment = <S extends { comment?: string }>({ comment: _, ...survey }: S): S => survey as S;

/** A work order without what the partner wrote; the keys of its photos stay until they are deleted. */
export const disposedWork = (work: WorkOrder): WorkOrder => {
  const { reference: _, task: __, ...rest } = work;
  return {
    ...rest,
    ...(work.resolution === undefined ? {} : { resolution: GONE }),
  };
};

/** A concern without what anybody wrote. */
export const disposedConcern = (concern: Concern): Concern => ({
  ...concern,
  text: GONE,
  ...(concern.contact ? { contact: { ...concern.contact, text: GONE } } : {}),
  ...(concern.resolution === undefined ? {} : { resolution: GONE }),
});

/** A line of history without what anybody wrote. */
export const disposedEvent = ({ text, link: _, ...event }: RequestEvent): RequestEvent => ({
  ...event,
  ...(text === undefined ? {} : { text: GONE }),
});

/** What a line of history has among its data that somebody typed: a partner's own number, a task, and the name of another office. */
const TYPED = ['reference', 'task', 'receiver'] as const;

/** What somebody typed stands among the data of a line under these names. */
export const typedIn = ({ data }: Pick<RequestEvent, 'data'>): (typeof TYPED)[number][] =>
  TYPED.filter((name) => data?.[name] !== undefined);

/** Whether a line of history still holds words, an address of a picture, or what somebody typed among its data. */
export const hasWords = ({ text, link, data }: Pick<RequestEvent, 'text' | 'link' | 'data'>): boolean =>
  (text !== undefined && text !== GONE) || link !== undefined || typedIn({ ...(data ? { data } : {}) }).length > 0;

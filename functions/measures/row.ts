import { CITY_TIME_ZONE } from '../catalogue/source.ts';
import { toLocal } from '../clocks/business-calendar.ts';
import type { Counted, Standing } from '../requests/counted.ts';
import type { RequestEvent } from '../requests/event.ts';

/** A line of history as the requests table holds it. */
export type HistoryLine = RequestEvent & { partner?: string; counted?: Counted };

/** What happened on a day, as far as it is counted: one line of history, or the step of a request in or out of the backlog that it records. */
export interface MeasureRow {
  /** The day in the city, from midnight to before the next midnight (R170). */
  day: string;
  /** The line's place in all of history, so that it is one row however often it is told. */
  id: string;
  line?: Pick<HistoryLine, 'type' | 'data'>;
  moved?: { from?: Standing; to?: Standing };
  /** Set where a survey was answered by somebody who had been asked; on the day of the question. */
  answers?: true;
  by: Omit<Counted, 'moved'>;
}

/** The day of an instant in the city. */
export const dayOf = (at: number): string => toLocal(at, CITY_TIME_ZONE).slice(0, 10);

/**
 * What is counted holds nothing that anybody wrote, because rows outlive the records: a partner's own number, a task and the name of another
 * office are texts that a person typed.
 */
const withoutWords = ({
  reference: _,
  task: __,
  receiver: ___,
  ...counted
}: NonNullable<RequestEvent['data']>): RequestEvent['data'] => counted;

/**
 * The rows of a line of history. What happened counts on the day on which it happened, as a partner told it perhaps later; the backlog
 * is what was known, so its steps count on the day on which they were recorded; and an answer counts with its question, so that no more
 * answer in a month than were asked. A line older than what it is counted by has its partner only.
 */
export const rowsOf = ({ partner, counted, ...line }: HistoryLine): MeasureRow[] => {
  const { moved, ...by } = counted ?? (partner ? { partner } : {});
  const id = `${line.requestId}#${String(line.version).padStart(6, '0')}#${String(line.order).padStart(2, '0')}`;
  const { type, data } = line;
  const rows: MeasureRow[] = [
    { day: dayOf(line.at), id, line: { type, ...(data ? { data: withoutWords(data) } : {}) }, by },
  ];
  if (moved) {
    const { at, ...steps } = moved;
    rows.push({ day: dayOf(at), id: `${id}#moved`, moved: steps, by });
  }
  if (type === 'survey-answered' && typeof data?.askedAt === 'number')
    rows.push({ day: dayOf(data.askedAt), id: `${id}#answers`, answers: true, by });
  return rows;
};

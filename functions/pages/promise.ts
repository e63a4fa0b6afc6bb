import { calendarOf } from '../clocks/calendars.ts';
import { type Clock, isLate, openPause } from '../clocks/clock.ts';
import { type DueLine, explainDue } from '../clocks/explain-due.ts';
import type { Language } from '../languages/language.ts';
import type { Request } from '../requests/request.ts';
import { sayDueLine } from '../requests/say-promise.ts';
import { sayInstant, saySpan } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';

/** The promise of a request's present cycle: to resolve it once it is accepted, before that to look at it. */
export const promiseOf = (request: Request): Clock | undefined =>
  request.clocks.findLast(({ kind }) => kind === 'resolve') ??
  request.clocks.findLast(({ kind }) => kind === 'acknowledge');

/** Where a promise stands, with whether it is broken. */
export interface Standing {
  text: string;
  late: boolean;
}

/** Says for those who do the work when a promise is due and how far off that is: "Due Thursday, June 4, 2015, 8:30 AM, in 2 days". */
export const standingOf = (clock: Clock | undefined, now: number, timeZone: string): Standing => {
  if (clock?.dueAt === undefined) return { text: 'No time is promised for this type.', late: false };
  const { dueAt, stoppedAt, verdict } = clock;
  const due = sayInstant(dueAt, timeZone, 'en');
  const late = isLate(clock, now);
  if (stoppedAt !== undefined) {
    // What was withdrawn in time is neither kept nor broken.
    if (!verdict) return { text: `Ended ${sayInstant(stoppedAt, timeZone, 'en')}; it was due ${due}.`, late };
    const how = late ? `${saySpan(stoppedAt - dueAt, 'en')} late` : 'on time';
    return { text: `Done ${sayInstant(stoppedAt, timeZone, 'en')}, ${how}; it was due ${due}.`, late };
  }
  const pause = openPause(clock);
  if (pause) {
    const before = late ? `It was late by ${saySpan(pause.from - dueAt, 'en')} when it was put on hold.` : '';
    const since = `On hold since ${sayInstant(pause.from, timeZone, 'en')}; the due time (${due}) moves when the work goes on.`;
    return { text: [since, before].filter(Boolean).join(' '), late };
  }
  return {
    text: `Due ${due} — ${late ? `late by ${saySpan(now - dueAt, 'en')}` : `in ${saySpan(dueAt - now, 'en')}`}`,
    late,
  };
};

/** Why a promise is due when it is, folded away below its question; each day that does not count stands there by its name. */
export const whyDueList = (clock: Clock, question: string, language: Language): Html => {
  const calendar = calendarOf(clock.calendar);
  const pieces = (line: DueLine) =>
    sayDueLine(line, calendar.zone.id, language).map((piece) =>
      typeof piece === 'string' ? piece : html`<bdi lang="en">${piece.english}</bdi>`,
    );
  return html`<details>
    <summary>${question}</summary>
    <ul>
      ${explainDue(clock, calendar).map((line) => html`<li>${pieces(line)}</li> `)}
    </ul>
  </details>`;
};

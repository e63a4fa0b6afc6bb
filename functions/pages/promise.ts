import type { CompiledCalendar } from '../clocks/business-calendar.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { type Clock, explainDue, isLate, openPause, reliefsOf } from '../clocks/clock.ts';
import { type Target, countsWorkingTime, describeTarget } from '../clocks/target.ts';
import { describeHoldReason } from '../requests/hold-reason.ts';
import type { Language, Request } from '../requests/request.ts';
import { sayInstant, saySpan } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';

/** The promise of a request's present cycle: to resolve it once it is accepted, before that to look at it. */
export const promiseOf = (request: Request): Clock | undefined =>
  request.clocks.findLast(({ kind }) => kind === 'resolve') ??
  request.clocks.findLast(({ kind }) => kind === 'acknowledge');

const SPANISH_UNITS: Record<Exclude<Target['kind'], 'none'>, readonly [string, string]> = {
  'business-days': ['día hábil', 'días hábiles'],
  'business-hours': ['hora hábil', 'horas hábiles'],
  'calendar-days': ['día', 'días'],
  hours: ['hora', 'horas'],
};

/** A target in words: "2 business days", "2 días hábiles". */
export const sayTarget = (target: Target, language: Language): string => {
  if (language === 'en') return describeTarget(target);
  if (target.kind === 'none') return 'sin plazo';
  const [one, many] = SPANISH_UNITS[target.kind];
  return `${target.amount} ${target.amount === 1 ? one : many}`;
};

/** Where a promise stands, with whether it is broken. */
export interface Standing {
  text: string;
  late: boolean;
}

/** Says for those who do the work when a promise is due and how far off that is: "Due Thursday, June 4, 2015, 8:30 AM, in 2 days". */
export const standingOf = (clock: Clock | undefined, now: number, timeZone: string): Standing => {
  if (clock?.dueAt === undefined) return { text: 'No time is promised for this type.', late: false };
  const { dueAt, stoppedAt } = clock;
  const due = sayInstant(dueAt, timeZone, 'en');
  const late = isLate(clock, now);
  if (stoppedAt !== undefined) {
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

/** Why a promise is due when it is, folded away below its question. */
export const whyDueList = (clock: Clock, question: string, language: Language): Html =>
  html`<details>
    <summary>${question}</summary>
    <ul>
      ${whyDue(clock, calendarOf(clock.calendar), language).map((line) => html`<li>${line}</li> `)}
    </ul>
  </details>`;

/** Says in plain sentences why a promise is due when it is. English names each day; Spanish gives the rule and the moments. */
export const whyDue = (clock: Clock, calendar: CompiledCalendar, language: Language): string[] => {
  if (language === 'en') return explainDue(clock, calendar);
  if (clock.dueAt === undefined) return ['No se promete ningún plazo.'];
  const say = (at: number) => sayInstant(at, calendar.zone.id, 'es');
  const pauses = clock.pauses.map(({ reason, from, to }) => {
    const why = describeHoldReason(reason, 'es');
    return to === undefined
      ? `El plazo está detenido desde el ${say(from)} (${why}); la fecha cambiará cuando continúe el trabajo.`
      : `El plazo estuvo detenido del ${say(from)} al ${say(to)} (${why}).`;
  });
  const storms = reliefsOf(clock, calendar).map(({ name, from, until, relax }) =>
    relax
      ? `Se añadieron ${sayTarget(relax, 'es')} por ${name}.`
      : `No cuenta el tiempo del ${say(from)} al ${say(until)} (${name}).`,
  );
  return [
    `La solicitud se recibió el ${say(clock.startedAt)}`,
    `El plazo es de ${sayTarget(clock.target, 'es')}.`,
    countsWorkingTime(clock.target)
      ? 'Solo cuentan los días y las horas de trabajo: los fines de semana y los días feriados no cuentan, y lo que llega fuera del horario empieza a contar cuando se abre la oficina.'
      : 'Cuentan todos los días, también los fines de semana y los feriados.',
    ...storms,
    ...pauses,
    `El plazo termina el ${say(clock.dueAt)}`,
  ];
};

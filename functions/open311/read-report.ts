import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Question, RequestType } from '../catalogue/request-type.ts';
import { type Report, type Warning, MAX_DESCRIPTION, knownAddress, readEmail, readPosition } from '../intake/report.ts';
import type { Language } from '../languages/language.ts';
import { pictureAt } from '../requests/picture-link.ts';
import type { Place } from '../requests/request.ts';
import { type Failure, failure } from './answer.ts';
import type { ReportForm } from './report-form.ts';
import { serviceOf } from './services.ts';

/** A form that is a report of a service, with what was left out of it and the picture that came with it. */
export interface ReportReading {
  kind: 'report';
  report: Omit<Report, 'sourceId'>;
  type: RequestType;
  mediaUrl?: string;
  leftOut: ('email' | 'media_url')[];
}

/** Longest values, characters: what the webhook takes too. */
const LONGEST = { address_string: 500, first_name: 100, last_name: 100, phone: 50, email: 1000, media_url: 2000 };
const LONGEST_ANSWER = 2000;
const MOST_ATTRIBUTES = 50;

/** Codes that mean something else to the objects that answers are kept in. */
const UNUSABLE_CODES = new Set(['__proto__', 'constructor']);

/**
 * Reads a report: the service, one usable location (R24), the description (R25), the answers to the service's questions (R32), who
 * reports. Every fault is named at once. What cannot be used but is not needed is left out: a report is worth more than an address
 * to write to.
 */
export const readReport = (form: ReportForm, catalogue: Catalogue, language: Language): ReportReading | Failure => {
  const code = form.value('service_code');
  if (!code) return failure(400, 'service_code was not provided.');
  const type = serviceOf(code, catalogue);
  if (!type) return failure(404, 'service_code was not found.');

  const faults: string[] = [];
  const place = readPlace(form, type, faults);
  const answers = readAnswers(form, type, faults);
  const description = form.value('description') ?? '';
  if (description.length > MAX_DESCRIPTION) faults.push(`description may hold ${MAX_DESCRIPTION} characters at most.`);
  for (const [name, most] of Object.entries(LONGEST)) {
    if ((form.value(name)?.length ?? 0) > most) faults.push(`${name} may hold ${most} characters at most.`);
  }
  if (faults.length > 0) return failure(400, ...faults);

  const warnings: Warning[] = [];
  const email = readEmail(form.value('email'), 'email', warnings);
  const name = [form.value('first_name'), form.value('last_name')].filter(Boolean).join(' ');
  const phone = form.value('phone');
  const mediaUrl = pictureAt(form.value('media_url'));
  const reporter = { ...(name ? { name } : {}), ...(email ? { email } : {}), ...(phone ? { phone } : {}) };
  return {
    kind: 'report',
    type,
    report: {
      reportedType: type.code,
      description,
      place,
      answers,
      private: false,
      channel: 'open311',
      ...(name || email || phone ? { reporter: { ...reporter, language } } : {}),
    },
    ...(mediaUrl ? { mediaUrl } : {}),
    leftOut: [
      ...(warnings.length > 0 ? ['email' as const] : []),
      ...(form.value('media_url') && !mediaUrl ? ['media_url' as const] : []),
    ],
  };
};

const readPlace = (form: ReportForm, type: RequestType, faults: string[]): Place => {
  const warnings: Warning[] = [];
  const position = readPosition(degrees(form.value('lat')), degrees(form.value('long')), 'lat', warnings);
  const address = knownAddress(form.value('address_string'));
  if (warnings.length > 0)
    faults.push('lat and long must come together, from -90 to 90 and from -180 to 180, and not both 0.');
  else if (type.location === 'required' && !position && !address) {
    faults.push('A location was not provided: send lat and long, or address_string. address_id is not known here.');
  }
  return { ...(address ? { address } : {}), ...position };
};

/** NaN for what is no number, which no position can be made of. */
const degrees = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  return /^[+-]?\d{1,3}(?:\.\d{1,20})?$/.test(text) ? Number(text) : Number.NaN;
};

const readAnswers = (
  { attributes }: ReportForm,
  { questions }: RequestType,
  faults: string[],
): Record<string, string> => {
  const answers: Record<string, string> = {};
  if (attributes.size > MOST_ATTRIBUTES) faults.push(`Send at most ${MOST_ATTRIBUTES} attributes.`);
  for (const [code, values] of [...attributes].slice(0, MOST_ATTRIBUTES)) {
    const question = questions.find((one) => one.code === code);
    const reading = UNUSABLE_CODES.has(code) || !/^[\w-]{1,100}$/.test(code) ? undefined : readAnswer(question, values);
    if (reading === undefined) faults.push(`attribute[${question?.code ?? '…'}] ${wanted(question)}`);
    else answers[code] = reading;
  }
  for (const { code, required, text } of questions) {
    if (required && !attributes.has(code)) faults.push(`attribute[${code}] was not provided: ${text}`);
  }
  return answers;
};

/** The answer as it is kept; undefined for one that its question does not allow. What no question asks is kept as text. */
const readAnswer = (question: Question | undefined, values: readonly string[]): string | undefined => {
  const [value = '', ...more] = values;
  const kind = question?.kind ?? 'text';
  switch (kind) {
    case 'text': {
      const text = values.join(', ');
      return text.length > LONGEST_ANSWER ? undefined : text;
    }
    case 'choice': {
      const wished = value.toLowerCase();
      return more.length > 0 ? undefined : question?.choices?.find((choice) => choice.toLowerCase() === wished);
    }
    case 'number':
      return more.length === 0 && /^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? value : undefined;
    case 'date':
      return more.length === 0 && /^\d{4}-\d{2}-\d{2}(?:T[\d:.]{5,18}(?:Z|[+-]\d{2}:\d{2})?)?$/.test(value)
        ? value
        : undefined;
    default:
      return kind satisfies never;
  }
};

const wanted = (question: Question | undefined): string => {
  const kind = question?.kind ?? 'text';
  switch (kind) {
    case 'text':
      return `must have a code of letters, digits, "-" and "_", and at most ${LONGEST_ANSWER} characters.`;
    case 'choice':
      return `must be one of: ${(question?.choices ?? []).join('; ')}.`;
    case 'number':
      return 'must be a number.';
    case 'date':
      return 'must be a date.';
    default:
      return kind satisfies never;
  }
};

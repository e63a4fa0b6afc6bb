import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Question, RequestType } from '../catalogue/request-type.ts';
import { describeTarget } from '../clocks/target.ts';
import type { Value } from './xml.ts';

/** The type behind a service code; undefined for one that is not there, and for a private one, which no public client offers. */
export const serviceOf = (code: string, catalogue: Catalogue): RequestType | undefined => {
  const type = catalogue.types.get(code.trim());
  return type?.privacy === 'public' ? type : undefined;
};

/** Every service that the public may ask for, by name; each answers with its id at once (`realtime`). */
export const serviceList = (catalogue: Catalogue, now: number): Value =>
  [...catalogue.types.values()]
    .filter(({ privacy }) => privacy === 'public')
    .map((type) => ({
      service_code: type.code,
      service_name: type.name,
      description: describeService(type, catalogue, now),
      metadata: type.questions.length > 0,
      type: 'realtime',
      keywords: type.keywords.join(', ') || null,
      group: type.group,
    }));

/** Who sees to it, and what most people may expect. */
const describeService = (type: RequestType, catalogue: Catalogue, now: number): string => {
  const { resolve } = catalogue.agreementFor(type, now).targets;
  return [
    ...(type.emergency ? ['If anyone is in danger, call 911 first.'] : []),
    `Seen to by ${catalogue.partner(type.partner).name}.`,
    ...(resolve.kind === 'none' ? [] : [`Most are done within ${describeTarget(resolve)}.`]),
  ].join(' ');
};

/** What a service asks besides the place and the words, as the standard's attributes (R32). */
export const serviceDefinition = ({ code, questions }: RequestType): Value => ({
  service_code: code,
  attributes: questions.map((question, index) => ({
    variable: true,
    code: question.code,
    datatype: DATATYPES[question.kind],
    required: question.required,
    datatype_description: HINTS[question.kind],
    order: index + 1,
    description: question.text,
    ...(question.choices ? { values: question.choices.map((choice) => ({ key: choice, name: choice })) } : {}),
  })),
});

const DATATYPES: Record<Question['kind'], string> = {
  text: 'text',
  choice: 'singlevaluelist',
  number: 'number',
  date: 'datetime',
};

const HINTS: Record<Question['kind'], string | null> = {
  text: null,
  choice: 'One of the values.',
  number: 'A number in digits.',
  date: 'A date, for example 2026-06-01, or with time and zone: 2026-06-01T09:00:00-04:00.',
};

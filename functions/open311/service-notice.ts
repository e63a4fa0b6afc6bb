import type { Catalogue } from '../catalogue/catalogue.ts';
import { stormsOver } from '../clocks/storms.ts';
import { sayTarget } from '../pages/promise.ts';
import { sayStorm } from '../pages/say-storm.ts';
import type { Language } from '../requests/request.ts';
import { emergencyWordIn } from '../review/emergency-words.ts';
import type { ReportReading } from './read-report.ts';

/** The sentences of a notice in each language. */
const WORDS: Record<
  Language,
  { emergency: string; most: (target: string) => string; leftOut: Record<ReportReading['leftOut'][number], string> }
> = {
  en: {
    emergency: 'If anyone is in danger, call 911 now. This report is not watched as an emergency call is.',
    most: (target) => `Most requests of this kind are done within ${target}.`,
    leftOut: {
      email: 'The e-mail address cannot be written to; the report was accepted without it.',
      media_url: 'The address of the picture must begin with https://; the report was accepted without it.',
    },
  },
  es: {
    emergency:
      'Si alguien está en peligro, llame ahora al 911. Este reporte no se atiende como una llamada de emergencia.',
    most: (target) => `La mayoría de las solicitudes de este tipo se resuelven en un plazo de ${target}.`,
    leftOut: {
      email: 'No se puede escribir a esa dirección de correo; el reporte se aceptó sin ella.',
      media_url: 'La dirección de la imagen debe comenzar con https://; el reporte se aceptó sin ella.',
    },
  },
};

/**
 * What the person who reports should be told at once: to call 911 where the type or their words speak of danger (R49), how long it
 * usually takes, the storms that are on over it, and what of the report could not be used.
 */
export const serviceNotice = (
  { type, report, leftOut }: ReportReading,
  catalogue: Catalogue,
  language: Language,
  now: number,
): string | null => {
  const words = WORDS[language];
  const { resolve } = catalogue.agreementFor(type, now).targets;
  const alarming = emergencyWordIn(report.description) !== undefined;
  const subject = {
    catalogue: catalogue.name,
    place: report.place,
    typeCode: type.code,
    partner: type.partner,
    alarming,
  };
  const sentences = [
    ...(type.emergency || alarming ? [words.emergency] : []),
    ...(resolve.kind === 'none' ? [] : [words.most(sayTarget(resolve, language))]),
    ...stormsOver(subject, catalogue, now).map((storm) => sayStorm(storm, catalogue.timeZone, language)),
    ...leftOut.map((field) => words.leftOut[field]),
  ];
  return sentences.join(' ') || null;
};

/** The language of what is told at once, and of the reporter's e-mails: the first that their client names, of those we write. */
export const languageOf = (acceptLanguage: string | undefined): Language =>
  /^\s*es\b/i.test(acceptLanguage ?? '') ? 'es' : 'en';

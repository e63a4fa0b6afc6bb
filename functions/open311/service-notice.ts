import type { Catalogue } from '../catalogue/catalogue.ts';
import { stormsOver } from '../clocks/storms.ts';
import { type Language, languageOfTag } from '../languages/language.ts';
import { say } from '../languages/wording.ts';
import { sayStorm, sayTarget } from '../requests/say-promise.ts';
import { sayCallNow } from '../review/call-now.ts';
import { soundsLikeEmergency } from '../review/emergency-words.ts';
import type { ReportReading } from './read-report.ts';
import en from './words/en.json' with { type: 'json' };
import es from './words/es.json' with { type: 'json' };
import ht from './words/ht.json' with { type: 'json' };
import ne from './words/ne.json' with { type: 'json' };
import pt from './words/pt.json' with { type: 'json' };
import zhHant from './words/zh-Hant.json' with { type: 'json' };

/** The sentences of a notice in each language. */
const WORDS: Record<Language, typeof en & { leftOut: Record<ReportReading['leftOut'][number], string> }> = {
  en,
  es,
  pt,
  ht,
  ne,
  'zh-Hant': zhHant,
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
  const alarming = soundsLikeEmergency(report, true);
  const subject = {
    catalogue: catalogue.name,
    place: report.place,
    typeCode: type.code,
    partner: type.partner,
    alarming,
  };
  const sentences = [
    ...(type.emergency || alarming ? [sayCallNow(language)] : []),
    ...(resolve.kind === 'none' ? [] : [say(words.most, { target: sayTarget(resolve, language) })]),
    ...stormsOver(subject, catalogue, now).map((storm) => sayStorm(storm, catalogue.timeZone, language)),
    ...leftOut.map((field) => words.leftOut[field]),
  ];
  return sentences.join(' ') || null;
};

/** The language of what is told at once, and of the reporter's e-mails: the first that their client names, of those we write. */
export const languageOf = (acceptLanguage = ''): Language =>
  acceptLanguage
    .split(',')
    .map((part) => languageOfTag(part.split(';')[0] ?? ''))
    .find((language) => language !== undefined) ?? 'en';

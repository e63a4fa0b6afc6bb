import type { Language } from './request.ts';

/** The pause reasons of the agreements (R107), as they complete "On hold: …" in a sentence. */
const REASONS: Record<string, Record<Language, string>> = {
  'waiting-for-constituent': {
    en: 'waiting for an answer from the person who asked',
    es: 'a la espera de una respuesta de la persona que hizo la solicitud',
  },
  'waiting-for-utility': {
    en: 'waiting for a utility company',
    es: 'a la espera de una compañía de servicios públicos',
  },
  'waiting-for-outside-agency': { en: 'waiting for an outside agency', es: 'a la espera de un organismo externo' },
  'waiting-for-parts': { en: 'waiting for parts', es: 'a la espera de piezas' },
  'waiting-for-access': { en: 'waiting for access to the place', es: 'a la espera de acceso al lugar' },
  'waiting-for-material': { en: 'waiting for material', es: 'a la espera de materiales' },
  weather: { en: 'the weather does not allow the work', es: 'el tiempo no permite el trabajo' },
  seasonal: { en: 'the work is done in another season', es: 'el trabajo se hace en otra estación del año' },
  season: { en: 'the work is done in another season', es: 'el trabajo se hace en otra estación del año' },
};

/** Says a pause reason in words; a code without words of its own is read out, its hyphens as spaces. */
export const describeHoldReason = (code: string, language: Language): string =>
  (Object.hasOwn(REASONS, code) ? REASONS[code]?.[language] : undefined) ?? code.replaceAll('-', ' ');

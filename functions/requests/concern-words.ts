import type { StaffLanguage } from '../languages/language.ts';
import type { ContactWay } from './concern.ts';
import type { Actor } from './event.ts';

/** How somebody was contacted. */
export const CONTACT_WAY_WORDS: Record<ContactWay, string> = {
  telephone: 'By telephone',
  'e-mail': 'By e-mail',
  'in-person': 'In person',
};

/** Who raises concerns, by role. */
export const RAISER_WORDS: Record<Actor['kind'], Record<StaffLanguage, string>> = {
  constituent: { en: 'the resident', es: 'la persona que hizo la solicitud' },
  partner: { en: 'a partner', es: 'un equipo' },
  reviewer: { en: 'the review desk', es: 'la mesa de revisión' },
  manager: { en: 'somebody who answers for the promise', es: 'un responsable del plazo' },
  platform: { en: 'a platform', es: 'una plataforma' },
  system: { en: 'the system', es: 'el sistema' },
};

/** The owner of concerns that no partner owns. */
export const MANAGER_WORDS: Record<StaffLanguage, string> = {
  en: 'the Service Operations Manager',
  es: 'la gerencia de operaciones del 311',
};

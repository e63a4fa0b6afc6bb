import type { ConcernOutcome, ConcernReason, ContactWay } from './concern.ts';
import type { Actor } from './event.ts';
import type { Language } from './request.ts';

type Words<Code extends string> = Record<Code, Record<Language, string>>;

/** Why a concern is raised, as the person who raises it would say it. */
export const CONCERN_REASON_WORDS: Words<ConcernReason> = {
  overdue: { en: 'The promised time is over', es: 'El plazo prometido ya pasó' },
  safety: { en: 'Somebody may come to harm', es: 'Alguien puede salir lastimado' },
  recurring: { en: 'The same thing happens again and again', es: 'Lo mismo pasa una y otra vez' },
  'closed-without-action': { en: 'It was closed, and nothing was done', es: 'Se cerró y no se hizo nada' },
  conduct: { en: 'How somebody behaved', es: 'Cómo se portó alguien' },
  other: { en: 'Something else', es: 'Otra cosa' },
};

/** How a concern ended. */
export const CONCERN_OUTCOME_WORDS: Words<ConcernOutcome> = {
  'put-right': { en: 'It was put right', es: 'Se corrigió' },
  explained: { en: 'It was explained', es: 'Se explicó' },
  'passed-on': { en: 'It was passed on to those who can change it', es: 'Se pasó a quienes pueden cambiarlo' },
  unfounded: { en: 'It was looked into, and nothing was found', es: 'Se investigó y no se encontró nada' },
};

/** How somebody was contacted. */
export const CONTACT_WAY_WORDS: Record<ContactWay, string> = {
  telephone: 'By telephone',
  'e-mail': 'By e-mail',
  'in-person': 'In person',
};

/** Who raises concerns, by role. */
export const RAISER_WORDS: Words<Actor['kind']> = {
  constituent: { en: 'the resident', es: 'la persona que hizo la solicitud' },
  partner: { en: 'a partner', es: 'un equipo' },
  reviewer: { en: 'the review desk', es: 'la mesa de revisión' },
  manager: { en: 'somebody who answers for the promise', es: 'un responsable del plazo' },
  platform: { en: 'a platform', es: 'una plataforma' },
  system: { en: 'the system', es: 'el sistema' },
};

/** The owner of concerns that no partner owns. */
export const MANAGER_WORDS: Record<Language, string> = {
  en: 'the Service Operations Manager',
  es: 'la gerencia de operaciones del 311',
};

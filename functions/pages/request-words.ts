import type { Language, RequestOutcome } from '../requests/request.ts';
import type { SURVEY_QUESTIONS } from '../surveys/survey.ts';
import type { RaiseWords } from './raise-concern-form.ts';

type Question = (typeof SURVEY_QUESTIONS)[number];

/** Every word of the constituent's page in one language; what is filled in is a function. */
export interface RequestWords {
  title: (id: string) => string;
  number: (id: string) => string;
  notSaved: string;
  other: { code: Language; name: string };
  now: string;
  status: {
    received: string;
    inReview: string;
    asked: (partner: string) => string;
    working: (partner: string) => string;
    onHold: (reason: string) => string;
    asked311: string;
    follows: (id: string) => string;
  };
  ended: Record<RequestOutcome, string>;
  until: (date: string) => string;
  over: string;
  promise: string;
  noPromise: string;
  most: (target: string) => string;
  mostLookedAt: (target: string) => string;
  thisOne: (moment: string) => string;
  latePromise: string;
  standsStill: string;
  keptOn: (moment: string) => string;
  brokenOn: (moment: string, due: string) => string;
  why: string;
  whatWasDone: string;
  asked: string;
  nothingWritten: string;
  where: string;
  when: string;
  story: string;
  survey: {
    heading: string;
    intro: string;
    questions: Record<Question, string>;
    scale: readonly [string, string, string, string, string];
    comment: string;
    commentHint: string;
    send: string;
    answered: string;
  };
  reopen: { heading: string; label: string; hint: string; send: string };
  question: { heading: string; label: string; until: (moment: string) => string; send: string };
  withdraw: { heading: string; label: string; hint: string; send: string };
  /** The form by which a concern is raised, and what is said of those that were. */
  concern: RaiseWords & { yours: string; open: (moment: string) => string; contacted: (moment: string) => string };
  done: { rate: string; reopen: string; answer: string; withdraw: string; 'raise-concern': string };
  faults: { answer: string; text: string; reason: string; comment: string; state: string; other: string };
}

const en: RequestWords = {
  title: (id) => `Request ${id}`,
  number: (id) => `Request number ${id}`,
  notSaved: 'This was not saved',
  other: { code: 'es', name: 'Español' },
  now: 'What happens now',
  status: {
    received: 'We have your request. It is on its way to the people who can help.',
    inReview: 'A person at the 311 office is looking at your request. You do not need to do anything.',
    asked: (partner) => `${partner} has been asked to do the work.`,
    working: (partner) => `${partner} is working on it.`,
    onHold: (reason) => `The work is on hold: ${reason}.`,
    asked311: 'We have a question for you. Please answer it below.',
    follows: (id) =>
      `Somebody had reported the same before you. Your report has joined request ${id}, and ends with it.`,
  },
  ended: {
    done: 'The work is done.',
    unable: 'The work could not be done.',
    referred: 'The request was referred to another office.',
    declined: 'The request was not taken on.',
    duplicate: 'The same thing had been reported before, and that report goes on.',
    withdrawn: 'The request was withdrawn.',
  },
  until: (date) => `Until ${date} you can tell us how it went, or that it is not solved.`,
  over: 'This request is closed. If something is wrong again, please report it anew.',
  promise: 'What was promised',
  noPromise: 'No time is promised for requests of this kind.',
  most: (target) => `Most requests of this kind are done within ${target}.`,
  mostLookedAt: (target) => `Most requests are looked at within ${target}.`,
  thisOne: (moment) => `For yours, that time ends on ${moment}.`,
  latePromise: 'That time has passed, and we are sorry. Those who are responsible have been told.',
  standsStill: 'The time stands still while the work is on hold, so the day will move.',
  keptOn: (moment) => `It was done on ${moment}, within that time.`,
  brokenOn: (moment, due) => `It was done on ${moment}. The time had ended on ${due}, and we are sorry.`,
  why: 'Why then?',
  whatWasDone: 'What was done',
  asked: 'What you asked',
  nothingWritten: 'You chose the kind of request and wrote nothing more.',
  where: 'Where',
  when: 'Reported',
  story: 'What happened so far',
  survey: {
    heading: 'How did it go?',
    intro: 'Four questions, one click each. Your answers help to do it better.',
    questions: {
      accuracy: 'How right was the information that you were given?',
      courtesy: 'How courteous were we?',
      ease: 'How easy was it to get help?',
      overall: 'How was the service on the whole?',
    },
    scale: ['Very poor', 'Poor', 'Fair', 'Good', 'Excellent'],
    comment: 'Anything else (optional)',
    commentHint: 'Please write no names or telephone numbers.',
    send: 'Send the answers',
    answered: 'The survey has already been answered. Thank you.',
  },
  reopen: {
    heading: 'It is not solved',
    label: 'What is not solved?',
    hint: 'The request is opened again, and those who do the work read this.',
    send: 'Open the request again',
  },
  question: {
    heading: 'Our question',
    label: 'Your answer',
    until: (moment) => `Please answer by ${moment}. After that we decide with what we know.`,
    send: 'Send the answer',
  },
  withdraw: {
    heading: 'It is not needed any more',
    label: 'Why is it not needed?',
    hint: 'The work is cancelled, and those who were asked are told.',
    send: 'Withdraw the request',
  },
  concern: {
    heading: 'You are not content with how it goes',
    legend: 'What is it about?',
    label: 'What is wrong?',
    hint: 'Somebody who can decide reads this, and tries to reach you within three business days. Your request goes on meanwhile.',
    send: 'Send the concern',
    yours: 'Your concern',
    open: (moment) => `Somebody will try to reach you by ${moment}.`,
    contacted: (moment) => `We reached you on ${moment}.`,
  },
  done: {
    'raise-concern': 'Thank you. Somebody who can decide will read your concern.',
    rate: 'Thank you. Your answers were saved.',
    reopen: 'Your request is open again. Those who do the work have been told.',
    answer: 'Thank you. Your answer was saved, and the 311 office has been told.',
    withdraw: 'Your request was withdrawn.',
  },
  faults: {
    answer: 'Choose one of the five answers.',
    text: 'Write a sentence, in at most 1000 characters.',
    reason: 'Choose what it is about.',
    comment: 'Write at most 1000 characters.',
    state: 'The time for this has passed, or it was done already. If something is wrong, please report it anew.',
    other: 'Use one of the forms of this page.',
  },
};

const es: RequestWords = {
  title: (id) => `Solicitud ${id}`,
  number: (id) => `Número de solicitud ${id}`,
  notSaved: 'No se guardó',
  other: { code: 'en', name: 'English' },
  now: 'Qué pasa ahora',
  status: {
    received: 'Tenemos su solicitud. Está en camino a quienes pueden ayudar.',
    inReview: 'Una persona de la oficina del 311 está revisando su solicitud. Usted no tiene que hacer nada.',
    asked: (partner) => `Se pidió a ${partner} que haga el trabajo.`,
    working: (partner) => `${partner} está haciendo el trabajo.`,
    onHold: (reason) => `El trabajo está detenido: ${reason}.`,
    asked311: 'Tenemos una pregunta para usted. Por favor, respóndala abajo.',
    follows: (id) =>
      `Alguien había reportado lo mismo antes. Su reporte se unió a la solicitud ${id} y termina con ella.`,
  },
  ended: {
    done: 'El trabajo está hecho.',
    unable: 'El trabajo no se pudo hacer.',
    referred: 'La solicitud se remitió a otra oficina.',
    declined: 'La solicitud no se aceptó.',
    duplicate: 'Lo mismo ya se había reportado antes, y ese reporte sigue su curso.',
    withdrawn: 'La solicitud se retiró.',
  },
  until: (date) => `Hasta el ${date} puede decirnos cómo le fue, o que el problema no está resuelto.`,
  over: 'Esta solicitud está cerrada. Si algo vuelve a estar mal, por favor repórtelo de nuevo.',
  promise: 'Qué se prometió',
  noPromise: 'No se promete ningún plazo para las solicitudes de este tipo.',
  most: (target) => `La mayoría de las solicitudes de este tipo se resuelven en un plazo de ${target}.`,
  mostLookedAt: (target) => `La mayoría de las solicitudes se revisan en un plazo de ${target}.`,
  thisOne: (moment) => `Para la suya, ese plazo termina el ${moment}`,
  latePromise: 'Ese plazo ya pasó y lo sentimos. Se avisó a los responsables.',
  standsStill: 'El plazo está detenido mientras el trabajo está detenido, así que la fecha cambiará.',
  keptOn: (moment) => `Se terminó el ${moment}, dentro del plazo.`,
  brokenOn: (moment, due) => `Se terminó el ${moment} El plazo había terminado el ${due}, y lo sentimos.`,
  why: '¿Por qué esa fecha?',
  whatWasDone: 'Qué se hizo',
  asked: 'Qué pidió usted',
  nothingWritten: 'Usted eligió el tipo de solicitud y no escribió nada más.',
  where: 'Dónde',
  when: 'Reportada',
  story: 'Qué ha pasado hasta ahora',
  survey: {
    heading: '¿Cómo le fue?',
    intro: 'Cuatro preguntas, un clic cada una. Sus respuestas ayudan a mejorar.',
    questions: {
      accuracy: '¿Qué tan correcta fue la información que recibió?',
      courtesy: '¿Qué tan amables fuimos?',
      ease: '¿Qué tan fácil fue obtener ayuda?',
      overall: '¿Cómo fue el servicio en general?',
    },
    scale: ['Muy malo', 'Malo', 'Regular', 'Bueno', 'Excelente'],
    comment: 'Algo más (opcional)',
    commentHint: 'Por favor no escriba nombres ni números de teléfono.',
    send: 'Enviar las respuestas',
    answered: 'La encuesta ya se respondió. Gracias.',
  },
  reopen: {
    heading: 'No está resuelto',
    label: '¿Qué no está resuelto?',
    hint: 'La solicitud se abre de nuevo y quienes hacen el trabajo leen esto.',
    send: 'Abrir la solicitud de nuevo',
  },
  question: {
    heading: 'Nuestra pregunta',
    label: 'Su respuesta',
    until: (moment) => `Por favor, responda antes del ${moment} Después decidimos con lo que sabemos.`,
    send: 'Enviar la respuesta',
  },
  withdraw: {
    heading: 'Ya no hace falta',
    label: '¿Por qué ya no hace falta?',
    hint: 'El trabajo se cancela y se avisa a quienes se les pidió.',
    send: 'Retirar la solicitud',
  },
  concern: {
    heading: 'No está conforme con cómo va',
    legend: '¿De qué se trata?',
    label: '¿Qué está mal?',
    hint: 'Lo lee alguien que puede decidir, y trata de comunicarse con usted en un plazo de tres días hábiles. Su solicitud sigue su curso.',
    send: 'Enviar la inquietud',
    yours: 'Su inquietud',
    open: (moment) => `Alguien tratará de comunicarse con usted a más tardar el ${moment}`,
    contacted: (moment) => `Nos comunicamos con usted el ${moment}`,
  },
  done: {
    'raise-concern': 'Gracias. Alguien que puede decidir leerá su inquietud.',
    rate: 'Gracias. Sus respuestas se guardaron.',
    reopen: 'Su solicitud está abierta de nuevo. Se avisó a quienes hacen el trabajo.',
    answer: 'Gracias. Su respuesta se guardó, y se avisó a la oficina del 311.',
    withdraw: 'Su solicitud se retiró.',
  },
  faults: {
    answer: 'Elija una de las cinco respuestas.',
    text: 'Escriba una frase, de 1000 caracteres como máximo.',
    reason: 'Elija de qué se trata.',
    comment: 'Escriba 1000 caracteres como máximo.',
    state: 'El plazo para esto ya pasó, o ya se hizo. Si algo está mal, por favor repórtelo de nuevo.',
    other: 'Use uno de los formularios de esta página.',
  },
};

/** The constituent's page in each language. */
export const REQUEST_WORDS: Record<Language, RequestWords> = { en, es };

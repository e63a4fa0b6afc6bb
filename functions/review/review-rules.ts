import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RequestType } from '../catalogue/request-type.ts';
import { isInside, serviceAreas } from '../catalogue/service-area.ts';
import type { ReceivedRequest, ReviewReason, Suggestion } from '../requests/request.ts';
import { soundsLikeEmergency } from './emergency-words.ts';

/** What the rules look at. */
export interface ReviewFacts {
  request: ReceivedRequest;
  /** The type, when the catalogue has it and still offers it. */
  type: RequestType | undefined;
  catalogue: Catalogue;
  /** Requests that may be the same thing. */
  candidates: readonly Suggestion[];
}

/** A rule that keeps a request for a person. */
interface ReviewRule {
  reason: ReviewReason;
  applies: (facts: ReviewFacts) => boolean;
}

const positionOf = ({ request }: ReviewFacts) => {
  const { lat, lon } = request.place;
  return lat !== undefined && lon !== undefined ? { lat, lon } : undefined;
};

/**
 * Every rule that keeps a request for a person, in the order in which the reasons are told, the gravest first (R48). All are asked;
 * a request that none applies to is accepted by rule. Where the type is unknown, those that need it stay silent.
 */
export const REVIEW_RULES: readonly ReviewRule[] = [
  {
    // An emergency type goes to those who handle emergencies at once; holding it would be the danger (R49).
    reason: 'emergency-words',
    applies: ({ request, type }) => !type?.emergency && soundsLikeEmergency(request, type !== undefined),
  },
  { reason: 'unknown-type', applies: ({ type }) => type === undefined },
  {
    reason: 'feedback-without-subject',
    applies: (facts) => asksForSubject(facts.type) && subjectOwner(facts) === undefined,
  },
  { reason: 'private-type', applies: ({ type }) => type?.privacy === 'private' },
  {
    reason: 'place-unknown',
    applies: (facts) =>
      facts.type?.location === 'required' && !facts.request.place.address && positionOf(facts) === undefined,
  },
  {
    reason: 'outside-the-city',
    applies: (facts) => {
      const position = positionOf(facts);
      return position !== undefined && !isInside(serviceAreas[facts.request.catalogue], position.lat, position.lon);
    },
  },
  {
    reason: 'missing-answer',
    applies: ({ request, type }) =>
      type?.questions.some(({ code, required }) => required && code !== SUBJECT && !request.answers[code]?.trim()) ??
      false,
  },
  { reason: 'possible-duplicate', applies: ({ candidates }) => candidates.length > 0 },
];

/** Every reason, in their order, why a person has to look before work can start; none means that rules may accept. */
export const reasonsForReview = (facts: ReviewFacts): ReviewReason[] =>
  REVIEW_RULES.filter(({ applies }) => applies(facts)).map(({ reason }) => reason);

/** The question by which feedback says about whom it is. */
const SUBJECT = 'subject';

const asksForSubject = (type: RequestType | undefined): boolean =>
  type?.class === 'feedback' && type.questions.some(({ code }) => code === SUBJECT);

/** The partner that the subject of feedback names, by its name or its code; undefined where none is named or asked for. */
export const subjectOwner = ({
  request,
  type,
  catalogue,
}: Pick<ReviewFacts, 'request' | 'type' | 'catalogue'>): string | undefined => {
  if (!asksForSubject(type)) return undefined;
  const subject = request.answers[SUBJECT]?.trim().toLowerCase();
  return [...catalogue.partners.values()].find(
    ({ code, name }) => code === subject || name.trim().toLowerCase() === subject,
  )?.code;
};

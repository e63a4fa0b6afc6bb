import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { RAISE_CONCERN, type RaiseCommand, raiseConcern, readRaiseCommand } from '../concerns/raise-concern.ts';
import { type Outcome, type Refusal, type RequestFile, wrongState } from '../requests/change.ts';
import type { Actor, RequestEvent } from '../requests/event.ts';
import { ConflictError } from '../requests/requests.store.ts';
import { MAX_FORM_BYTES, bodyBytes, formFields, seeOther } from '../shared/http.ts';
import { logOf } from '../shared/logger.ts';
import { answerPage, languageIn, notOpened } from './answer-page.ts';
import { leftPage } from './left-page.ts';
import { tooLargePage } from './missing-page.ts';
import { type Draw, type FormDependencies, drawPage, isCutOff, isRevoked, openLink, requestIdOf } from './open-link.ts';
import { OPEN_PRIVATE, isNoted, notePrivateReading } from './private-reading.ts';
import type { Link, LinkPurpose } from './signed-link.ts';
import { LogMessage } from './log-messages.ts';

const log = logOf(LogMessage);

/** A link that was cut off opens nothing, like every other that does not. */
const NOT_OPENED: Refusal = { kind: 'refused', code: 'not-found', message: 'This link does not open anything.' };

/** Whether all links of a partner or of the manager were taken back; asked of the record before, because a decision waits for nothing. */
const isTakenBack = async (link: Link, { requests, cuts }: FormDependencies): Promise<boolean> => {
  const held = link.purpose === 'work-order' || link.purpose === 'concern';
  const file = held ? await requests.load(requestIdOf(link)) : undefined;
  return file !== undefined && (await isRevoked(link, file, cuts));
};

/** Others were faster each time: nothing was written, and whoever sends it again is carried out. */
const BUSY: Refusal = {
  ...wrongState('Others were changing this request at the same moment. Please send it again.'),
  field: 'busy',
};

/** The outcome of a decision, or that others changed its request all the time. */
const unlessBusy = async (decided: Promise<Outcome | undefined>): Promise<Outcome | undefined> => {
  try {
    return await decided;
  } catch (error) {
    if (error instanceof ConflictError) return BUSY;
    throw error;
  }
};

/** Puts on record who opens a private request; undefined or refused for a link that opens nothing. Of any other request nothing is written. */
const openPrivate = (link: Link, { requests, now }: FormDependencies): Promise<Outcome | undefined> =>
  unlessBusy(
    requests
      .changeWithHistory(requestIdOf(link), (file) =>
        isCutOff(link, file) ? NOT_OPENED : notePrivateReading(link, file, catalogueOf(file.request.catalogue), now()),
      )
      .then((done) => done?.outcome),
  );

/** Whether a form comes again that has just cut off the link of its own page, with the same words and choices: a double click is no error. */
const isLeftBy = async (
  link: Link,
  fields: Record<string, string>,
  { requests, city }: FormDependencies,
): Promise<boolean> => {
  const file = await requests.loadWithHistory(requestIdOf(link));
  const said = file?.events.some((event) => isSaid(event, fields));
  return file !== undefined && said === true && leftPage(link, file, fields.action, city) !== undefined;
};

/** Whether a line of history has the words of a form, and its choices where it keeps them. */
const isSaid = ({ text, data = {} }: RequestEvent, fields: Record<string, string>): boolean =>
  text !== undefined &&
  text === (fields.text ?? '').trim() &&
  Object.entries(data).every(([name, value]) => fields[name] === undefined || fields[name] === String(value));

/** What a command is decided on; with the history where the form is one whose double click only that knows. */
type Decided = RequestFile & { events?: readonly RequestEvent[] };

/** What is particular to one page's form. */
export interface FormRecipe<C extends { action: string }> {
  purpose: LinkPurpose;
  read: (fields: Record<string, string>) => { kind: 'command'; command: C } | Refusal;
  /** The rule that carries the command out; it may be asked again when somebody else was faster. */
  decide: (file: Decided, command: C, link: Link, now: number, other?: RequestFile) => Outcome;
  /**
   * Whether a command is what the history says last: asked where a command leaves nothing but a line of it, by which alone a double click
   * is known.
   */
  isTold?: (command: C, events: readonly RequestEvent[], link: Link) => boolean;
  /** The second request that a command is about; both are changed in one transaction. */
  other?: (command: C, file: RequestFile) => string | undefined;
  draw: Draw;
}

/** Who raises a concern on a page of each purpose; on the others none can be raised. */
const RAISERS: Partial<Record<LinkPurpose, (file: RequestFile, link: Link) => Actor>> = {
  request: () => ({ kind: 'constituent', name: 'constituent' }),
  'work-order': ({ workOrders }, { id }) => ({
    kind: 'partner',
    name: workOrders.find((workOrder) => workOrder.id === id)?.partner ?? 'partner',
  }),
  review: () => ({ kind: 'reviewer', name: 'review-desk' }),
  escalation: () => ({ kind: 'manager', name: 'escalation' }),
};

/** The address of the page after a form was carried out, in the language that its reader chose. */
const doneQuery = ({ queryStringParameters }: APIGatewayProxyEvent, action: string): string => {
  const language = languageIn(queryStringParameters);
  return `?${new URLSearchParams({ done: action, ...(language ? { lang: language } : {}) })}`;
};

const isRaised = (command: { action: string }): command is RaiseCommand => command.action === RAISE_CONCERN;

/**
 * Answers a posted form: opens the link, reads the command, carries it out, and sends the browser back to the page (303), so that a
 * reload repeats nothing. What cannot be carried out is shown again with what was typed: 422 for a field at fault, 409 for a state
 * that does not allow it. What had been done already counts as done, because a double click is no error.
 */
export const answerForm = async <C extends { action: string }>(
  event: APIGatewayProxyEvent,
  { purpose, read, decide, isTold, other = () => undefined, draw }: FormRecipe<C>,
  dependencies: FormDependencies,
): Promise<APIGatewayProxyResult> => {
  const { requests, city, now, office } = dependencies;
  const link = await openLink(event, purpose, dependencies);
  const closed = async (): Promise<APIGatewayProxyResult> => {
    const sent = bodyBytes(event).length > MAX_FORM_BYTES ? {} : formFields(event);
    if (link && (await isLeftBy(link, sent, dependencies))) return seeOther(doneQuery(event, sent.action ?? ''));
    log.warn('LINK_NOT_OPENED', { purpose });
    return notOpened(city);
  };
  if (!link || (await isTakenBack(link, dependencies))) return closed();
  const requestId = requestIdOf(link);
  if (bodyBytes(event).length > MAX_FORM_BYTES) {
    log.warn('FORM_TOO_LARGE', { purpose, requestId });
    return answerPage(413, tooLargePage(city));
  }
  const fields = formFields(event);
  const query = event.queryStringParameters;

  if (fields.action === OPEN_PRIVATE) {
    const opened = await openPrivate(link, dependencies);
    if (opened && opened.kind !== 'refused') return seeOther('?');
    const before = opened === BUSY && (await drawPage(link, draw, { query, refusal: BUSY }, dependencies));
    return before ? answerPage(409, before.html) : notOpened(city);
  }

  const raiser = RAISERS[purpose];
  const reading = raiser && fields.action === RAISE_CONCERN ? readRaiseCommand(fields) : read(fields);
  const carryOut = (file: Decided, command: C | RaiseCommand, second?: RequestFile): Outcome => {
    if (!isRaised(command)) return decide(file, command, link, now(), second);
    const by = raiser?.(file, link) ?? { kind: 'system', name: purpose };
    return raiseConcern(file, command, by, { catalogue: catalogueOf(file.request.catalogue), office }, now());
  };
  const decided = async (command: C | RaiseCommand): Promise<Outcome | undefined> => {
    if (isTold && !isRaised(command)) {
      const done = await requests.changeWithHistory(requestId, (file) => {
        if (isCutOff(link, file)) return NOT_OPENED;
        return isTold(command, file.events, link) ? { kind: 'unchanged' } : carryOut(file, command);
      });
      return done?.outcome;
    }
    const done = await requests.changeTogether(
      requestId,
      (file) => (isRaised(command) ? undefined : other(command, file)),
      (file, second) => (isCutOff(link, file) ? NOT_OPENED : carryOut(file, command, second)),
    );
    return done?.outcome;
  };
  const outcome = reading.kind === 'refused' ? reading : await unlessBusy(decided(reading.command));

  if (reading.kind === 'command' && (outcome?.kind === 'changed' || outcome?.kind === 'unchanged')) {
    const { action } = reading.command;
    log.info('FORM_CARRIED_OUT', { purpose, requestId, action, outcome: outcome.kind });
    return seeOther(doneQuery(event, action));
  }
  const refusal = outcome?.kind === 'refused' ? outcome : undefined;
  // What was typed is shown again, and with it the request.
  if (refusal && refusal !== BUSY && isNoted(purpose)) await openPrivate(link, dependencies);
  const drawn =
    refusal && refusal.code !== 'not-found'
      ? await drawPage(link, draw, { query, refusal, fields }, dependencies)
      : undefined;
  if (!refusal || !drawn) return closed();
  log.info('FORM_REFUSED', { purpose, requestId, code: refusal.code, field: refusal.field });
  return answerPage(refusal.code === 'wrong-state' ? 409 : 422, drawn.html, drawn.elsewhere);
};

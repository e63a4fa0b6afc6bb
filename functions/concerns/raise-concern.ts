import { CONCERN_AGREEMENT } from '../catalogue/stored.ts';
import { calendarOf } from '../clocks/calendars.ts';
import { startClock } from '../clocks/clock.ts';
import { changed } from '../clocks/watch-milestones.ts';
import { type Outcome, type Refusal, type RequestFile, invalid, wrongState } from '../requests/change.ts';
import { CONCERN_REASONS, type Concern, type ConcernReason, MANAGER, isOpenConcern } from '../requests/concern.ts';
import type { Actor } from '../requests/event.ts';
import { withSentence } from '../requests/sentence.ts';
import type { OfferContext } from '../work-orders/offer-work.ts';
import { raisedNotices, receivedNotices } from './concern-notices.ts';

/** The action of the form by which a concern is raised, the same on every page. */
export const RAISE_CONCERN = 'raise-concern';

/** What somebody says who is not content with how a request goes. */
export interface RaiseCommand {
  action: typeof RAISE_CONCERN;
  reason: ConcernReason;
  text: string;
}

/** Open concerns of one request at most: whoever has more to say adds it to what is open already. */
export const MOST_OPEN_CONCERNS = 5;

/** Reads a posted form; names the field that has to be mended. */
export const readRaiseCommand = (
  fields: Record<string, string>,
): { kind: 'command'; command: RaiseCommand } | Refusal => {
  const reason = CONCERN_REASONS.find((candidate) => candidate === fields.reason);
  if (!reason) return invalid('reason', 'Choose what it is about.');
  return withSentence(fields, 'text', 'Say in a sentence what is wrong.', (text) => ({
    action: RAISE_CONCERN,
    reason,
    text,
  }));
};

/**
 * Raises a concern about a request, whatever its state: the Service Operations Manager owns it until she hands it on, and has three
 * business days to contact the person who raised it (R158). The request itself stays as it is. The same words of the same person,
 * while the concern is open, are a double click.
 */
export const raiseConcern = (
  file: RequestFile,
  { reason, text }: RaiseCommand,
  by: Actor,
  context: OfferContext,
  now: number,
): Outcome => {
  const { request, concerns = [] } = file;
  const open = concerns.filter(isOpenConcern);
  if (open.some((one) => one.by.kind === by.kind && one.by.name === by.name && one.text === text))
    return { kind: 'unchanged' };
  if (open.length >= MOST_OPEN_CONCERNS)
    return wrongState('Several concerns about this request are open already, and somebody sees to them.');
  const { catalogue } = context;
  const agreement = catalogue.agreementOn(CONCERN_AGREEMENT, now);
  const concern: Concern = {
    id: `${request.id}-C${concerns.length + 1}`,
    requestId: request.id,
    status: 'open',
    version: 1,
    reason,
    text,
    by,
    raisedAt: now,
    owner: MANAGER,
    clock: startClock('acknowledge', agreement, calendarOf(agreement.calendar), now),
  };
  return changed(
    file,
    {
      request: { ...request, wakes: true },
      workOrders: [],
      concerns: [concern],
      events: [
        {
          type: 'concern-raised',
          at: now,
          by,
          text,
          data: { concern: concern.id, reason, owner: concern.owner, contactBy: concern.clock.dueAt ?? null },
        },
      ],
      notices: [...raisedNotices(request, concern, context, now), ...receivedNotices(request, concern)],
    },
    catalogue,
  );
};

import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../../functions/catalogue/catalogue.ts';
import type { ContactLevel } from '../../functions/clocks/agreement.ts';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import { tellEvent } from '../../functions/requests/story.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import { reviewRequest } from '../../functions/review/review.ts';
import { progressWorkOrder } from '../../functions/work-orders/progress-work-order.ts';
import {
  DAY,
  HOUR,
  type Kept,
  TUESDAY,
  aContext,
  aRequest,
  changeOf,
  keep,
  somerville,
  work,
} from '../support/builders.ts';

/** The catalogue with only these levels for one partner. */
const withOnly = (code: string, levels: ContactLevel[]): { catalogue: Catalogue } => {
  const partner = somerville.partner(code);
  const contacts = partner.contacts.filter(({ level }) => levels.includes(level));
  return {
    catalogue: { ...somerville, partners: new Map([...somerville.partners, [code, { ...partner, contacts }]]) },
  };
};

/** The lines about missing contacts, as `message: partner wanted → written`. */
const missing = ({ events }: Pick<Kept, 'events'>): string[] =>
  events.flatMap(({ type, data = {} }) =>
    type === 'contact-missing' ? [`${data.message}: ${data.partner} ${data.wanted} → ${data.written}`] : [],
  );

const noDesk = aContext(withOnly('dpw-highway', ['supervisor', 'director']));
const offered = (context = noDesk): Kept => {
  const before = aRequest.received();
  return keep(before, changeOf(reviewRequest(before, context, TUESDAY)));
};
/** The same with the work in hand, so that only the promise to the resident runs. */
const inHand = (context = noDesk): Kept => work(offered(context), { action: 'accept' }, TUESDAY);
/** The request at its milestones up to an instant. */
const until = (before: Kept, instant: number, context = noDesk): Kept => {
  let kept = before;
  for (;;) {
    const { nextMilestoneAt: at } = kept.request;
    if (at === undefined || at > instant) return kept;
    kept = keep(kept, changeOf(actOnDue(kept, context, at)));
  }
};

describe('a partner without a valid contact', () => {
  it('R137 is on the record of the request that work was offered for, in the offer’s own transaction', () => {
    const { events } = offered();
    expect(missing({ events })).toEqual(['work-offered: dpw-highway desk → supervisor']);
    const [offer, line] = [events.find(({ type }) => type === 'work-order-offered'), events.at(-1)];
    expect(line).toMatchObject({ type: 'contact-missing', at: TUESDAY, version: offer!.version });
  });

  it('R137 is on the record with whoever was written to in the end, the manager where there is nobody at all', () => {
    const nobody = aContext(withOnly('dpw-highway', []));
    expect(missing(offered(nobody))).toEqual(['work-offered: dpw-highway desk → service-operations-manager']);
  });

  it('R137 is on the record of a transfer to it', () => {
    const context = aContext(withOnly('water-sewer', ['director']));
    const before = aRequest.inProgress();
    const command = { action: 'transfer', to: 'water-sewer', reason: 'their-service', text: 'A sewer cover.' } as const;
    const after = keep(
      before,
      changeOf(progressWorkOrder(before, before.workOrders[0]!.id, command, context, TUESDAY + HOUR)),
    );
    expect(missing(after)).toEqual(['work-transferred: water-sewer desk → director']);
  });

  it('R137 is on the record of a cancellation', () => {
    const before = aRequest.inProgress();
    const command = { action: 'withdraw', resolution: 'She called: the hole is filled.' } as const;
    expect(missing(keep(before, changeOf(decideReview(before, command, noDesk, TUESDAY + HOUR))))).toEqual([
      'work-cancelled: dpw-highway desk → supervisor',
    ]);
  });

  it('R137 is on the record of each reminder', () => {
    const agency = [...somerville.partners.values()].find(({ reminders }) => reminders)!;
    const context = aContext(withOnly(agency.code, ['supervisor']));
    const review = aRequest.inReview();
    const accept = { action: 'accept', typeCode: 'pothole', partner: agency.code, priority: 'normal' } as const;
    const before = keep(review, changeOf(decideReview(review, accept, aContext(), TUESDAY)));
    const reminders = missing(until(before, TUESDAY + 20 * DAY, context)).filter((line) => line.startsWith('work-rem'));
    // The last of them goes to the manager because reminding is over, and not because somebody is missing.
    expect(reminders).toEqual(
      Array.from({ length: agency.reminders!.most }, () => `work-reminder: ${agency.code} desk → supervisor`),
    );
  });

  it('R137 is on the record of each milestone, once for each notice', () => {
    const noSupervisor = aContext(withOnly('dpw-highway', ['desk']));
    const before = inHand(noSupervisor);
    const after = until(before, TUESDAY + 30 * DAY, noSupervisor);
    expect(missing(before)).toEqual([]);
    expect(missing(after)).toEqual([
      'clock-due: dpw-highway supervisor → service-operations-manager',
      'clock-escalated: dpw-highway supervisor → service-operations-manager',
      'clock-escalated: dpw-highway director → service-operations-manager',
    ]);
    expect(actOnDue(after, noSupervisor, TUESDAY + 31 * DAY)).toEqual({ kind: 'unchanged' });
  });

  it('R137 is on the record also where the stand-in is written to anyway', () => {
    const due = until(inHand(), TUESDAY + 30 * DAY).events;
    expect(missing({ events: due }).filter((line) => line.startsWith('clock-due'))).toEqual([
      'clock-due: dpw-highway desk → supervisor',
    ]);
  });

  it('is told to the staff, and to nobody else', () => {
    const event = offered().events.at(-1)!;
    const names = { partner: () => 'Highway Division' };
    const told = (audience: Parameters<typeof tellEvent>[3]) => tellEvent(event, 'en', names, audience);
    expect(told('staff')).toBe('Highway Division has no valid contact; the next level was written to.');
    expect([told('partner'), told('constituent')]).toEqual([undefined, undefined]);
  });
});

describe('a partner with all its contacts', () => {
  it('R137 has no such line on any request', () => {
    expect(missing(until(offered(aContext()), TUESDAY + 30 * DAY, aContext()))).toEqual([]);
  });
});

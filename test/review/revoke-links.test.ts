import { describe, expect, it } from 'vitest';
import { statusLink } from '../../functions/pages/link-life.ts';
import { isCutOff } from '../../functions/pages/open-link.ts';
import type { Link } from '../../functions/pages/signed-link.ts';
import { decideReview, readReviewCommand } from '../../functions/review/decide-review.ts';
import { linksSeen } from '../../functions/review/revoke-links.ts';
import type { LinkHolder } from '../../functions/review/review-command.ts';
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
  refusalOf,
  work,
} from '../support/builders.ts';

const NOW = TUESDAY + HOUR + 250;
const text = 'The link was forwarded to a mailing list.';
const change = (kept: Kept, whose: LinkHolder, now = NOW) =>
  changeOf(decideReview(kept, { action: 'revoke-links', whose, text }, aContext(), now));
const revoked = (kept: Kept, whose: LinkHolder, now = NOW): Kept => keep(kept, change(kept, whose, now));
/** A link as it is read from its address: kept to the second. */
const read = ({ expiresAt, ...link }: Link): Link => ({ ...link, expiresAt: Math.floor(expiresAt / 1000) * 1000 });
const opens = (link: Link, kept: Kept): boolean => !isCutOff(read(link), kept);
const made = (purpose: Link['purpose'], id: string, now: number): Link => ({ purpose, id, expiresAt: now + 365 * DAY });
const all = ({ request, workOrders }: Kept, now: number) => ({
  request: statusLink(request),
  'work-order': made('work-order', workOrders[0]!.id, now),
  review: made('review', request.id, now),
  escalation: made('escalation', request.id, now),
});

describe('links that a person takes back', () => {
  const kept = aRequest.inProgress();
  const before = all(kept, TUESDAY);
  const opening = (after: Kept) =>
    Object.entries(before).flatMap(([purpose, link]) => (opens(link, after) ? [purpose] : []));

  it('are those of the people that were named, and no others', () => {
    expect(opening(kept)).toEqual(['request', 'work-order', 'review', 'escalation']);
    expect(opening(revoked(kept, 'partners'))).toEqual(['request', 'review', 'escalation']);
    expect(opening(revoked(kept, 'staff'))).toEqual(['request', 'work-order']);
    expect(opening(revoked(kept, 'resident'))).toEqual(['work-order', 'review', 'escalation']);
  });

  it.each([
    ['partners', 'highway.desk@dpw.somerville.example'],
    ['staff', 'review@311.example'],
    ['resident', 'ana@resident.example'],
  ] as const)('are replaced by a fresh one that opens, in the same transaction: %s to %s', (whose, to) => {
    const { notices, events, request } = change(kept, whose);
    expect(notices.map((notice) => [notice.message, notice.to])).toEqual([['links-renewed', to]]);
    expect(opens(notices[0]!.link, revoked(kept, whose))).toBe(true);
    expect(events).toEqual([
      {
        type: 'links-revoked',
        at: NOW,
        by: { kind: 'reviewer', name: 'review-desk' },
        text,
        data: { whose, renewed: 1 },
      },
    ]);
    expect(JSON.stringify(notices)).not.toContain(text);
    expect([request.status, request.clocks, request.wakes]).toEqual([kept.request.status, kept.request.clocks, false]);
  });

  it('include one of the very second, and the one that replaced it when that is taken back in its turn', () => {
    for (const whose of ['partners', 'staff', 'resident'] as const) {
      const first = change(kept, whose);
      const after = keep(kept, first);
      const purpose = first.notices[0]!.link.purpose;
      expect(opens(all(kept, NOW)[purpose as 'review'], after)).toBe(false);
      const again = change(after, whose);
      const last = keep(after, again);
      expect(opens(first.notices[0]!.link, last)).toBe(false);
      expect(opens(again.notices[0]!.link, last)).toBe(true);
      expect(again.notices[0]!.id).not.toBe(first.notices[0]!.id);
    }
  });

  it('leave the links of later e-mails alone, and a transfer takes the replacement from the former partner', () => {
    const first = change(kept, 'partners');
    const after = keep(kept, first);
    const to = { action: 'transfer', to: 'water-sewer', reason: 'their-service', text: 'A sewer cover.' } as const;
    const transfer = changeOf(progressWorkOrder(after, after.workOrders[0]!.id, to, aContext(), NOW));
    const last = keep(after, transfer);
    expect(opens(first.notices[0]!.link, last)).toBe(false);
    expect(opens(transfer.notices[0]!.link, last)).toBe(true);
    expect(opens(made('work-order', after.workOrders[0]!.id, NOW + 2000), last)).toBe(true);
  });

  it('can be taken back in any state, of a resident without an address too, who is written to by nobody', () => {
    const states = [
      aRequest.received(),
      aRequest.inReview(),
      aRequest.onHold(),
      aRequest.resolved(),
      aRequest.inProgress({ reporter: undefined }),
    ];
    for (const state of states) {
      const link = statusLink(state.request);
      expect([state.request.status, opens(link, revoked(state, 'resident'))]).toEqual([state.request.status, false]);
      expect(revoked(state, 'staff').request.status).toBe(state.request.status);
    }
    expect(change(states[4]!, 'resident').notices).toEqual([]);
  });

  it('leave a question to the resident open, and its clock where it stands', () => {
    const asked = keep(
      aRequest.inReview(),
      changeOf(
        decideReview(aRequest.inReview(), { action: 'ask', question: 'Which side is it?' }, aContext(), TUESDAY),
      ),
    );
    const { request } = revoked(asked, 'resident');
    expect([request.question, request.clocks]).toEqual([asked.request.question, asked.request.clocks]);
  });

  it('are nobody’s where no work is open', () => {
    const nothing = decideReview(
      aRequest.resolved(),
      { action: 'revoke-links', whose: 'partners', text },
      aContext(),
      NOW,
    );
    expect(refusalOf(nothing).code).toBe('wrong-state');
  });

  it('go out anew with every later e-mail to the resident', () => {
    const after = revoked(kept, 'resident');
    const accepted = changeOf(
      progressWorkOrder(after, after.workOrders[0]!.id, { action: 'accept' }, aContext(), NOW + HOUR),
    );
    const notice = accepted.notices.find(({ audience }) => audience === 'constituent')!;
    expect(opens(notice.link, keep(after, accepted))).toBe(true);
    expect(notice.link).toEqual(statusLink(after.request));
  });

  it('R137 of a partner without a valid desk go to the next level up, which is on the record', () => {
    const { catalogue } = aContext();
    const partner = catalogue.partner('dpw-highway');
    const contacts = partner.contacts.filter(({ level }) => level !== 'desk');
    const partners = new Map([...catalogue.partners, ['dpw-highway', { ...partner, contacts }]]);
    const command = { action: 'revoke-links', whose: 'partners', text } as const;
    const outcome = decideReview(kept, command, aContext({ catalogue: { ...catalogue, partners } }), NOW);
    const { type, data } = keep(kept, changeOf(outcome)).events.at(-1)!;
    expect([type, data?.wanted, data?.written]).toEqual(['contact-missing', 'desk', 'supervisor']);
  });
});

describe('the form that takes them back', () => {
  it.each([
    [{ action: 'revoke-links', text }, 'whose'],
    [{ action: 'revoke-links', whose: 'everybody', text }, 'whose'],
    [{ action: 'revoke-links', whose: 'staff' }, 'text'],
  ] as [Record<string, string>, string][])('of %o names the field at fault: %s', (fields, field) => {
    expect(refusalOf(readReviewCommand(fields))).toMatchObject({ field });
  });

  it('is read with its reason trimmed', () => {
    const command = { action: 'revoke-links', whose: 'partners', text };
    expect(readReviewCommand({ ...command, text: `  ${text} ` })).toEqual({ kind: 'command', command });
  });
});

describe('a work order', () => {
  it('keeps its state and its clocks when its links are taken back', () => {
    const accepted = work(aRequest.inProgress(), { action: 'accept' }, TUESDAY);
    const [before, after] = [accepted, revoked(accepted, 'partners')].map(({ workOrders }) => workOrders[0]!);
    expect(after).toEqual({ ...before, version: before!.version + 1, linksFrom: after!.linksFrom });
  });
});

describe('a form that takes links back', () => {
  const kept = aRequest.inProgress();

  it.each(['partners', 'resident'] as const)(
    'does so once, by a double click or a repetition a day later: %s',
    (whose) => {
      const form = { action: 'revoke-links', whose, text, seen: seenOn(kept) };
      const once = keep(kept, changeOf(decideReview(kept, commandOf(form), aContext(), NOW)));
      expect(decideReview(once, commandOf(form), aContext(), NOW + DAY)).toEqual({ kind: 'unchanged' });
      const again = { ...form, seen: seenOn(once) };
      expect(changeOf(decideReview(once, commandOf(again), aContext(), NOW + DAY)).notices).toHaveLength(1);
    },
  );

  it('leaves out what a transfer has taken back since it was shown', () => {
    const form = { action: 'revoke-links', whose: 'partners', text, seen: seenOn(kept) };
    const transfer = { action: 'transfer', to: 'water-sewer', reason: 'their-service', text } as const;
    const passedOn = work(kept, transfer, NOW);
    expect(decideReview(passedOn, commandOf(form), aContext(), NOW + HOUR)).toEqual({ kind: 'unchanged' });
  });

  it.each([undefined, '', 'x', '1', '1.2.3', '-1.0', `${'9'.repeat(20)}.0`])(
    'that remembers nothing, or no sense, does so each time: %j',
    (seen) => {
      const form = { action: 'revoke-links', whose: 'resident', text, ...(seen === undefined ? {} : { seen }) };
      expect(commandOf(form)).not.toHaveProperty('seen');
    },
  );
});

/** What the review page writes into its form. */
const seenOn = (kept: Kept): string => {
  const { partners, resident } = linksSeen(kept);
  return `${partners}.${resident}`;
};
const commandOf = (fields: Record<string, string>) => {
  const reading = readReviewCommand(fields);
  if (reading.kind !== 'command') throw new Error(reading.message);
  return reading.command;
};

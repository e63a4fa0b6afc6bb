import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueFrom } from '../../functions/catalogue/catalogue.ts';
import { somerville as source } from '../../functions/catalogue/somerville.ts';
import type { StoredFile } from '../../functions/catalogue/stored.ts';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import { type ConcernCommand, readConcernCommand } from '../../functions/concerns/concern-command.ts';
import { handleConcern } from '../../functions/concerns/handle-concern.ts';
import {
  MOST_OPEN_CONCERNS,
  RAISE_CONCERN,
  raiseConcern,
  readRaiseCommand,
} from '../../functions/concerns/raise-concern.ts';
import { isBeforeCut } from '../../functions/pages/link-life.ts';
import { CONCERN_REASONS, CONCERN_STATUSES, MANAGER } from '../../functions/requests/concern.ts';
import {
  CONCERN_ACTIONS,
  allowedConcernActions,
  concernStatusesBefore,
  nextConcernStatus,
} from '../../functions/requests/concern-transitions.ts';
import type { Actor, RequestEvent } from '../../functions/requests/event.ts';
import { concernPage } from '../../functions/pages/concern-page.ts';
import { aView, opened } from '../pages/page-samples.ts';
import { MAX_SENTENCE } from '../../functions/requests/sentence.ts';
import {
  DAY,
  HOUR,
  type Kept,
  TUESDAY,
  aContext,
  aRequest,
  anOffice,
  changeOf,
  keep,
  refusalOf,
} from '../support/builders.ts';

const RESIDENT: Actor = { kind: 'constituent', name: 'constituent' };
const MANAGED: Actor = { kind: 'manager', name: MANAGER };
const TEXT = 'It was closed, and the hole is still there.';

const raise = (kept: Kept, { by = RESIDENT, text = TEXT, now = TUESDAY + HOUR } = {}) =>
  raiseConcern(kept, { action: RAISE_CONCERN, reason: 'closed-without-action', text }, by, aContext(), now);
const raised = (kept: Kept = aRequest.inProgress(), more: Parameters<typeof raise>[1] = {}): Kept =>
  keep(kept, changeOf(raise(kept, more)));
const handle = (kept: Kept, command: ConcernCommand, now = TUESDAY + 2 * HOUR, by = MANAGED) =>
  handleConcern(kept, kept.concerns?.at(-1)?.id ?? 'none', command, by, aContext(), now);
const handled = (kept: Kept, command: ConcernCommand, now?: number): Kept =>
  keep(kept, changeOf(handle(kept, command, now)));

const CONTACT: ConcernCommand = {
  action: 'contact',
  way: 'telephone',
  text: 'Told her that a crew comes on Thursday.',
};
const RESOLVE: ConcernCommand = {
  action: 'resolve',
  outcome: 'put-right',
  resolution: 'A crew went again and filled it.',
};
const HAND_ON: ConcernCommand = { action: 'hand-on', to: 'dpw-highway', text: 'It is about your crew.' };

describe('raising a concern', () => {
  it('R158 gives it to the manager with three business days to contact the person, from the moment it was raised', () => {
    const { concerns, request } = raised();
    expect(concerns).toMatchObject([
      { id: `${request.id}-C1`, status: 'open', owner: MANAGER, by: RESIDENT, raisedAt: TUESDAY + HOUR },
    ]);
    // Tuesday ten o'clock and three business days: Friday ten o'clock.
    expect(concerns?.[0]?.clock).toMatchObject({ kind: 'acknowledge', dueAt: TUESDAY + HOUR + 3 * DAY });
  });

  it('R158 takes Houston’s criteria as reasons, and names the field that is missing', () => {
    expect(CONCERN_REASONS).toEqual(
      expect.arrayContaining(['overdue', 'safety', 'recurring', 'closed-without-action']),
    );
    const read = (fields: Record<string, string>) => readRaiseCommand({ action: RAISE_CONCERN, ...fields });
    expect(refusalOf(read({ text: TEXT }))).toMatchObject({ field: 'reason' });
    expect(refusalOf(read({ reason: 'no such', text: TEXT }))).toMatchObject({ field: 'reason' });
    expect(refusalOf(read({ reason: 'safety', text: ' short ' }))).toMatchObject({ field: 'text' });
    expect(refusalOf(read({ reason: 'safety', text: 'x'.repeat(MAX_SENTENCE + 1) }))).toMatchObject({ field: 'text' });
    expect(read({ reason: 'safety', text: TEXT })).toMatchObject({ kind: 'command' });
  });

  it('leaves the request as it is, wakes its workflow for the new moment, and is on its history', () => {
    for (const before of [
      aRequest.received(),
      aRequest.inReview(),
      aRequest.inProgress(),
      aRequest.onHold(),
      aRequest.resolved(),
    ] as Kept[]) {
      const { request, events } = raised(before);
      expect(request).toMatchObject({ status: before.request.status, clocks: before.request.clocks, wakes: true });
      expect(request.nextMilestoneAt).toBeDefined();
      expect(events.at(-1)).toMatchObject({ type: 'concern-raised', by: RESIDENT, text: TEXT });
    }
  });

  it('tells the manager, with the list of all, and the resident by when they hear', () => {
    const { notices } = changeOf(raise(aRequest.inProgress()));
    expect(notices.map(({ message, to }) => `${to} ${message}`)).toEqual([
      'manager@311.example concern-raised',
      'ana@resident.example concern-received',
    ]);
    expect(notices[0]).toMatchObject({ queue: { id: 'concerns' }, values: { words: TEXT } });
    expect(notices[1]?.values).toMatchObject({ contactBy: { instant: TUESDAY + HOUR + 3 * DAY } });
  });

  it('R147 tells nobody who has no address, and nothing personal to the log of events', () => {
    const { notices, events } = changeOf(raise(aRequest.inProgress({ reporter: { language: 'en' } })));
    expect(notices.map(({ message }) => message)).toEqual(['concern-raised']);
    expect(JSON.stringify(events[0]?.data)).not.toContain('hole');
  });

  it('takes the same words of the same person for a double click, and more than a few for enough', () => {
    let kept = raised();
    expect(raise(kept)).toEqual({ kind: 'unchanged' });
    for (let nth = 2; nth <= MOST_OPEN_CONCERNS; nth += 1) kept = raised(kept, { text: `${TEXT} And ${nth} more.` });
    expect(refusalOf(raise(kept, { text: 'And one more of the same.' })).code).toBe('wrong-state');
    expect(kept.concerns?.map(({ id }) => id.slice(-2))).toEqual(['C1', 'C2', 'C3', 'C4', 'C5']);
    const settled = handled(kept, RESOLVE);
    expect(raise(settled, { text: 'It happened once more.' }).kind).toBe('changed');
  });
});

describe('an open concern', () => {
  it('R158 warns its owner, is overdue when nobody was contacted, then goes to the manager; each once', () => {
    let kept = handled(raised(aRequest.resolved()), HAND_ON);
    const told: string[] = [];
    for (let day = 0; day < 20; day += 1) {
      const outcome = actOnDue(kept, aContext(), TUESDAY + 3 * HOUR + day * DAY);
      if (outcome.kind !== 'changed') continue;
      told.push(
        ...outcome.change.notices.map(({ message, to, id }) => `${message} ${to} ${/#([a-z-]+)\d#/.exec(id)?.[1]}`),
      );
      kept = keep(kept, outcome.change);
    }
    expect(told).toEqual([
      'concern-due highway.supervisor@dpw.somerville.example at-risk',
      'concern-due highway.supervisor@dpw.somerville.example due',
      'concern-due manager@311.example escalate',
    ]);
    expect(kept.request).not.toHaveProperty('nextMilestoneAt');
    expect(kept.concerns).toMatchObject([{ status: 'open' }]);
  });

  it('no longer comes due once the person has been contacted, in time or late', () => {
    const inTime = handled(raised(aRequest.resolved()), CONTACT);
    expect(inTime.concerns).toMatchObject([
      { status: 'contacted', clock: { verdict: 'met' }, contactedAt: TUESDAY + 2 * HOUR },
    ]);
    expect(inTime.request).not.toHaveProperty('nextMilestoneAt');
    const late = handled(raised(aRequest.resolved()), CONTACT, TUESDAY + 9 * DAY);
    expect(late.concerns).toMatchObject([{ clock: { verdict: 'missed' } }]);
    expect(late.events.at(-1)?.data).toMatchObject({ way: 'telephone', verdict: 'missed' });
  });

  it('goes to another owner, who is told what the former one had to say; links sent before no longer open', () => {
    const kept = raised();
    const { concerns, notices, events } = changeOf(handle(kept, HAND_ON));
    expect(concerns).toMatchObject([{ owner: 'dpw-highway', linksFrom: TUESDAY + 2 * HOUR + 1000 }]);
    expect(notices).toMatchObject([{ message: 'concern-raised', values: { remark: 'It is about your crew.' } }]);
    expect(events).toMatchObject([{ data: { from: MANAGER, to: 'dpw-highway' } }]);
    expect(refusalOf(handle(kept, { ...HAND_ON, to: 'nobody' } as ConcernCommand))).toMatchObject({ field: 'to' });
  });

  it('is handed on once however often the form is sent, and to nobody who has it: what was written would reach nobody', () => {
    const kept = handled(raised(), HAND_ON);
    expect(handle(kept, HAND_ON)).toEqual({ kind: 'unchanged' });
    const other = { ...HAND_ON, text: 'They called again, and it is urgent.' } as ConcernCommand;
    expect(refusalOf(handle(kept, other))).toMatchObject({ code: 'invalid', field: 'to' });
    expect(refusalOf(handle(raised(), { ...HAND_ON, to: MANAGER } as ConcernCommand))).toMatchObject({ field: 'to' });
  });

  it('R137 opens for its last owner alone, where it was handed on twice within a second', () => {
    const first = handled(raised(), HAND_ON);
    const [former] = changeOf(handle(raised(), HAND_ON)).notices;
    const { concerns, notices } = changeOf(handle(first, { ...HAND_ON, to: 'dpw-sanitation' } as ConcernCommand));
    const linksFrom = concerns?.[0]?.linksFrom;
    expect(isBeforeCut(former!.link.expiresAt, linksFrom)).toBe(true);
    expect(isBeforeCut(notices[0]!.link.expiresAt, linksFrom)).toBe(false);
  });

  it('R137 goes to the next level where a partner has nobody to answer for it', () => {
    const files = structuredClone(source.files) as Record<string, StoredFile>;
    const highway = Object.values(files).find(({ partner }) => partner.code === 'dpw-highway')!.partner;
    highway.contacts = highway.contacts.filter(({ level }) => level === 'desk');
    const context = aContext({ catalogue: catalogueFrom({ ...source, files }) });
    const kept = raised();
    const id = kept.concerns?.[0]?.id ?? '';
    const { notices } = changeOf(handleConcern(kept, id, HAND_ON, MANAGED, context, TUESDAY + 2 * HOUR));
    expect(notices[0]?.to).toBe(anOffice().serviceOperationsManager);
  });
});

describe('the end of a concern', () => {
  it('is told to the resident in the owner’s words, and stops the clock', () => {
    const { concerns, notices } = changeOf(handle(raised(), RESOLVE));
    expect(concerns).toMatchObject([{ status: 'resolved', outcome: 'put-right', clock: { verdict: 'met' } }]);
    expect(notices).toMatchObject([
      {
        message: 'concern-resolved',
        to: 'ana@resident.example',
        values: { resolution: 'A crew went again and filled it.' },
      },
    ]);
  });

  it('is told to the partner or the desk that raised it', () => {
    const byPartner = raised(aRequest.inProgress(), { by: { kind: 'partner', name: 'dpw-highway' } });
    expect(changeOf(handle(byPartner, RESOLVE)).notices).toMatchObject([
      { to: 'highway.desk@dpw.somerville.example', audience: 'partner' },
    ]);
    const byDesk = raised(aRequest.inProgress(), { by: { kind: 'reviewer', name: 'review-desk' } });
    expect(changeOf(handle(byDesk, RESOLVE)).notices).toMatchObject([
      { to: 'review@311.example', audience: 'reviewer' },
    ]);
    const byManager = raised(aRequest.inProgress(), { by: { kind: 'manager', name: 'escalation' } });
    expect(changeOf(handle(byManager, RESOLVE)).notices).toEqual([]);
  });

  it('waits for a contact where no letter can reach the person', () => {
    const silent = raised(aRequest.inProgress({ reporter: { name: 'Ana', phone: '617-555-0100', language: 'en' } }));
    expect(refusalOf(handle(silent, RESOLVE)).message).toContain('get in touch with the person first');
    expect(handle(handled(silent, CONTACT), RESOLVE).kind).toBe('changed');
  });

  it('waits for a contact where letters came back (R140), and says so on its page', () => {
    const kept = raised();
    const line = { ...kept.events.at(-1)!, type: 'reporter-unreachable', data: { reason: 'bounced' } } as RequestEvent;
    const bounced = { ...kept, events: [...kept.events, line] };
    expect(refusalOf(handle(bounced, RESOLVE)).message).toBe(
      'E-mail does not reach them: get in touch with the person first, and write down how.',
    );
    expect(handle(handled(bounced, CONTACT), RESOLVE).kind).toBe('changed');
    const page = concernPage(opened({ ...bounced, concerns: bounced.concerns ?? [] }, 'concern'), aView())!.toString();
    expect(page).toContain('Cannot be reached by e-mail: their mailbox sent a notice back');
    expect(page).toContain('No e-mail reaches them, so tell them yourself first.');
  });

  it('is once: a double click is no error, everything else afterwards is refused', () => {
    const kept = handled(raised(), RESOLVE);
    expect(handle(kept, RESOLVE)).toEqual({ kind: 'unchanged' });
    for (const command of [CONTACT, HAND_ON, { action: 'note', text: 'Called once more.' } as const])
      expect(refusalOf(handle(kept, command)).code).toBe('wrong-state');
    expect(handle(handled(raised(), CONTACT), CONTACT)).toEqual({ kind: 'unchanged' });
    expect(refusalOf(handleConcern(kept, 'R-NONE-C9', RESOLVE, MANAGED, aContext(), TUESDAY)).code).toBe('not-found');
  });
});

describe('the table of concerns', () => {
  it('allows what it says and refuses the rest, in every state', () => {
    const inState = { open: raised(), contacted: handled(raised(), CONTACT), resolved: handled(raised(), RESOLVE) };
    const other: Record<string, ConcernCommand> = {
      contact: { action: 'contact', way: 'in-person', text: 'Met her at the place.' },
      note: { action: 'note', text: 'Called once more.' },
      'hand-on': HAND_ON,
      resolve: { action: 'resolve', outcome: 'explained', resolution: 'It is done every spring.' },
    };
    for (const status of CONCERN_STATUSES) {
      for (const action of CONCERN_ACTIONS) {
        const outcome = handle(inState[status], other[action] as ConcernCommand);
        const to = nextConcernStatus(status, action);
        if (to === undefined) expect(refusalOf(outcome).message).toMatch(/^[A-Z].*\.$/);
        else expect(changeOf(outcome).concerns?.[0]?.status).toBe(to);
      }
    }
    expect(allowedConcernActions('resolved')).toEqual([]);
    expect(concernStatusesBefore('resolved')).toEqual(['open', 'contacted']);
  });

  it('reads no form into anything but a command that is whole', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.constantFrom(...CONCERN_ACTIONS), (fields, action) => {
        const reading = readConcernCommand({ ...fields, action });
        if (reading.kind === 'refused') expect(reading.field).toBeDefined();
        else expect(reading.command.action).toBe(action);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { raiseConcern } from '../../functions/concerns/raise-concern.ts';
import { linkUrl, readLink } from '../../functions/pages/signed-link.ts';
import type { RequestsStore } from '../../functions/requests/requests.store.ts';
import { decideReview } from '../../functions/review/decide-review.ts';
import { actOnWidget } from '../../functions/widgets/act-on-widget.handler.ts';
import { pageLink } from '../../functions/widgets/page-link.ts';
import { type WidgetChange, decideWidgetChange, readWidgetCommand } from '../../functions/widgets/widget-command.ts';
import {
  HOUR,
  type Kept,
  TUESDAY,
  aContext,
  aRequest,
  anOffice,
  changeOf,
  keep,
  refusalOf,
  work,
} from '../support/builders.ts';
import { NOW, aReviewable } from './builders.ts';

const SENTENCE = 'A crew goes there before noon.';
const ID = 'R-TEST-0000-0000';
const CONCERN = `${ID}-C1`;

const readChange = (event: Record<string, unknown>, fields: Record<string, string> = {}): WidgetChange => {
  const reading = readWidgetCommand({ confirmed: event.action, version: 2, requestId: ID, ...event }, fields);
  if (reading.kind !== 'change') throw new Error(JSON.stringify(reading));
  return reading.change;
};
const decide = (kept: Kept, change: WidgetChange, now = NOW) =>
  decideWidgetChange(kept, { ...change, requestId: kept.request.id }, aContext(), now);

describe('what a button asks for', () => {
  test('is no change without its own confirmation, whatever else it holds', () => {
    const event = { action: 'accept', requestId: ID, version: 2, typeCode: 'pothole' };
    for (const confirmed of [undefined, true, 'yes', 'assign', ''])
      expect(refusalOf(readWidgetCommand({ ...event, confirmed }, {}))).toMatchObject({ field: 'confirmed' });
    expect(readWidgetCommand({ ...event, confirmed: 'accept' }, {})).toMatchObject({ kind: 'change' });
  });

  test('is no change where a widget is only drawn or described', () => {
    for (const event of [
      { widget: 'review' },
      { describe: true },
      { widget: 'late', widgetContext: { forms: { all: {} } } },
      {},
    ])
      expect(refusalOf(readWidgetCommand(event, {}))).toMatchObject({ field: 'action' });
  });

  test('names what is to be mended', () => {
    const of = (event: Record<string, unknown>, fields: Record<string, string> = {}) =>
      refusalOf(readWidgetCommand({ confirmed: event.action, version: 2, requestId: ID, ...event }, fields));
    expect(of({ action: 'accept' })).toMatchObject({ field: 'typeCode' });
    expect(of({ action: 'assign', typeCode: 'pothole' })).toMatchObject({
      field: 'partner',
      message: 'Choose the partner first.',
    });
    expect(of({ action: 'accept', requestId: 'R-1' })).toMatchObject({ field: 'requestId' });
    expect(of({ action: 'accept', version: '2' })).toMatchObject({ field: 'version' });
    expect(of({ action: 'contact', concernId: 'R-ELSE-0000-0000-C1' })).toMatchObject({ field: 'concernId' });
    expect(of({ action: 'contact', concernId: CONCERN }, { [`way-${CONCERN}`]: 'pigeon' })).toMatchObject({
      field: 'way',
    });
    expect(of({ action: 'acknowledge' }, { [`text-${ID}`]: 'short' })).toMatchObject({ field: 'text' });
    expect(of({ action: 'hand-on', concernId: CONCERN })).toMatchObject({ field: 'to' });
    expect(of({ action: 'raise-concern' })).toMatchObject({ field: 'reason' });
    expect(of({ action: 'delete' })).toMatchObject({ field: 'action' });
  });

  test('takes what was written from the fields of its own row, and of no other', () => {
    const fields = {
      [`way-${CONCERN}`]: 'telephone',
      [`text-${CONCERN}`]: SENTENCE,
      [`text-${ID}-C2`]: 'Of another concern.',
    };
    expect(readChange({ action: 'contact', concernId: CONCERN }, fields).command).toEqual({
      kind: 'concern',
      command: { action: 'contact', way: 'telephone', text: SENTENCE },
    });
  });

  test('is refused in a sentence, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('action', 'confirmed', 'requestId', 'concernId', 'version', 'typeCode', 'page', 'id'),
          fc.jsonValue(),
        ),
        (event) => {
          expect(refusalOf(readWidgetCommand(event, {})).message).toMatch(/\.$/);
        },
      ),
      { seed: 27 },
    );
  });
});

describe('a change', () => {
  test('is recorded as done on the dashboard, by nobody that the function does not know', () => {
    const kept = aReviewable();
    const { version } = kept.request;
    const change = changeOf(decide(kept, { ...readChange({ action: 'accept', typeCode: 'pothole' }), version }));
    expect(change.request).toMatchObject({ status: 'in-progress', partner: 'dpw-highway' });
    expect(change.events.find(({ type }) => type === 'request-accepted')?.by).toEqual({
      kind: 'reviewer',
      name: 'dashboard',
    });
  });

  test('leaves a request urgent whose work came back', () => {
    const kept = aRequest.inProgress();
    const urgent = decideReview(kept, { action: 'retype', typeCode: 'pothole', priority: 'urgent' }, aContext(), NOW);
    const back = { action: 'send-back', reason: 'not-our-place', text: 'It is the state’s road.' } as const;
    const sentBack = work(keep(kept, changeOf(urgent)), back, NOW);
    const assign = readChange({ action: 'assign', typeCode: 'pothole' }, { [`partner-${ID}`]: 'water-sewer' });
    const change = changeOf(decide(sentBack, { ...assign, version: sentBack.request.version }));
    expect(change.request).toMatchObject({ partner: 'water-sewer', priority: 'urgent' });
    expect(change.request.clocks.find(({ kind }) => kind === 'resolve')?.target).toMatchObject({ amount: 1 });
  });

  test('gives the work to the partner that was chosen', () => {
    const kept = aReviewable();
    const assign = readChange({ action: 'assign', typeCode: 'pothole' }, { [`partner-${ID}`]: 'water-sewer' });
    const change = changeOf(decide(kept, { ...assign, version: kept.request.version }));
    expect(change.request).toMatchObject({ partner: 'water-sewer', assignedByHand: true });
  });

  test('of what has changed since is refused, and clicked twice is done once', () => {
    const kept = aReviewable();
    const accept = { ...readChange({ action: 'accept', typeCode: 'pothole' }), version: kept.request.version };
    expect(refusalOf(decide(kept, { ...accept, version: accept.version - 1 })).message).toContain('has changed since');
    const after = keep(kept, changeOf(decide(kept, accept)));
    expect(decide(after, accept)).toEqual({ kind: 'unchanged' });
    const other = {
      ...accept,
      ...readChange({ action: 'assign', typeCode: 'pothole' }, { [`partner-${ID}`]: 'water-sewer' }),
    };
    expect(refusalOf(decide(after, { ...other, version: accept.version })).message).toMatch(
      /has changed since|decided on already/,
    );
  });

  test('takes an escalation up once, however often it is clicked', () => {
    const kept = aRequest.inProgress();
    const taken = {
      ...readChange({ action: 'acknowledge' }, { [`text-${ID}`]: SENTENCE }),
      version: kept.request.version,
    };
    const after = keep(kept, changeOf(decide(kept, taken)));
    expect(after.events.at(-1)).toMatchObject({
      type: 'escalation-acknowledged',
      by: { kind: 'manager', name: 'dashboard' },
    });
    expect(decide(after, taken)).toEqual({ kind: 'unchanged' });
  });

  test('answers a concern by its own version, whatever happens to its request', () => {
    const before = aRequest.inProgress();
    const by = { kind: 'constituent', name: 'constituent' } as const;
    const words = { action: 'raise-concern', reason: 'safety', text: 'Nobody has come, and it is dangerous.' } as const;
    const raised = keep(before, changeOf(raiseConcern(before, words, by, aContext(), TUESDAY)));
    const id = raised.request.id;
    const fields = { [`way-${id}-C1`]: 'telephone', [`text-${id}-C1`]: SENTENCE };
    const contact = readChange({ action: 'contact', requestId: id, concernId: `${id}-C1`, version: 1 }, fields);
    const moved = { ...raised, request: { ...raised.request, version: raised.request.version + 5 } };
    const after = keep(moved, changeOf(decide(moved, contact, TUESDAY + HOUR)));
    expect(after.concerns).toMatchObject([{ status: 'contacted', version: 2, contact: { text: SENTENCE } }]);
    expect(decide(after, contact)).toEqual({ kind: 'unchanged' });
    const other = { ...fields, [`text-${id}-C1`]: 'Somebody else called her too.' };
    const late = readChange({ action: 'contact', requestId: id, concernId: `${id}-C1`, version: 1 }, other);
    expect(refusalOf(decide(after, late)).message).toContain('has changed since');
  });
});

test('a page opens by a link that its button asks for, as those in the e-mails do', () => {
  const keys = { current: 'c2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXMhISEhISE=' };
  const reading = readWidgetCommand({ action: 'open', page: 'review', id: ID }, {});
  if (reading.kind !== 'open') throw new Error('It was not read.');
  const { href } = pageLink(reading, 'https://311.city.example', keys, NOW);
  expect(readLink(href.split('/').at(-1) ?? '', 'review', keys, NOW + HOUR)).toMatchObject({ id: ID });
  expect(href).toBe(
    linkUrl('https://311.city.example', readLink(href.split('/').at(-1) ?? '', 'review', keys, NOW)!, keys),
  );
  for (const event of [
    { page: 'request', id: ID },
    { page: 'queue', id: 'somerville~dpw-highway' },
    { page: 'review', id: 'review' },
  ])
    expect(refusalOf(readWidgetCommand({ action: 'open', ...event }, {}))).toMatchObject({ field: 'page' });
});

describe('the function behind the buttons', () => {
  const counted: string[] = [];
  const act = (changeWithHistory: RequestsStore['changeWithHistory'], event: Record<string, unknown>) => {
    counted.length = 0;
    return actOnWidget({
      requests: { changeWithHistory },
      metrics: { count: (name) => void counted.push(name), gauge: () => undefined, publish: () => undefined },
      readKeys: () => Promise.resolve({ current: 'c2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXMhISEhISE=' }),
      linkKeysSecret: 'secret',
      publicUrl: 'https://311.city.example',
      office: anOffice(),
      surveyWindowMs: HOUR,
      now: () => NOW,
    })(event);
  };
  const kept = aReviewable();
  const accept = {
    action: 'accept',
    confirmed: 'accept',
    requestId: ID,
    version: kept.request.version,
    typeCode: 'pothole',
    widgetContext: { theme: 'dark' },
  };
  const decided: RequestsStore['changeWithHistory'] = (_, decideOn) =>
    Promise.resolve({ outcome: decideOn(kept), file: kept });

  test('says what became of a click, in the dashboard’s colours, and counts it', async () => {
    expect(await act(decided, accept)).toMatch(/r311 dark[^]*Done\./);
    expect(counted).toEqual(['ActionsTaken']);
    expect(await act(decided, { ...accept, version: 1 })).toContain('This has changed since the dashboard showed it.');
    expect(counted).toEqual(['ActionsRefused']);
    expect(await act(() => Promise.resolve(undefined), accept)).toContain('There is no such request.');
  });

  test('writes nothing for what is only drawn, described, or not confirmed', async () => {
    const never = () => Promise.reject(new Error('It was asked to change something.'));
    for (const event of [{}, { describe: true }, { widget: 'review' }, { ...accept, confirmed: undefined }])
      expect(await act(never, event)).toContain('Not done.');
    expect(await act(never, { action: 'open', page: 'queue', id: 'review' })).toContain(
      'https://311.city.example/queues/',
    );
  });

  test('says that it is not known what was done where something failed, and counts that', async () => {
    const broken = () => Promise.reject(new Error('The table is gone.'));
    const answer = await act(broken, accept);
    expect(answer).toContain('It is not known whether this was done.');
    expect(answer).not.toContain('The table is gone.');
    expect(counted).toEqual(['ActionsFailed']);
  });
});

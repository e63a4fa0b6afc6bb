import '../notices/silent.ts';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { createLinkCutsStore } from '../../functions/pages/link-cuts.store.ts';
import { keepPhoto } from '../../functions/photos/keep-photo.handler.ts';
import { createRequestsStore } from '../../functions/requests/requests.store.ts';
import { compileFilter } from '../../infra/local/event-filter.ts';
import { WIDGETS } from '../../functions/widgets/contract.ts';
import { sesEvent } from '../notices/ses-events.ts';
import { hostileValue } from './attacks.ts';
import { replaceLeaf } from './edits.ts';
import type { Door } from './doors.ts';
import { type Furnished, itemsOf } from './furnish.ts';
import type { House, Outcome } from './house.ts';

/** A genuine event with some of its values replaced or left out; the root itself only where anybody may call. */
export interface BadEvent {
  genuine: number;
  edits: { at: number; value: unknown }[];
  root?: unknown;
}

/** Events of so many genuine ones, with up to four changes. */
export const badEvents = (genuine: number, mayReplaceAll: boolean): fc.Arbitrary<BadEvent> => {
  const edit = fc.record({
    at: fc.nat({ max: 0xffff }),
    value: fc.oneof({ weight: 8, arbitrary: hostileValue }, { weight: 1, arbitrary: fc.constant(undefined) }),
  });
  const known = fc.record({ genuine: fc.nat({ max: genuine - 1 }), edits: fc.array(edit, { maxLength: 4 }) });
  const other = fc.record({
    genuine: fc.constant(0),
    edits: fc.constant<BadEvent['edits']>([]),
    root: fc.jsonValue({ maxDepth: 3 }),
  });
  return mayReplaceAll ? fc.oneof({ weight: 9, arbitrary: known }, { weight: 1, arbitrary: other }) : known;
};

/** What is genuine at a door that is none of the API's; undefined for one to which nothing of anybody's comes. */
export const genuineEventsOf = (door: Door, furnished: Furnished): object[] | undefined => {
  switch (door.kind) {
    case 'stream':
      return (furnished.streamed.get(door.name) ?? []).map((event) => (event as { Records: object[] }).Records[0]!);
    case 'queue':
      return sesEvents(furnished.house);
    case 'dashboard':
      return door.functionName === 'ShowWidget' ? widgets() : buttons(furnished);
    case 'event':
      return [objectCreated(furnished)];
    default:
      return undefined;
  }
};

/** Gives a bad event to its door; tells everything that is wrong with what came of it, and puts all back. */
export async function tryEvent(
  furnished: Furnished,
  door: Door,
  genuine: readonly object[],
  { genuine: nth, edits, ...rest }: BadEvent,
): Promise<{ faults: string[]; ended: string }> {
  const { house } = furnished;
  house.wait(7);
  const changed = edits.reduce<unknown>((event, { at, value }) => replaceLeaf(event, at, () => value), genuine[nth]);
  const event = 'root' in rest ? rest.root : changed;
  if (door.kind === 'event' && !patternOf(house)(event)) return { faults: [], ended: 'kept out' };
  const outcome = await deliver(furnished, door, event, genuine[0]!);
  const faults = [...judge[door.kind as keyof typeof judge](outcome), ...(await goesOn(furnished, door, genuine[0]!))];
  house.restore();
  return { faults, ended: outcome.thrown ? 'thrown' : failedIn(outcome).length > 0 ? 'left out' : 'done' };
}

/** A good message stands beside the bad one, so that it is seen whether it suffers. */
const deliver = async (furnished: Furnished, door: Door, event: unknown, good: object): Promise<Outcome> => {
  const { house } = furnished;
  switch (door.kind) {
    case 'stream':
      return house.invoke(door.functionName, { Records: [event] });
    case 'queue': {
      const messages = [typeof event === 'string' ? event : JSON.stringify(event), JSON.stringify(good)];
      const Records = messages.map((body, index) => ({ messageId: `m-${index}`, body }));
      return house.invoke(door.functionName, { Records });
    }
    case 'event':
      return keepAPhoto(house, event);
    default:
      return house.invoke(door.functionName, event);
  }
};

const failedIn = ({ payload }: Outcome): unknown[] =>
  (payload as { batchItemFailures?: unknown[] } | null | undefined)?.batchItemFailures ?? [];

const said = ({ thrown }: Outcome): string =>
  `It throws ${String(thrown instanceof Error ? (thrown.stack ?? thrown) : thrown)}`;

/** What must hold at each kind of door. */
const judge = {
  /** A record that nobody wrote fails by its number or as a batch of one, and then is a dead letter with an alarm. */
  stream: (outcome: Outcome): string[] => (failedIn(outcome).length > 1 ? ['More records fail than there were.'] : []),
  /** Whatever SES says is taken from the queue: what is malformed is passed over. */
  queue: (outcome: Outcome): string[] => [
    ...(outcome.thrown ? [said(outcome)] : []),
    ...(failedIn(outcome).length > 0 ? ['A message goes back to the queue.'] : []),
  ],
  dashboard: (outcome: Outcome): string[] => [
    ...(outcome.thrown ? [said(outcome)] : []),
    ...(!outcome.thrown && !String(outcome.payload).trim() ? ['It shows nothing.'] : []),
    ...(/<script|<img src=x|onerror=alert/i.test(String(outcome.payload))
      ? ['Markup of the caller stands in the widget.']
      : []),
    ...outcome.log.filter(({ level }) => level === 'error').map(({ fields }) => `It logs ${JSON.stringify(fields)}.`),
  ],
  event: (outcome: Outcome): string[] => [...(outcome.thrown ? [said(outcome)] : [])],
};

/** The next good one is done, whatever the function made of the bad one. */
const goesOn = async (furnished: Furnished, door: Door, good: object): Promise<string[]> => {
  const outcome = await deliver(furnished, door, good, good);
  const fine = !outcome.thrown && failedIn(outcome).length === 0;
  return fine ? [] : [`After it a good one fails: ${said(outcome)}`];
};

const sesEvents = (house: House): object[] => {
  const [id = ''] = itemsOf(house, 'Notices').flatMap(({ id: found, status }) =>
    status === 'claimed' && typeof found === 'string' ? [found] : [],
  );
  return (['Send', 'Delivery', 'Bounce', 'Complaint', 'Reject'] as const).map((kind) => sesEvent(kind, id));
};

const CONTEXT = { widgetContext: { theme: 'dark', params: {}, forms: { all: {} } } };

const widgets = (): object[] => WIDGETS.map((widget) => ({ widget, Partner: 'dpw-highway', ...CONTEXT }));

const buttons = ({ house, requests: { held, late } }: Furnished): object[] => {
  const versionOf = (id: string) =>
    itemsOf(house, 'Requests').find(({ pk, sk }) => pk === `REQUEST#${id}` && sk === 'REQUEST')?.version;
  const button = (action: string, requestId: string, fields: Record<string, string> = {}, more: object = {}) => ({
    ...{ action, confirmed: action, requestId, version: versionOf(requestId), ...more },
    widgetContext: { theme: 'light', forms: { all: Object.fromEntries(Object.entries(fields)) } },
  });
  return [
    button('accept', held, {}, { typeCode: 'pothole' }),
    button('assign', held, { [`partner-${held}`]: 'dpw-highway' }, { typeCode: 'pothole' }),
    button('acknowledge', late, { [`text-${late}`]: 'A crew goes out tonight.' }),
    button('raise-concern', late, { [`reason-${late}`]: 'other', [`text-${late}`]: 'Nobody has come by today.' }),
    { action: 'open', page: 'review', id: held, ...CONTEXT },
    { action: 'open', page: 'queue', id: 'review', ...CONTEXT },
  ];
};

/** What the bus lets through to the keeper of photos: the pattern of its rule. */
const patternOf = ({ template }: House) => {
  const rule = template.find('Photos/OriginalCame', 'AWS::Events::Rule');
  return compileFilter(rule.properties.EventPattern, 'rule');
};

const objectCreated = ({ house, requests }: Furnished): object => {
  const { name } = house.template.find('Photos/Bucket', 'AWS::S3::Bucket');
  const key = `raw/${requests.accepted}-1/0123456789abcdef0123`;
  const detail = { bucket: { name }, object: { key, size: PIXEL.length, etag: 'e' }, reason: 'PostObject' };
  return { source: 'aws.s3', 'detail-type': 'Object Created', detail };
};

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Photos are kept by their own rules over a bucket in memory: the client of S3 is the real one, and there is none to ask. */
const keepAPhoto = async (house: House, event: unknown): Promise<Outcome> => {
  const outcome: Outcome = {
    ...{ status: 0, headers: {}, body: '', payload: undefined, thrown: undefined },
    ...{ writes: [], log: [], functionName: 'KeepPhoto' },
  };
  house.tables.mark();
  const client = {
    send: async (command: { constructor: { name: string }; input: Record<string, unknown> }) =>
      house.tables.run(command.constructor.name.replace(/Command$/, ''), command.input),
  } as unknown as DynamoDBDocumentClient;
  const named = (part: string) => house.tables.names().find((name) => name.endsWith(part)) ?? '';
  const tables = { requests: named('-Requests'), notices: named('-Notices') };
  const keep = keepPhoto({
    photos: {
      readOriginal: async (key) => ({ key, bytes: PIXEL, etag: 'e', formMadeAt: house.now() }),
      keep: async () => undefined,
      discard: async () => undefined,
    },
    requests: createRequestsStore(client, tables, house.now),
    cuts: createLinkCutsStore(client, tables.requests),
    now: house.now,
  });
  try {
    await keep(event as Parameters<typeof keep>[0]);
    return { ...outcome, writes: house.tables.written() };
  } catch (error) {
    return { ...outcome, thrown: error };
  }
};

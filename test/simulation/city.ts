import { signDelivery } from '../../functions/intake/webhook-signature.ts';
import { type Link, linkUrl, signLink } from '../../functions/pages/signed-link.ts';
import { type KeyPair, keysAt } from '../../functions/shared/secrets.ts';
import { statusLink } from '../../functions/pages/link-life.ts';
import type { Concern } from '../../functions/requests/concern.ts';
import type { Request } from '../../functions/requests/request.ts';
import type { WorkOrder } from '../../functions/requests/work-order.ts';
import { originalKey } from '../../functions/photos/photo-key.ts';
import { FORM_MADE_AT } from '../../functions/photos/photos.store.ts';
import type { Answer, HttpRequest } from './fakes/front-door.ts';
import type { World } from './world.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** When a platform sends a delivery again that was not answered with a 2xx, ms after the time before; all nine of Standard Webhooks. */
const AGAIN_AFTER = [
  5 * SECOND,
  ...[5, 30, 2 * 60, 5 * 60, 10 * 60, 14 * 60, 20 * 60, 24 * 60].map((minutes) => minutes * MINUTE),
];

/** How often somebody at a page tries again: ten times after a minute each, then every ten minutes for ten hours. */
const TRIES = 70;
const pauseOf = (tries: number): number => (tries < 10 ? MINUTE : 10 * MINUTE);

/** Who holds a link; staff, unless told. */
const HOLDERS: Partial<Record<Link['purpose'], string>> = {
  'work-order': 'partner',
  queue: 'partner',
  preferences: 'resident',
};

/** Somebody who waits may be a machine, and as fast. */
const FIRST_LOOK_MS = 40;

/** The secret of the links, by its construct path. */
export const LINK_KEYS = 'LinkKeys/Secret';

/** A request as somebody who may look into the tables sees it. */
export interface Seen {
  request: Request;
  workOrders: WorkOrder[];
  concerns: Concern[];
}

/** The fields of a form: by their names, or one by one where a name comes more than once. */
export type Fields = Record<string, string> | [string, string][];

/** Those who deal with the service from outside: the 311 platform, partners, staff and residents, each as patient as they are. */
export interface City {
  world: World;
  /** Delivers a payload through the signed webhook until it is taken; answers the request's id. */
  deliver(payload: object, options?: { id?: string; skewMs?: number }): Promise<string>;
  /** The path of a page. */
  pageOf(link: Omit<Link, 'expiresAt'>): string;
  /** Presses a button of a page, and again while something goes wrong. */
  press(link: Omit<Link, 'expiresAt'>, fields: Fields): Promise<Answer>;
  /** The same on the page of the person who reported. */
  pressAsResident(requestId: string, fields: Record<string, string>): Promise<Answer>;
  /** Reports through Open311, and again until it is taken; answers the request's id. */
  report(fields: Record<string, string>): Promise<string>;
  /** Tells of a work order as a partner's system does, and again until it is taken. */
  update(partner: string, update: object): Promise<void>;
  /** Opens a page or a list, and again while something goes wrong. */
  look(path: string): Promise<Answer>;
  /** Calls the function of a widget as the dashboard does, and again while what it answers is no answer; that is what a person reads. */
  click(name: 'ShowWidget' | 'ActOnWidget', event: object): Promise<string>;
  /** Sends a photo from the page of a work order. */
  photograph(workOrderId: string, picture: Buffer): void;
  see(requestId: string): Seen;
  /** Looks often at first and then once a minute, at most so many minutes, until something is so. */
  until(holds: (seen: Seen) => boolean, requestId: string, minutes?: number): Promise<boolean>;
  /** Requests that were taken. */
  accepted: Set<string>;
  /** Lets the keys of the links be rotated. */
  rotateLinkKeys(): Promise<void>;
  /** How often that was asked for. */
  rotations: number;
  /** What letters of the office have to tell in the end that are about no single request, each once, and nothing else: see `listsIn`. */
  lists: Set<string>;
}

/** Opens the city around a world; the platform's clock may be so many ms ahead, until somebody tells it. */
export function openCity(world: World, { senderMs = 0 } = {}): City {
  const { template } = world;
  const table = template.find('RequestsTable/Table', 'AWS::DynamoDB::Table').name;
  const keys = () => keysAt(JSON.parse(world.secret(LINK_KEYS)) as KeyPair, now());
  const platformKey = (JSON.parse(world.secret('PlatformKeys-standard/Secret')) as { current: string }).current;
  const now = () => world.scheduler.now();
  const accepted = new Set<string>();
  let deliveries = 0;
  let ahead = senderMs;
  let reports = 0;
  let photos = 0;

  /** Sends something until it is answered with a 2xx, as patiently as a platform does. */
  const insist = async (who: string, request: HttpRequest | (() => HttpRequest)): Promise<Answer> => {
    for (let tries = 0; ; tries += 1) {
      world.tell(who, tries === 0 ? 'calls' : `calls for the ${tries + 1}th time`);
      const answer = await world.request(typeof request === 'function' ? request() : request);
      world.tell(who, `is answered ${answer.status}`);
      if (answer.status < 300) return answer;
      if (answer.status < 500) throw new Error(`${who} is refused: ${answer.status} ${answer.body}`);
      const pause = AGAIN_AFTER[tries];
      if (pause === undefined) throw new Error(`${who} gives up.`);
      await world.sleep(pause);
    }
  };

  const pressAt = async (path: string, fields: Fields, who: string): Promise<Answer> => {
    const form = new URLSearchParams(fields);
    for (let tries = 1; ; tries += 1) {
      const button = form.get('action') ?? form.get('do');
      world.tell(who, `presses "${button}"${tries > 1 ? ` for the ${tries}th time` : ''}`);
      const answer = await world.request({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      });
      world.tell(who, `is answered ${answer.status}`);
      if (answer.status < 500 || tries === TRIES) return answer;
      await world.sleep(pauseOf(tries));
    }
  };

  const city: City = {
    world,
    accepted,
    lists: new Set(),
    rotations: 0,
    async deliver(payload, { id = `delivery-${(deliveries += 1)}`, skewMs = 0 } = {}) {
      const body = JSON.stringify(payload);
      for (let tries = 0; ; tries += 1) {
        const believed = ahead;
        const seconds = Math.floor((now() + believed + skewMs) / SECOND);
        world.tell('platform', `delivers ${id}`);
        const answer = await world.request({
          method: 'POST',
          path: '/webhooks/standard',
          headers: {
            'content-type': 'application/json',
            'webhook-id': id,
            'webhook-timestamp': String(seconds),
            'webhook-signature': signDelivery(platformKey, id, seconds, Buffer.from(body)),
          },
          body,
        });
        world.tell('platform', `is answered ${answer.status}`);
        if (answer.status < 300) {
          const requestId = (JSON.parse(answer.body) as { id: string }).id;
          accepted.add(requestId);
          return requestId;
        }
        if (answer.status === 401 && believed !== world.fleetMs) {
          world.tell('platform', 'sets its clock, which was off');
          ahead = world.fleetMs;
          continue;
        }
        if (answer.status < 500) throw new Error(`The webhook refuses a delivery: ${answer.status} ${answer.body}`);
        const pause = AGAIN_AFTER[tries];
        if (pause === undefined) throw new Error('The platform gives up.');
        await world.sleep(pause);
      }
    },
    async rotateLinkKeys() {
      city.rotations += 1;
      if (!(await world.rotate(LINK_KEYS, `rotation-${city.rotations}`))) throw new Error('The keys stay as they are.');
    },
    pageOf: (link) => linkUrl('', { ...link, expiresAt: now() + 86_400_000 }, keys()),
    press: (link, fields) => pressAt(city.pageOf(link), fields, HOLDERS[link.purpose] ?? 'staff'),
    pressAsResident(requestId, fields) {
      const link = statusLink(city.see(requestId).request);
      return pressAt(`/requests/${signLink(link, keys())}`, fields, 'resident');
    },
    async report(fields) {
      reports += 1;
      const key = (JSON.parse(world.secret('Open311Keys/Secret')) as { city: string }).city;
      const answer = await insist('an app', {
        method: 'POST',
        path: '/open311/v2/requests.json',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': `report-${reports}` },
        body: new URLSearchParams({ api_key: key, ...fields }).toString(),
      });
      const [{ service_request_id: id }] = JSON.parse(answer.body) as [{ service_request_id: string }];
      accepted.add(id);
      return id;
    },
    async update(partner, update) {
      const secret = (JSON.parse(world.secret(`PartnerKeys-${partner}/Secret`)) as { current: string }).current;
      const body = JSON.stringify(update);
      const id = `update-${(deliveries += 1)}`;
      await insist(partner, () => {
        const seconds = Math.floor((now() + world.fleetMs) / SECOND);
        return {
          method: 'POST',
          path: `/partners/${partner}/updates`,
          headers: {
            'content-type': 'application/json',
            'webhook-id': id,
            'webhook-timestamp': String(seconds),
            'webhook-signature': signDelivery(secret, id, seconds, Buffer.from(body)),
          },
          body,
        };
      });
    },
    async look(path) {
      for (let tries = 1; ; tries += 1) {
        const answer = await world.request({ method: 'GET', path });
        if (answer.status < 500 || tries === TRIES) {
          world.tell('somebody', `looks at ${path.split('/')[1]}: ${answer.status}`);
          return answer;
        }
        await world.sleep(pauseOf(tries));
      }
    },
    async click(name, event) {
      for (let tries = 1; ; tries += 1) {
        const answer = await world.functions.invoke(name, event);
        const text = 'payload' in answer && typeof answer.payload === 'string' ? answer.payload : '';
        if ((text !== '' && !text.includes('role="alert"')) || tries === TRIES) {
          world.tell('manager', `reads what ${name} answers`);
          return text;
        }
        await world.sleep(pauseOf(tries));
      }
    },
    photograph(workOrderId, picture) {
      photos += 1;
      const metadata = { [FORM_MADE_AT]: String(now() + world.fleetMs) };
      world.tell('partner', 'sends a photo');
      world.bucket.upload(originalKey(workOrderId, `photo-of-the-work-${photos}`), picture, metadata);
    },
    see(requestId) {
      const items = [...world.tables.partition(table, `REQUEST#${requestId}`)];
      const request = items.find(({ sk }) => sk === 'REQUEST') as unknown as Request;
      const workOrders = items.filter(({ sk }) => String(sk).startsWith('WORK-ORDER#')) as unknown as WorkOrder[];
      const concerns = items.filter(({ sk }) => String(sk).startsWith('REQUEST#CONCERN#')) as unknown as Concern[];
      return { request, workOrders, concerns };
    },
    async until(holds, requestId, minutes = 120) {
      const end = now() + minutes * MINUTE;
      for (let pause = FIRST_LOOK_MS; !holds(city.see(requestId)); pause = Math.min(2 * pause, MINUTE)) {
        if (now() >= end) return false;
        await world.sleep(pause);
      }
      return true;
    },
  };
  return city;
}

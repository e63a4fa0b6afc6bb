import { RAISE_CONCERN } from '../../functions/concerns/raise-concern.ts';
import { CHOOSE } from '../../functions/preferences/preferences.ts';
import { WIDGETS } from '../../functions/widgets/contract.ts';
import { partnerQueueId } from '../../functions/requests/queue-line.ts';
import {
  DAY,
  DONE,
  HOUR,
  LONG,
  MINUTE,
  type Scenario,
  aPothole,
  acceptedWork,
  lookAt,
  work,
  workOf,
} from './scenarios.ts';

const IMPROVEMENTS = { purpose: 'improvement' as const, id: 'all' };

const linked: Scenario = {
  ...LONG,
  name: "linked to a neighbour's report",
  async play(city) {
    const { requestId: leader, order } = await acceptedWork(city, 'P-10');
    const follower = await city.deliver(
      aPothole('P-11', { reporter: { name: 'Bo', email: 'bo@resident.example', language: 'en' } }),
    );
    await city.until(({ request }) => request?.status === 'in-review', follower, 24 * 60);
    await city.press({ purpose: 'review', id: follower }, { action: 'merge', into: leader });
    await city.world.sleep(HOUR);
    await city.press(work(order), { action: 'start' });
    await city.world.sleep(HOUR);
    await city.press(work(order), DONE);
  },
};

const aboutWhich: Scenario = {
  ...LONG,
  name: 'a concern is raised and answered',
  async play(city) {
    const { requestId: id, order } = await acceptedWork(city, 'P-12');
    await city.world.sleep(HOUR);
    await city.pressAsResident(id, { action: RAISE_CONCERN, reason: 'overdue', text: 'Nobody has come.' });
    const concern = () => city.see(id).concerns[0]?.id;
    await city.until(() => concern() !== undefined, id, 24 * 60);
    await city.world.sleep(HOUR);
    const page = { purpose: 'concern' as const, id: `${concern()}~manager` };
    await city.press(page, { action: 'contact', way: 'telephone', text: 'I told her that they come tomorrow.' });
    await city.press(work(order), DONE);
    await city.press(page, { action: 'resolve', outcome: 'put-right', resolution: 'The hole is filled.' });
  },
};

const escalated: Scenario = {
  ...LONG,
  lasts: 24 * DAY,
  calmAfter: 22 * DAY,
  name: 'late, and somebody takes it up',
  async play(city) {
    const { requestId: id, order } = await acceptedWork(city, 'P-13');
    await city.world.sleep(2.3 * DAY);
    await city.press(
      { purpose: 'escalation', id },
      { action: 'acknowledge', text: 'A crew goes there this afternoon.' },
    );
    await city.world.sleep(4 * HOUR);
    await city.press(work(order), DONE);
  },
};

const inTheQueue: Scenario = {
  ...LONG,
  name: 'many at once, and nobody to write to',
  async play(city) {
    const far = { location: { address: '90 Broadway', lat: 42.3954, lon: -71.1017 } };
    const reporter = { name: 'Cleo', email: 'bounce@simulator.amazonses.com', language: 'en' };
    const ids = [await city.deliver(aPothole('P-14')), await city.deliver(aPothole('P-15', { ...far, reporter }))];
    const orders = [await workOf(city, ids[0]!), await workOf(city, ids[1]!)];
    const queue = { purpose: 'queue' as const, id: partnerQueueId('somerville', 'dpw-highway') };
    const both = orders.map((id) => ['workOrder', id] as [string, string]);
    await city.press(queue, [...both, ['do', 'accept']]);
    const choice = { action: CHOOSE, language: 'own', print: 'large', format: 'text', survey: 'on' };
    await city.press({ purpose: 'preferences', id: ids[0]! }, choice);
    await city.world.sleep(30 * MINUTE);
    const { resolution, outcome } = DONE;
    await city.press(queue, [...both, ['do', 'complete'], ['outcome', outcome], ['resolution', resolution]]);
  },
};

/** Pages and lists that anybody may read. */
const PUBLIC = [
  '/webhooks',
  '/open311/v2/services.json',
  '/open311/v2/requests.json?status=open',
  '/open311/v2/servicerequestupdates.json',
  '/open311/figures.json',
];

const lookedAt: Scenario = {
  ...LONG,
  name: 'looked at from every side',
  async play(city) {
    const { requestId: id, order } = await acceptedWork(city, 'P-16');
    const pages = [
      work(order),
      { purpose: 'request' as const, id },
      { purpose: 'escalation' as const, id },
      { purpose: 'preferences' as const, id },
      { purpose: 'queue' as const, id: partnerQueueId('somerville', 'dpw-highway') },
      IMPROVEMENTS,
    ];
    for (const path of [...pages.map(city.pageOf), ...PUBLIC]) await lookAt(city, path);
    for (const widget of WIDGETS) await city.click('ShowWidget', { widget, Partner: 'dpw-highway' });
    const all = { [`reason-${id}`]: 'safety', [`text-${id}`]: 'A school is near.' };
    const { version } = city.see(id).request;
    const button = { action: RAISE_CONCERN, confirmed: RAISE_CONCERN, requestId: id, version };
    await city.click('ActOnWidget', { ...button, widgetContext: { forms: { all } } });
    const by = { owner: 'dpw-highway', source: 'concern', title: 'Holes near schools are filled first' };
    city.lists.add('improvements#I-1#1#improvement-owned');
    await city.press(IMPROVEMENTS, { action: 'start-by-hand', ...by });
    await city.press(work(order), DONE);
    const concern = { purpose: 'concern' as const, id: `${city.see(id).concerns[0]!.id}~manager` };
    await city.press(concern, { action: 'resolve', outcome: 'put-right', resolution: 'The hole is filled.' });
  },
};

const operated: Scenario = {
  ...LONG,
  name: 'automation gives up, and an operator is called',
  // Longer than the workflow tries; nobody is called where an outage lets it begin later.
  away: { function: 'ReviewRequest', for: 10 * MINUTE },
  async play(city) {
    const { order } = await acceptedWork(city, 'P-17');
    await city.press(work(order), DONE);
  },
};

/** Ways of a request that more people than one have a hand in. */
export const PEOPLE: readonly Scenario[] = [linked, aboutWhich, escalated, inTheQueue, lookedAt, operated];

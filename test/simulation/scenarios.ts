import type { City } from './city.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Monday 1 June 2026, 09:00 in Somerville: inside office hours, no holiday near. */
export const MONDAY_MORNING = Date.UTC(2026, 5, 1, 13);

/** What those outside do; everything else follows from it. */
export interface Scenario {
  name: string;
  startAt: number;
  /** After so long everything has to be over, ms. */
  lasts: number;
  /** After so long nothing fails by chance any more, ms: what was broken has to be mended in what is left. */
  calmAfter: number;
  /** What variables of functions are instead of what the template says, and schedules that run beside the usual ones. */
  variables?: Record<string, string>;
  schedules?: readonly string[];
  /** Schedules of the office, which go by the calendar, of which no table tells: they have their say when the play wakes them. */
  office?: readonly string[];
  /** A function that nobody can call at first, for so long, ms. */
  away?: { function: string; for: number };
  play(city: City): Promise<void>;
}

/** When most scenarios begin, and how long they last. */
export const LONG = { startAt: MONDAY_MORNING, lasts: 20 * DAY, calmAfter: 17 * DAY };

/** A pothole as a platform tells of it. */
export const aPothole = (id: string, more: object = {}) => ({
  id,
  type: 'pothole',
  description: 'A deep hole in front of the bakery.',
  location: { address: '12 Elm St', lat: 42.3854, lon: -71.1217 },
  reporter: { name: 'Ana', email: 'ana@resident.example', language: 'en' },
  channel: 'web',
  ...more,
});

/** How a partner says that the work is done. */
export const DONE = { action: 'complete', outcome: 'done', resolution: 'The hole was filled with hot asphalt.' };

/** The open work order of a request, once it is there. */
export const workOf = async (city: City, requestId: string): Promise<string> => {
  const isOpen = ({ status }: { status: string }) => !['done', 'cancelled', 'unable'].includes(status);
  await city.until(({ workOrders }) => workOrders.some(isOpen), requestId, 24 * 60);
  const found = city.see(requestId).workOrders.find(isOpen);
  if (!found) throw new Error(`There is no work for ${requestId}.`);
  return found.id;
};

/** The page of a work order. */
export const work = (id: string) => ({ purpose: 'work-order' as const, id });

/** A request whose work a partner has accepted. */
export async function acceptedWork(city: City, sourceId: string): Promise<{ requestId: string; order: string }> {
  const requestId = await city.deliver(aPothole(sourceId));
  const order = await workOf(city, requestId);
  await city.press(work(order), { action: 'accept' });
  return { requestId, order };
}

/** Opens a page or a list, which has to be there; one that reads a hundred times may fail for a day where three of a hundred calls do. */
export async function lookAt(city: City, path: string): Promise<void> {
  const { status } = await city.look(path);
  if (status !== 200 && status < 500) throw new Error(`${path.split('/')[1]} answers ${status}.`);
}

const onTime: Scenario = {
  name: 'on time',
  startAt: MONDAY_MORNING,
  lasts: 20 * DAY,
  calmAfter: 18 * DAY,
  async play(city) {
    const id = await city.deliver(aPothole('P-1'));
    const order = await workOf(city, id);
    await city.world.sleep(20 * MINUTE);
    await city.press(work(order), { action: 'accept' });
    await city.world.sleep(4 * HOUR);
    await city.press(work(order), DONE);
    await city.world.sleep(DAY);
    const answer = { action: 'rate', accuracy: '5', courtesy: '5', ease: '4', overall: '5', comment: 'Quick!' };
    await city.pressAsResident(id, answer);
  },
};

const late: Scenario = {
  name: 'late',
  startAt: MONDAY_MORNING,
  lasts: 24 * DAY,
  calmAfter: 22 * DAY,
  async play(city) {
    const { order } = await acceptedWork(city, 'P-2');
    // Due on Wednesday at nine; the partner comes a day and a half later.
    await city.world.sleep(3.4 * DAY);
    await city.press(work(order), DONE);
  },
};

const atTheLastMoment: Scenario = {
  name: 'at the last moment',
  startAt: MONDAY_MORNING,
  lasts: 20 * DAY,
  calmAfter: 18 * DAY,
  async play(city) {
    const { world } = city;
    const { requestId: id, order } = await acceptedWork(city, 'P-3');
    const due = city.see(id).request.clocks.find(({ kind }) => kind === 'resolve')!.dueAt!;
    await world.sleep(due - world.scheduler.now() - world.scheduler.between(-300, 300));
    await city.press(work(order), DONE);
  },
};

const reopened: Scenario = {
  name: 'reopened',
  startAt: MONDAY_MORNING,
  lasts: 30 * DAY,
  calmAfter: 28 * DAY,
  async play(city) {
    const id = await city.deliver(aPothole('P-4'));
    await city.press(work(await workOf(city, id)), DONE);
    await city.world.sleep(2 * DAY);
    await city.pressAsResident(id, { action: 'reopen', text: 'The hole is back.' });
    await city.press(work(await workOf(city, id)), DONE);
  },
};

const reviewed: Scenario = {
  name: 'reviewed by a person',
  startAt: MONDAY_MORNING,
  lasts: 20 * DAY,
  calmAfter: 18 * DAY,
  async play(city) {
    const id = await city.deliver(aPothole('P-5', { type: 'talking-pigeon' }));
    await city.until(({ request }) => request?.status === 'in-review', id, 24 * 60);
    await city.world.sleep(30 * MINUTE);
    await city.press({ purpose: 'review', id }, { action: 'accept', typeCode: 'pothole' });
    await city.press(work(await workOf(city, id)), DONE);
  },
};

const repeated: Scenario = {
  name: 'delivered three times, pressed twice',
  startAt: MONDAY_MORNING,
  lasts: 20 * DAY,
  calmAfter: 18 * DAY,
  async play(city) {
    const payload = aPothole('P-6');
    const again = (delivery: string) =>
      city.deliver(payload, { id: delivery, skewMs: city.world.scheduler.between(-200_000, 200_000) });
    // The same delivery twice at once, and the same report in another.
    const [id] = await Promise.all([again('delivery-a'), again('delivery-a'), again('delivery-b')]);
    const order = await workOf(city, id);
    await Promise.all([city.press(work(order), { action: 'accept' }), city.press(work(order), { action: 'accept' })]);
    await city.world.sleep(HOUR);
    await Promise.all([city.press(work(order), DONE), city.press(work(order), DONE)]);
  },
};

/** The ways of a request between people; all of them end with it closed. */
export const WAYS: readonly Scenario[] = [onTime, late, atTheLastMoment, reopened, reviewed, repeated];

import { aPng } from '../photos/pictures.ts';
import { DAY, DONE, HOUR, LONG, MINUTE, type Scenario, aPothole, acceptedWork, work, workOf } from './scenarios.ts';

/** So often a partner sends a photo until it is shown. */
const MOST_PHOTOS = 8;

const throughOpen311: Scenario = {
  ...LONG,
  name: 'reported by an app, and again',
  async play(city) {
    const fields = {
      service_code: 'pothole',
      lat: '42.3854',
      long: '-71.1217',
      description: 'A deep hole.',
      email: 'ana@resident.example',
    };
    const id = await city.report(fields);
    const order = await workOf(city, id);
    await city.press(work(order), { action: 'accept' });
    await city.world.sleep(2 * HOUR);
    await city.press(work(order), DONE);
  },
};

const toldByWebhook: Scenario = {
  ...LONG,
  name: 'told to the platform',
  variables: {
    WEBHOOK_TARGETS: JSON.stringify({
      'platform:standard': { url: 'https://platform.example/hook', secret: 'Resolve311-Local-Platform-standard' },
    }),
  },
  schedules: ['FlushWebhooks'],
  async play(city) {
    const { order } = await acceptedWork(city, 'P-7');
    await city.world.sleep(HOUR);
    await city.press(work(order), { action: 'hold', reason: 'weather' });
    // So soon after that a message that was not taken waits while the next is put out.
    await city.world.sleep(MINUTE);
    await city.press(work(order), { action: 'resume' });
    await city.world.sleep(HOUR);
    await city.press(work(order), DONE);
  },
};

const toldBySystem: Scenario = {
  ...LONG,
  name: "told by a partner's system",
  async play(city) {
    const lamp = { type: 'street-light-utility-owned', description: 'The lamp is out.' };
    const id = await city.deliver(aPothole('P-8', lamp));
    const workOrder = await workOf(city, id);
    await city.update('eversource', { workOrder, status: 'accepted', reference: 'E-100', text: 'Crew 7 has it.' });
    await city.world.sleep(HOUR);
    await city.update('eversource', { reference: 'E-100', status: 'in-progress', text: 'They left at nine.' });
    await city.world.sleep(HOUR);
    await city.update('eversource', {
      reference: 'E-100',
      status: 'done',
      resolution: 'We put a new lamp on the pole.',
    });
  },
};

const photographed: Scenario = {
  ...LONG,
  name: 'closed with a photo',
  async play(city) {
    const id = await city.deliver(aPothole('P-9', { type: 'sidewalk-defect', description: 'A broken slab.' }));
    const order = await workOf(city, id);
    await city.press(work(order), { action: 'accept' });
    await city.world.sleep(HOUR);
    // A partner waits until their page shows the photo, and sends it once more after an hour without; an outage lasts four at most.
    const shown = () => city.until(({ workOrders }) => (workOrders[0]?.photos.length ?? 0) > 0, id, 60);
    for (let sent = 1; sent <= MOST_PHOTOS; sent += 1) {
      city.photograph(order, aPng());
      if (await shown()) break;
    }
    await city.press(work(order), DONE);
    const rating = { accuracy: '1', courtesy: '2', ease: '1', overall: '1', comment: 'It is not even.' };
    await city.world.sleep(DAY);
    await city.pressAsResident(id, { action: 'rate', ...rating });
  },
};

/** The ways of a request between systems: apps, platforms and partners that are machines, and the bucket. */
export const SYSTEMS: readonly Scenario[] = [throughOpen311, toldByWebhook, toldBySystem, photographed];

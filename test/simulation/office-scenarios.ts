import { auditLink, correctionLink } from '../../functions/audits/audit-line.ts';
import type { Audit, Correction } from '../../functions/audits/audit.ts';
import { QUESTIONS } from '../../functions/audits/checklist.ts';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import type { Improvement } from '../../functions/improvements/improvement.ts';
import { sliceKey } from '../../functions/measures/roll-up.ts';
import { recipientId } from '../../functions/notices/recipient.ts';
import { ALL, scorecardLink } from '../../functions/scorecards/kept-scorecard.ts';
import type { City } from './city.ts';
import { listsIn, openTables } from './read-tables.ts';
import { DAY, DONE, HOUR, LONG, MINUTE, type Scenario, aPothole, lookAt, work, workOf } from './scenarios.ts';

/** Monday 1 June 2026, 08:30 in Somerville: the first working moment of a week and of a month. */
const OPENING = Date.UTC(2026, 5, 1, 12, 30);

/** The Wednesday before, 09:00. */
const WEDNESDAY_BEFORE = Date.UTC(2026, 4, 27, 13);

/** So often schedules of the office are given their say. */
const QUARTER = 15 * MINUTE;
/** So long at most: until the next night's run, which makes good a night that failed in all of its tries. */
const MOST_TIMES = (26 * HOUR) / QUARTER;

/** A pothole of which nobody wants to hear again, whose work a partner has accepted: what is looked at here are letters of the office. */
async function acceptedWork(city: City, more: { id: string }): Promise<{ requestId: string; order: string }> {
  const requestId = await city.deliver(aPothole(more.id, { reporter: {}, ...more }));
  const order = await workOf(city, requestId);
  await city.press(work(order), { action: 'accept' });
  return { requestId, order };
}

/** Waits until a request that is resolved is closed. */
async function closed(city: City, requestId: string): Promise<void> {
  const { request } = city.see(requestId);
  if (request.status === 'resolved') await city.world.sleep(request.closesAt - city.world.scheduler.now());
  await city.until((seen) => seen.request.status === 'closed', requestId, 24 * 60);
}

/** Lets schedules have their say every quarter of an hour until something is so, and so often at least. */
async function wakeUntil({ world }: City, holds: () => boolean, least = 1): Promise<void> {
  for (let times = 1; times <= MOST_TIMES; times += 1) {
    world.wake();
    await world.sleep(QUARTER);
    if (times >= least && holds()) return;
  }
}

/** Whether every list that has to be written is there. */
const isWritten = (city: City): boolean => {
  const there = new Set(listsIn(openTables(city.world)));
  return [...city.lists].every((id) => there.has(id));
};

/** Answers an audit on its page, and again where the page says that it is not done. */
async function answer(city: City, audit: Audit, more: Record<string, string>): Promise<void> {
  const { id } = auditLink(audit, 0);
  await lookAt(city, city.pageOf({ purpose: 'audit', id }));
  const answers = Object.fromEntries(QUESTIONS.map((question) => [question.id, 'pass']));
  await pressUntilTaken(city, { purpose: 'audit', id }, { action: 'audit', ...answers, corrector: 'nobody', ...more });
}

/** Says on the page of a correction what was done. */
async function putRight(city: City, correction: Correction): Promise<void> {
  const { id } = correctionLink(correction, 0);
  const done = { action: 'corrected', text: 'We wrote to the resident again, in plain words.' };
  await pressUntilTaken(city, { purpose: 'correction', id }, done);
}

/** Who reads that somebody was faster looks at the page and sends it once more. */
async function pressUntilTaken(city: City, link: Parameters<City['press']>[0], fields: Record<string, string>) {
  for (let tries = 1; tries <= 3; tries += 1) {
    const { status } = await city.press(link, fields);
    if (status < 400) return;
    await city.world.sleep(MINUTE);
  }
}

const firstOfTheMonth: Scenario = {
  name: 'the first Monday of a month',
  startAt: WEDNESDAY_BEFORE,
  lasts: 30 * DAY,
  calmAfter: 5 * DAY,
  office: ['WriteDigests', 'RollUp', 'MeasureBacklog', 'WriteScorecards', 'DrawAudits'],
  async play(city) {
    const { world, lists } = city;
    const done = await acceptedWork(city, { id: 'P-20' });
    // Elsewhere, or it would be asked whether it is the same hole.
    const elsewhere = { location: { address: '90 Broadway', lat: 42.3975, lon: -71.0932 } };
    const late = await acceptedWork(city, { id: 'P-21', ...elsewhere });
    await world.sleep(HOUR);
    await city.press(work(done.order), DONE);

    await world.sleep(OPENING - world.scheduler.now());
    for (const id of [
      'manager-week#2026-06-01',
      'partner-week#somerville~dpw-highway#2026-06-01',
      'scorecard#2026-05',
      'scorecard#somerville~dpw-highway#2026-05',
      'audits#2026-05#quality',
      'audits#2026-05#desk-lead',
      'audits#2026-05#service-operations-manager',
    ])
      lists.add(id);
    await wakeUntil(city, () => isWritten(city), 2);
    await city.press(work(late.order), DONE);

    for (const holder of [ALL, 'dpw-highway']) {
      const { id } = scorecardLink({ month: '2026-05', holder, catalogue: PUBLISHED_NAME }, 0);
      await lookAt(city, city.pageOf({ purpose: 'scorecard', id }));
    }

    await world.sleep(DAY);
    const { audits } = openTables(world);
    for (const audit of audits.filter(({ part }) => part === 2)) await answer(city, audit, {});
    const told = { told: 'fail', 'told-note': 'It says SLA.', corrector: 'partner', days: '5' };
    for (const audit of audits.filter(({ part }) => part === 1))
      await answer(city, audit, { ...told, task: 'Write to the resident again in plain words.' });

    const [correction] = openTables(world).corrections;
    if (!correction) throw new Error('The audit asked for nothing.');
    await world.sleep(correction.dueAt - world.scheduler.now());
    await wakeUntil(city, () => openTables(world).corrections.every(({ remindedAt }) => remindedAt !== undefined), 2);
    await putRight(city, correction);

    await closed(city, late.requestId);
    await world.sleep(DAY);
    await wakeUntil(city, () => true, 3);
  },
};

/** Tuesday 2 June 2026, 09:00. */
const TUESDAY = Date.UTC(2026, 5, 2, 13);

/** A day of the week before, on which potholes and broken slabs were done, and all of them late: two findings of one letter. */
const LATE_DAY = '2026-05-26';
const LATE_TYPES = ['pothole', 'sidewalk-defect'];
const LATE_CASES = 30;

/** An improvement whose review has come, and which its owner does not review. */
const IMPROVEMENT: Improvement = {
  id: 'I-1',
  version: 1,
  state: 'changed',
  title: 'Potholes are filled too late',
  source: { kind: 'other', said: 'The crew starts at noon.' },
  owner: 'dpw-highway',
  startedAt: TUESDAY - 30 * DAY,
  change: { text: 'The crew starts at seven.', on: '2026-05-11' },
  reviewOn: '2026-06-03',
};

/** Puts there what was counted, changed and found out before the play begins. */
function plantEarlierDays({ world }: City): void {
  const plant = (path: string, ...items: Record<string, unknown>[]) => {
    const { name } = world.template.find(`${path}/Table`, 'AWS::DynamoDB::Table');
    for (const item of items) world.tables.plant(name, item);
  };
  plant('MeasuresTable', { pk: 'DAYS', sk: LATE_DAY, day: LATE_DAY, touched: 1, rolledUp: 1 });
  for (const type of LATE_TYPES) {
    const slice = { partner: 'dpw-highway', type, channel: 'web', ward: '1' };
    const figures = { counts: { missed: LATE_CASES }, times: {}, paused: {} };
    plant('MeasuresTable', { pk: `ROLL-UPS#${LATE_DAY}`, sk: sliceKey(slice), day: LATE_DAY, ...slice, ...figures });
  }
  plant('RequestsTable', { pk: 'IMPROVEMENTS', sk: 'RECORD#000001', ...IMPROVEMENT });
  const { current } = JSON.parse(world.secret('AddressKey/Secret')) as { current: string };
  const { contacts } = catalogueOf(PUBLISHED_NAME).partners.get('water-sewer')!;
  plant('NoticesTable', {
    id: recipientId(contacts[0]!.email, current),
    status: 'bounced',
    changedAt: TUESDAY - HOUR,
    requestId: 'R-EARL-IER1-0001',
    message: 'work-offered',
    progress: 'undeliverable-untold',
  });
}

const nightsOfTheOffice: Scenario = {
  name: 'what the office is told of overnight',
  startAt: TUESDAY,
  lasts: 24 * DAY,
  calmAfter: 10 * HOUR,
  office: ['WriteDigests', 'RollUp', 'FindTrends', 'WatchRegister', 'RemindImprovements'],
  async play(city) {
    const { world, lists } = city;
    plantEarlierDays(city);
    const { requestId, order } = await acceptedWork(city, { id: 'P-22' });
    await city.press(work(order), DONE);
    for (const id of [
      'undeliverable-list: R-EARL-IER1-0001',
      `register#water-sewer#desk#unreachable#${TUESDAY - HOUR}`,
      'trends-list: Pothole',
      'trends-list: Sidewalk defect',
      'improvements#I-1#2#improvement-due',
    ])
      lists.add(id);
    await world.sleep(DAY);
    await wakeUntil(city, () => isWritten(city), 2);

    // Five working days after the day of the review.
    lists.add('improvements#I-1#3#improvement-overdue');
    await world.sleep(7 * DAY);
    await wakeUntil(city, () => isWritten(city), 2);
    await closed(city, requestId);
    await wakeUntil(city, () => true, 3);
  },
};

const keysOfTheLinks: Scenario = {
  ...LONG,
  name: 'the keys of the links are changed',
  async play(city) {
    const { requestId, order } = await acceptedWork(city, { id: 'P-23' });
    const before = city.pageOf(work(order));
    await city.rotateLinkKeys();
    // The new key signs an hour later, and what the one before it signed stays open.
    await city.world.sleep(2 * HOUR);
    for (const path of [before, city.pageOf({ purpose: 'request', id: requestId })]) await lookAt(city, path);
    await city.press(work(order), DONE);
  },
};

/** What the office does by the calendar: lists of a week, scorecards and audits of a month, and keys of years. */
export const OFFICE: readonly Scenario[] = [firstOfTheMonth, nightsOfTheOffice, keysOfTheLinks];

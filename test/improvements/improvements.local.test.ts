import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { improvementLink, improvementsLink } from '../../functions/improvements/improvement-link.ts';
import { createImprovementsStore } from '../../functions/improvements/improvements.store.ts';
import { noFigures } from '../../functions/measures/figures.ts';
import { createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { dayOf } from '../../functions/measures/row.ts';
import { plusDays } from '../../functions/measures/window.ts';
import { STAFF_LINK_LIFE_MS } from '../../functions/pages/link-life.ts';
import { linkUrl } from '../../functions/pages/signed-link.ts';
import { MANAGER } from '../../functions/requests/concern.ts';
import { lastWeekBefore } from '../../functions/trends/weeks.ts';
import type { LocalConsole } from '../../infra/local/console/server.ts';
import { findings } from '../../infra/ops/findings.ts';
import { beginByCommand, changeByCommand, listImprovements, showImprovement } from '../../infra/ops/improvements.ts';
import { OpsError } from '../../infra/ops/register.ts';
import { aConsole, printed } from '../support/console.ts';
import { DAY, type LocalStack, aLocalStack, letterTo, letters, post } from '../support/local-stack.ts';

const SQUARE = '42.3850,-71.1222';
const HIGHWAY = 'highway.supervisor@dpw.somerville.example';
let stack: LocalStack;
let console: LocalConsole;
let monday: string;

/** What a command prints. */
const told = (command: (where: { console: string }) => Promise<void>): Promise<string> =>
  printed(() => command({ console: console.url }));
const register = () => createImprovementsStore(stack.service.dynamodb, stack.service.tables, () => stack.clock.now());
const run = async (name: string): Promise<void> => {
  await stack.functions.invoke(`Resolve311-Local-${name}`, {});
  await stack.settle();
};
const urlOf = (link: Parameters<typeof linkUrl>[1]): string => linkUrl(stack.url, link, stack.service.linkKeys());
const expiresAt = (): number => stack.clock.now() + STAFF_LINK_LIFE_MS;
const pageOf = (id: string, holder: string): string => urlOf(improvementLink({ id }, holder, expiresAt()));

beforeAll(async () => {
  stack = await aLocalStack({ scheduleSpacing: 365 * DAY });
  console = await aConsole(stack);
  monday = lastWeekBefore(dayOf(stack.clock.now()));
  const measures = createMeasuresStore(stack.service.dynamodb, stack.service.tables.measures);
  // Potholes all over the city, and in every fourth week one more at the same corner; residents were content, and are not any more.
  for (let week = -25; week <= 0; week += 1) {
    const day = plusDays(monday, week * 7);
    const corner = week % 4 === 0 || week === -1 ? { [SQUARE]: 1 } : {};
    const placesOf = (count: number) =>
      Object.fromEntries(Array.from({ length: 40 }, (_, place) => [`${place},${week}`, count]));
    const of = (type: string, more: object) => ({
      day,
      partner: 'dpw-highway',
      type,
      channel: 'web',
      ward: '-',
      ...noFigures(),
      counts: { accepted: 40, ...(week > -4 ? { overall1: 6, overall2: 4 } : { overall4: 4, overall5: 6 }) },
      ...more,
    });
    await measures.touch(day);
    await measures.replace(
      day,
      [
        of('pothole', { places: { ...placesOf(1), ...corner } }),
        of('graffiti-removal', { places: placesOf(20), counts: { accepted: 40 } }),
      ],
      1,
    );
    if (Object.keys(corner).length > 0)
      await measures.put([
        {
          day,
          id: `R-0000-0000-${1100 + week}#000002#00`,
          line: { type: 'request-accepted', data: { typeClass: 'service' } },
          by: { typeCode: 'pothole', partner: 'dpw-highway', place: SQUARE },
        },
      ]);
  }
  await run('FindTrends');
});
afterAll(async () => {
  await console.stop();
  await stack.stop();
});

describe('findings', () => {
  test('are one list of what comes again at a place, of ratings that moved, and of what the register lacks', async () => {
    const list = await told((where) => findings(where));
    expect(list).toContain('Pothole: comes again at one place');
    expect(list).toMatch(/At 42\.3850,-71\.1222: 8 times in 8 of the last 26 weeks\. Weeks to be expected: 0\.\d/);
    expect(list).toContain('Cases: R-0000-0000-1076 R-0000-0000-1080');
    expect(list).toContain('Pothole: residents are less content');
    expect(list).toContain('In the last four weeks: 1.40 of 5 from 40 answers. Before: 4.60.');
    expect(list).toMatch(/Nepali: \d+ of \d+ texts were signed off by nobody/);
    expect((await told((where) => findings({ ...where, csv: true }))).split('\n')[0]).toContain(
      'finding,found by,kind',
    );
    expect(await letterTo(stack, 'manager@city.example')).toContain('Pothole: comes again at one place');
  });
});

describe('the commands', () => {
  const start = (more: object) => told((where) => beginByCommand({ ...where, owner: MANAGER, ...more }));
  const change = (action: Parameters<typeof changeByCommand>[0], id: string, more: object) =>
    told((where) => changeByCommand(action)(id, { ...where, ...more }));

  test('begin, change, measure and close an improvement, and say what is missing by its option', async () => {
    const finding = `comes-again#pothole#${SQUARE}#as-is#${monday}`;
    await expect(start({ finding: 'nothing' })).rejects.toThrow('--finding: This finding is no longer there');
    await expect(start({ title: 'Better', source: 'audit' })).rejects.toThrow('--title: Say in a few words');
    await expect(start({ title: 'Fewer holes at Elm St', source: 'audit', figure: 'late', type: 'x' })).rejects.toThrow(
      '--type: Choose whose figure it is',
    );
    await expect(start({ finding, owner: 'nobody' })).rejects.toThrow('--owner: Choose who owns it');
    expect(await start({ finding, dryRun: true })).toContain('Would begin: Pothole: comes again at one place');
    expect(await start({ finding, owner: 'dpw-highway' })).toBe('I-1: Pothole: comes again at one place\n');
    expect(await start({ finding })).toContain('I-1: ');
    await stack.settle();
    expect(await letterTo(stack, HIGHWAY)).toContain(`Measured by: requests a week, Pothole, at ${SQUARE}`);
    expect(await told((where) => findings(where))).toContain('Pothole: comes again at one place (I-1)');

    const on = plusDays(dayOf(stack.clock.now()), -80);
    const text = 'The drain below it was mended.';
    await expect(change('change', 'I-1', { text, on, reviewOn: 'soon' })).rejects.toThrow(
      '--review-on: soon is no day; write it as 2026-07-01.',
    );
    await expect(change('change', 'I-9', { text, on, reviewOn: on })).rejects.toThrow(OpsError);
    const reviewOn = plusDays(dayOf(stack.clock.now()), 2);
    expect(await change('change', 'I-1', { text, on, reviewOn })).toBe('I-1: Changed, waits for its review\n');
    await expect(change('review', 'I-1', { text: 'It did not help.' })).rejects.toThrow(
      `It is to be reviewed on ${reviewOn}`,
    );
    await stack.clock.advanceTo(stack.clock.now() + 3 * DAY);
    const dry = await change('review', 'I-1', { text: 'It did not help.', dryRun: true });
    expect(dry).toMatch(/would be: Reviewed: no difference.*\nNo difference that could be told: 0\.\d, n = \d before/);
    expect(await change('review', 'I-1', { text: 'It did not help.' })).toContain('(95 %: quasi-Poisson)');
    expect(await change('close', 'I-1', {})).toBe('I-1: Closed: no difference that could be told\n');

    await start({ title: 'Crews greet the residents', source: 'survey' });
    await expect(change('close', 'I-2', {})).rejects.toThrow('--reason: Nothing was measured');
    await change('close', 'I-2', { reason: 'It is part of another improvement.' });
    const list = await told((where) => listImprovements(where));
    expect(list).toContain('Closed without a measurement; the Service Operations Manager');
    const [titles = '', first = '', second = ''] = (
      await told((where) => listImprovements({ ...where, csv: true }))
    ).split('\n');
    expect(titles).toContain('before,n before,after,n after,low,high,verdict,measured,reason');
    expect(first).toContain('No difference that could be told,yes');
    expect(second).toContain('closed without a measurement,It is part of another improvement.');
    const history = await told((where) => showImprovement('I-1', where));
    expect(history).toContain('Something was changed (service-operations-manager)');
  });
});

describe('the pages', () => {
  const LIST = () => urlOf(improvementsLink(expiresAt()));
  const begin = async (title: string): Promise<string> => {
    const answer = await post(LIST(), {
      action: 'start-by-hand',
      title,
      source: 'audit',
      figure: 'late',
      of: 'type:pothole',
      owner: 'dpw-highway',
    });
    expect(answer.status).toBe(303);
    return (await register().list()).find((one) => one.title === title)!.id;
  };

  test('begin one improvement of a finding, however often and by however many its button is pressed', async () => {
    const list = await (await fetch(LIST())).text();
    expect(await (await fetch(pageOf('I-1', MANAGER))).text()).toContain(
      'openstreetmap.org/?mlat=42.385&amp;mlon=-71.1222',
    );
    const finding = list.match(/name="finding"\s+value="(rating[^"]*)"/)?.[1] ?? '';
    const before = (await register().list()).length;
    const answers = await Promise.all([1, 2, 3].map(() => post(LIST(), { action: 'start', finding })));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
    expect(await register().list()).toHaveLength(before + 1);
    expect((await post(LIST(), { action: 'start', finding: 'gone' })).status).toBe(409);
    expect((await post(LIST(), { action: 'burn' })).status).toBe(422);
    expect((await post(LIST(), { action: 'start-by-hand', said: 'x'.repeat(70_000) })).status).toBe(413);
  });

  test('open for the manager and for whoever owns it now, and write nothing when they are read', async () => {
    const id = await begin('Fewer potholes are late');
    const highway = pageOf(id, 'dpw-highway');
    const before = await register().load(id);
    expect((await fetch(highway)).status).toBe(200);
    expect(await register().load(id)).toEqual(before);
    expect((await post(highway, { action: 'close', reason: 'It is no use any more.' })).status).toBe(409);
    expect((await post(highway, { action: 'change', text: 'A second crew.', on: 'today' })).status).toBe(422);
    expect((await post(pageOf(id, MANAGER), { action: 'assign', owner: 'review-desk' })).status).toBe(303);
    expect((await fetch(highway)).status).toBe(404);
    expect((await fetch(pageOf(id, 'dpw-buildings'))).status).toBe(404);
    expect((await fetch(pageOf('I-999', MANAGER))).status).toBe(404);
  });

  test('are not begun again under a name that is open, and are once it is closed', async () => {
    const id = await begin('A name twice');
    expect(await begin('A name twice')).toBe(id);
    const named = async () => (await register().list()).filter(({ title }) => title === 'A name twice').length;
    expect(await named()).toBe(1);
    const closed = await post(pageOf(id, MANAGER), { action: 'close', reason: 'It is no use any more.' });
    expect(closed.status).toBe(303);
    await begin('A name twice');
    expect(await named()).toBe(2);
  });

  test('two who change it at once: one is told to look again, and the history holds one line of each version', async () => {
    const id = await begin('The crew comes in time');
    const today = dayOf(stack.clock.now());
    const say = (text: string) =>
      post(pageOf(id, MANAGER), { action: 'change', text, on: today, 'review-on': plusDays(today, 20) });
    const answers = await Promise.all(['A second crew goes out.', 'The crew begins earlier.'].map(say));
    const file = await register().load(id);
    const changed = answers.filter(({ status }) => status === 303).length;
    expect(answers.every(({ status }) => status === 303 || status === 409)).toBe(true);
    expect(file?.lines.map(({ version }) => version)).toEqual(Array.from({ length: changed + 1 }, (_, at) => at + 1));

    await stack.clock.advanceTo(stack.clock.now() + 22 * DAY);
    await run('RemindImprovements');
    await run('RemindImprovements');
    const reminders = () => letters(stack).filter((letter) => letter.includes(`(${id})`));
    expect(reminders().filter((letter) => letter.startsWith(`${HIGHWAY}: To be reviewed`))).toHaveLength(1);
    await stack.clock.advanceTo(stack.clock.now() + 8 * DAY);
    await run('RemindImprovements');
    await run('RemindImprovements');
    expect(reminders().filter((letter) => letter.startsWith('manager@city.example: Not reviewed'))).toHaveLength(1);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showMeasures } from '../../infra/ops/measures.ts';
import { aConsole, printed } from '../support/console.ts';
import {
  type LocalStack,
  DAY,
  HOUR,
  MONDAY_MORNING,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  linkIn,
  notices,
  post,
  stored,
  story,
} from '../support/local-stack.ts';

const DESK = 'highway.desk@dpw.somerville.example';
const ANA = 'ana@resident.example';
const DONE = { action: 'complete', outcome: 'done', resolution: 'The hole was filled with hot asphalt.' };
const BAD = { action: 'rate', accuracy: '2', courtesy: '4', ease: '3', overall: '1', comment: 'The hole is back.' };
const MINUTES = HOUR / 60;

describe('how it went', () => {
  let stack: LocalStack;
  const until = (at: number) => stack.clock.advanceTo(at);
  const noon = (day: number) => MONDAY_MORNING + 3 * HOUR + day * DAY;
  const subjects = (to: string) => notices(stack).flatMap((mail) => (mail.to.includes(to) ? [mail.subject] : []));
  const asked = (to = ANA) => subjects(to).filter((subject) => subject.startsWith('¿Cómo le fue?'));
  const reminded = (to = ANA) => subjects(to).filter((subject) => subject.startsWith('Un recordatorio'));
  const reported = async (email: string, language = 'es') => {
    const { body } = await deliver(stack, aPothole({ reporter: { email, language } }));
    await stack.settle();
    return { id: body.id ?? '', page: body.statusPage ?? '', work: linkIn(await letterTo(stack, DESK)) };
  };
  const completed = async (work: string) => {
    expect((await post(work, DONE)).status).toBe(303);
    await stack.settle();
  };

  let first: Awaited<ReturnType<typeof reported>>;
  let second: Awaited<ReturnType<typeof reported>>;
  let prompt: Awaited<ReturnType<typeof reported>>;
  beforeAll(async () => {
    stack = await aLocalStack({ scheduleSpacing: 5 * MINUTES });
    first = await reported(ANA);
    second = await reported(' Ana@Resident.example'.trim());
    prompt = await reported('bo@resident.example');
    await until(noon(0));
    await completed(first.work);
    await completed(prompt.work);
  });
  afterAll(() => stack.stop());

  test('R150 is asked a business day after the resolution, in the language of the resident, and not with it', async () => {
    expect(await letterTo(stack, ANA)).not.toContain('preguntas');
    await until(noon(1) - 1 * MINUTES);
    expect(asked()).toEqual([]);
    expect((await post(prompt.page, { ...BAD, overall: '5', accuracy: '5' })).status).toBe(303);
    await until(noon(1) + 6 * MINUTES);
    expect(asked()).toHaveLength(1);
    const letter = await letterTo(stack, ANA);
    expect(letter.replace(/\s+/gu, ' ')).toContain('4 preguntas');
    expect(new URL(linkIn(letter)).pathname).toBe(new URL(first.page).pathname);
    expect(story((await stored(stack, first.id)).events).at(-1)).toBe('survey-asked');
  });

  test('is not asked of who has answered before', async () => {
    expect(asked('bo@resident.example')).toEqual([]);
    expect(story((await stored(stack, prompt.id)).events).at(-1)).toBe('survey-answered');
  });

  test('R150 is not asked twice within 30 days of one resident, and the history says why', async () => {
    await completed(second.work);
    await until(noon(2) + 30 * MINUTES);
    const { events } = await stored(stack, second.id);
    expect(events.at(-1)).toMatchObject({ type: 'survey-not-asked', data: { reason: 'asked-recently' } });
    expect(asked()).toHaveLength(1);
    const page = await (await fetch(second.page)).text();
    expect(page).toContain('value="rate"');
  });

  test('R155 R151 is reminded of once, and reading the page answers nothing', async () => {
    await until(noon(4) - 1 * MINUTES);
    for (let reading = 0; reading < 3; reading += 1) expect((await fetch(first.page)).status).toBe(200);
    expect(reminded()).toEqual([]);
    await until(noon(4) + 20 * MINUTES);
    expect(reminded()).toHaveLength(1);
    await until(noon(7));
    expect([asked(), reminded()].map(({ length }) => length)).toEqual([1, 1]);
    expect(story((await stored(stack, first.id)).events).slice(-2)).toEqual(['survey-asked', 'survey-reminded']);
  });

  test('R152 answered badly, offers at once to open the request again or to reach somebody who can decide', async () => {
    const answer = await post(first.page, BAD);
    expect(answer.status).toBe(303);
    const page = await (await fetch(new URL(answer.headers.get('location') ?? '', first.page))).text();
    expect(page).toContain('Lamentamos que no haya ido bien');
    expect(page).toContain('value="reopen"');
    expect(page).toMatch(/<details open><summary><h2>No está conforme/u);
    expect((await stored(stack, first.id)).events.at(-1)).toMatchObject({
      type: 'survey-answered',
      data: { accuracy: 2, courtesy: 4, ease: 3, overall: 1, askedAt: expect.any(Number) },
    });
  });

  test('R151 answered once more, says that it was answered already', async () => {
    const again = await post(first.page, { ...BAD, overall: '5' });
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('La encuesta ya se respondió.');
    expect((await stored(stack, first.id)).request).toMatchObject({ survey: { overall: 1 } });
  });

  test('R152 opened again and ended a second time, is told in other words', async () => {
    expect((await post(first.page, { action: 'reopen', text: 'El hoyo ha vuelto.' })).status).toBe(303);
    await stack.settle();
    await completed(linkIn(await letterTo(stack, DESK)));
    const letter = (await letterTo(stack, ANA)).replace(/\s+/gu, ' ');
    expect(letter).toContain('nos dijo que no estaba resuelto');
    await until(noon(9));
    const { request, events } = await stored(stack, first.id);
    expect(request.pastCycles).toMatchObject([{ cycle: 1, survey: { overall: 1 }, unsolvedAt: noon(7) }]);
    expect(events.at(-1)).toMatchObject({ type: 'survey-not-asked', cycle: 2, data: { reason: 'asked-recently' } });
    expect([asked(), reminded()].map(({ length }) => length)).toEqual([1, 1]);
  });

  test('R157 R179 is told to the manager with how many were asked, the response rate, and no average of so few', async () => {
    const console = await aConsole(stack);
    try {
      const asked = { month: '2026-06', partner: 'dpw-highway', csv: true };
      const told = await printed(() => showMeasures({ console: console.url, ...asked }));
      expect(told.split('\r\n').filter((line) => /asked|survey/.test(line))).toEqual([
        'residents asked how it went,count,1,1',
        'response rate: asked and answered ÷ asked,share,1,1',
        'surveys answered,count,2,2',
        'survey: accuracy,rating,no data,2',
        'survey: courtesy,rating,no data,2',
        'survey: ease,rating,no data,2',
        'survey: overall,rating,no data,2',
        '"survey: satisfied, four or five of five overall",share,no data,2',
      ]);
    } finally {
      await console.stop();
    }
  });

  test('costs the workflow no state: a question and its reminder later it still waits out the window', () => {
    const [execution] = stack.stepFunctions
      .listExecutions(stack.service.stateMachineArn)
      .filter(({ name }) => name === `${first.id}-1`);
    const entered = stack.stepFunctions
      .getExecutionHistory(execution!.arn)
      .flatMap((event) => (event.type.endsWith('StateEntered') ? [event.details.name] : []));
    expect(entered.slice(-3)).toEqual(['Wait out the survey window', 'What happens next?', 'Reopened as a new cycle']);
    expect(entered).not.toContain('Act on what fell due');
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { itemsOf, watchFor } from '../support/bad-input.ts';
import {
  DAY,
  HOUR,
  type LocalStack,
  MONDAY_MORNING,
  aLocalStack,
  aPothole,
  deliver,
  letterTo,
  linkIn,
  notices,
  post,
  stored,
} from '../support/local-stack.ts';

const DESK = 'highway.desk@dpw.somerville.example';
const REVIEW_DESK = 'review-desk@city.example';
const MANAGER = 'manager@city.example';

/** Words that stand nowhere else, one for each place in which a person can leave something personal. */
const CANARIES = {
  name: 'Canaryname',
  email: 'canaryaddress@resident.example',
  phone: '617-555-0199-canary',
  description: 'canarydescription',
  address: 'Canarystreet',
  answer: 'canaryanswer',
  sourceId: 'canarysource',
  note: 'canarynote',
  resolution: 'canaryresolution',
  comment: 'canarycomment',
  reopening: 'canaryreopening',
  acknowledgement: 'canaryacknowledgement',
  decline: 'canarydecline',
};

const canariesIn = (text: string): string[] =>
  Object.values(CANARIES).filter((canary) => text.toLowerCase().includes(canary.toLowerCase()));

describe('what people write, through the whole life of a request', () => {
  let stack: LocalStack;
  let watch: ReturnType<typeof watchFor>;
  let requestId: string;

  const report = (more: Record<string, unknown> = {}) =>
    deliver(
      stack,
      aPothole({
        id: `${CANARIES.sourceId} ${JSON.stringify(more)}`,
        description: `It is deep, says ${CANARIES.description}.`,
        location: { address: `12 ${CANARIES.address}`, lat: 42.3954, lon: -71.1217 },
        reporter: { name: CANARIES.name, email: CANARIES.email, phone: CANARIES.phone },
        answers: { where: CANARIES.answer },
        ...more,
      }),
    );

  const does = async (page: string, fields: Record<string, string>): Promise<void> => {
    expect((await post(page, fields)).status).toBe(303);
    await stack.settle();
    watch.look();
  };

  beforeAll(async () => {
    stack = await aLocalStack({ startAt: MONDAY_MORNING });
    watch = watchFor(stack);
    const { body } = await report();
    requestId = body.id ?? '';
    const statusPage = body.statusPage ?? '';
    await stack.settle();
    // Refused in several ways, because a refusal is logged too.
    await deliver(stack, '{"broken":"canarydescription', { id: CANARIES.sourceId });
    await report({ channel: 7, type: CANARIES.description });
    await report({ reporter: { name: CANARIES.name, email: `${CANARIES.email} twice` }, type: 'pothole' });
    await report({ type: `talking ${CANARIES.description}` });
    await stack.settle();
    await does(linkIn(await letterTo(stack, REVIEW_DESK)), {
      action: 'decline',
      reason: 'private-matter',
      resolution: `We cannot do this, says ${CANARIES.decline}.`,
    });

    const page = linkIn(await letterTo(stack, DESK));
    const workOrder = linkIn((await lettersAbout(DESK)).at(0) ?? page);
    await does(workOrder, { action: 'note', text: `Called ${CANARIES.note}.` });
    expect((await post(workOrder, { action: 'hold', reason: CANARIES.note, text: CANARIES.note })).status).toBe(422);
    // Nobody does anything until the manager hears of it.
    await stack.clock.advanceTo(MONDAY_MORNING + 12 * DAY);
    watch.look();
    // The weekly list names what is late too; she acts on the letter that leads to the escalation.
    const escalated = (await lettersAbout(MANAGER)).find((text) => text.includes('/escalations/'));
    await does(linkIn(escalated ?? ''), {
      action: 'acknowledge',
      text: `I have called ${CANARIES.acknowledgement}.`,
    });
    await does(workOrder, {
      action: 'complete',
      outcome: 'done',
      resolution: `Filled at last, says ${CANARIES.resolution}.`,
    });
    await does(statusPage, {
      action: 'rate',
      accuracy: '1',
      courtesy: '2',
      ease: '3',
      overall: '4',
      comment: CANARIES.comment,
    });
    await does(statusPage, { action: 'reopen', text: `Not solved, says ${CANARIES.reopening}.` });
    await does(linkIn((await lettersAbout(DESK)).at(-1) ?? ''), {
      action: 'complete',
      outcome: 'unable',
      resolution: `It cannot be filled, says ${CANARIES.resolution}.`,
    });
    await stack.clock.advanceTo(MONDAY_MORNING + 40 * DAY + HOUR);
    watch.look();
  }, 120_000);
  afterAll(() => stack.stop());

  /** The texts of the e-mails to somebody about the request that is followed, oldest first. */
  const lettersAbout = async (to: string): Promise<string[]> => {
    const texts = await Promise.all(
      stack.mailbox.list({ to }).map(async ({ id }) => (await stack.mailbox.read(id)).text),
    );
    return texts.flatMap((text) => (text?.includes(requestId) ? [text] : []));
  };

  test('was really said, each word of it, and the request came to its end', async () => {
    expect((await stored(stack, requestId)).request).toMatchObject({ status: 'closed', cycle: 2 });
    expect(canariesIn(JSON.stringify(await itemsOf(stack, 'requests')))).toEqual(Object.values(CANARIES));
  });

  test('stands in no line that any function logged', () => {
    const lines = watch.lines();
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.filter((line) => canariesIn(line).length > 0)).toEqual([]);
  });

  test('stands in no execution: neither name, nor input, nor output, nor history', () => {
    const executions = stack.stepFunctions.listExecutions(stack.service.stateMachineArn);
    expect(executions.length).toBeGreaterThanOrEqual(4);
    for (const { name, arn } of executions) {
      const { input, output = '' } = stack.stepFunctions.describeExecution(arn);
      const history = JSON.stringify(stack.stepFunctions.getExecutionHistory(arn));
      expect([name, canariesIn(name + input + output + history)]).toEqual([name, []]);
    }
  });

  test('is the name or the dimension of no metric', () => {
    expect(stack.metrics.list().length).toBeGreaterThan(50);
    expect(canariesIn(JSON.stringify(stack.metrics.list()))).toEqual([]);
  });

  test('stands in no address that an e-mail leads to, and in no tag of an e-mail', async () => {
    const mails = notices(stack);
    expect(mails.length).toBeGreaterThan(12);
    for (const mail of mails) {
      const { text = '', html = '' } = await stack.mailbox.read(mail.id);
      const addresses = [...`${text} ${html}`.matchAll(/https?:\/\/[^\s"<>]+/g)].map(([address]) => address);
      expect(addresses.length).toBeGreaterThan(1);
      expect(canariesIn(addresses.join(' ') + JSON.stringify(mail.tags))).toEqual([]);
    }
  });

  test('stands in no alarm, and in what counts events', async () => {
    expect(canariesIn(JSON.stringify([stack.alarms.history(), stack.queues.names().map(stack.queues.list)]))).toEqual(
      [],
    );
    const events = (await itemsOf(stack, 'requests')).filter(({ sk }) => String(sk).startsWith('EVENT#'));
    expect(canariesIn(JSON.stringify(events.map(({ data, by, type }) => [data, by, type])))).toEqual([]);
  });
});

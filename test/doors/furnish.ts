import { QUESTIONS } from '../../functions/audits/checklist.ts';
import { signDelivery } from '../../functions/intake/webhook-signature.ts';
import { STAFF_LINK_LIFE_MS, preferencesLink, statusLink } from '../../functions/pages/link-life.ts';
import { type Link, type LinkPurpose, linkUrl } from '../../functions/pages/signed-link.ts';
import { CONCERN_QUEUE, REVIEW_QUEUE, partnerQueueId } from '../../functions/requests/queue-line.ts';
import type { Request } from '../../functions/requests/request.ts';
import { CANARIES, says } from './canaries.ts';
import { type Examples, settle } from './settle.ts';
import { type House, type Outcome, type Visit } from './house.ts';

/** Monday 1 June 2026, 09:00 in Somerville: inside office hours, no holiday near. */
export const MONDAY_MORNING = Date.UTC(2026, 5, 1, 13);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A house in which every page has something to show, with what leads to it. */
export interface Furnished {
  house: House;
  /** The ids of requests by what became of them. */
  requests: Record<
    'offered' | 'accepted' | 'hidden' | 'held' | 'asked' | 'resolved' | 'rated' | 'late' | 'light',
    string
  >;
  /** What a link names, by its purpose; those of audits, corrections and improvements are open. */
  links: Record<LinkPurpose, Link>;
  /** The path of a page, its link signed by the current key. */
  path(purpose: LinkPurpose, id?: string): string;
  /** A delivery that a sender of this door signs now. */
  signed(door: 'webhooks' | 'partners', sender: string, body: Buffer, id?: string): Visit;
  /** One genuine event of each stream that tells a function something. */
  streamed: Map<string, object[]>;
}

/** Plays until each kind of page can be opened and each door has been used once; everything that is said has its canary. */
export async function furnish(house: House): Promise<Furnished> {
  const streamed = new Map<string, object[]>();
  const keys = house.secret('LinkKeys/Secret') as { current: string };
  let deliveries = 0;
  let potholes = 0;

  const path = (link: Link) => linkUrl('', link, keys);
  const staff = (purpose: LinkPurpose, id: string): Link => ({
    ...{ purpose, id },
    expiresAt: house.now() + STAFF_LINK_LIFE_MS,
  });

  const signed: Furnished['signed'] = (door, sender, body, id = `delivery-${(deliveries += 1)}`) => {
    const secret = house.secret(`${door === 'webhooks' ? 'PlatformKeys' : 'PartnerKeys'}-${sender}/Secret`);
    const seconds = Math.floor(house.now() / 1000);
    return {
      method: 'POST',
      path: door === 'webhooks' ? `/webhooks/${sender}` : `/partners/${sender}/updates`,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': signDelivery(secret.current ?? '', id, seconds, body),
      },
      body,
    };
  };

  const expectStatus = (outcome: Outcome, status: number): Outcome => {
    if (outcome.status === status) return outcome;
    const { functionName, thrown, body } = outcome;
    throw new Error(
      `${functionName} answers ${outcome.status} and not ${status}: ${String(thrown ?? body).slice(-800)}`,
    );
  };

  const report = async (more: object = {}): Promise<string> => {
    const payload = {
      id: `${CANARIES.sourceId}-${deliveries}`,
      type: 'pothole',
      description: `A deep hole, says ${CANARIES.description}.`,
      location: { address: `12 ${CANARIES.address}`, lat: 42.3854 + 0.001 * (potholes += 1), lon: -71.1217 },
      reporter: { name: CANARIES.name, email: CANARIES.email, phone: CANARIES.phone, language: 'en' },
      answers: { where: says('answer') },
      channel: 'web',
      ...more,
    };
    const body = Buffer.from(JSON.stringify(payload));
    const { body: answer } = expectStatus(await house.visit(signed('webhooks', 'standard', body)), 202);
    await settle(house, streamed);
    return (JSON.parse(answer) as { id: string }).id;
  };

  const press = async (link: Link, fields: Record<string, string>): Promise<void> => {
    house.wait(1_000);
    expectStatus(await house.visit(formOf(path(link), fields)), 303);
    await settle(house, streamed);
  };
  const work = (requestId: string) => staff('work-order', `${requestId}-1`);
  const status = (requestId: string): Link => statusLink(requestOf(house, requestId));
  const COMPLETE = { action: 'complete', outcome: 'done', resolution: says('resolution') };

  const led = await report();
  const accepted = await report();
  await press(work(accepted), { action: 'accept', reference: CANARIES.reference });
  await press(work(accepted), { action: 'note', text: says('note') });
  const light = await report({ type: 'street-light-utility-owned', description: says('description') });
  const update = { workOrder: `${light}-1`, status: 'accepted', reference: 'E-1', text: says('update') };
  expectStatus(await house.visit(signed('partners', 'eversource', Buffer.from(JSON.stringify(update)))), 202);
  await settle(house, streamed);

  const replied = await report({ type: 'talking-pigeon' });
  await press(staff('review', replied), { action: 'ask', question: says('question') });
  await press(status(replied), { action: 'answer', text: says('reply') });
  await press(staff('review', replied), { action: 'decline', reason: 'private-matter', resolution: says('decline') });

  const followed = await report({ type: 'talking-pigeon' });
  await press(staff('review', followed), { action: 'merge', into: led });
  await press(work(led), { action: 'accept' });

  const [audited, rated] = [await report(), await report()];
  for (const id of [audited, rated]) await press(work(id), COMPLETE);
  const reopened = await report();
  await press(work(reopened), COMPLETE);
  await press(status(reopened), { action: 'reopen', text: says('reopening') });
  const late = await report();
  await press(status(late), { action: 'add-detail', text: says('detail') });
  await press(status(late), { action: 'raise-concern', reason: 'overdue', text: says('concern') });
  await press(staff('concern', `${late}-C1`), { action: 'contact', way: 'telephone', text: says('contact') });
  await press(staff('queue', partnerQueueId('somerville', 'dpw-highway')), {
    ...{
      action: 'found',
      typeCode: 'pothole',
      address: `7 ${CANARIES.found}`,
      resolution: says('resolution'),
      once: '1',
    },
  });
  await press(preferencesLink(status(rated)), {
    ...{ action: 'choose-preferences', language: 'own', print: 'large', format: 'html', news: 'on' },
  });
  await reportByOpen311(house);
  await settle(house, streamed);

  await press(status(rated), {
    ...{ action: 'rate', accuracy: '4', courtesy: '5', ease: '5', overall: '4', comment: says('comment') },
  });
  house.wait(16 * DAY);
  await act(house, streamed, 'ActOnMilestones', { requestId: late });
  await press(staff('escalation', late), { action: 'acknowledge', text: says('acknowledgement') });
  await act(house, streamed, 'CloseRequest', { requestId: rated, cycle: 1 });

  // The first working morning of July: the month is counted, told and drawn.
  house.wait(Date.UTC(2026, 6, 1, 14) - house.now());
  for (const name of ['RollUp', 'WriteScorecards', 'DrawAudits', 'FindTrends', 'WatchRegister'])
    await act(house, streamed, name, {});
  const audits = drawn(house);
  const [first, second] = audits;
  if (!first || !second) throw new Error('No audit was drawn.');
  await press(staff('audit', first), {
    ...{ action: 'audit', ...Object.fromEntries(QUESTIONS.map(({ id }) => [id, 'pass'])), [QUESTIONS[0]!.id]: 'fail' },
    ...{ [`${QUESTIONS[0]!.id}-note`]: says('audit'), corrector: 'manager', task: says('task'), days: '10' },
  });
  await press(staff('improvement', 'all'), {
    ...{ action: 'start-by-hand', title: 'Fewer potholes are late', source: 'audit', figure: 'late' },
    ...{ of: 'type:pothole', owner: 'review-desk' },
  });
  for (const name of [
    'ReleaseNotices',
    'MeasureBacklog',
    'Reconcile',
    'MoveClocks',
    'RemindImprovements',
    'FlushWebhooks',
  ])
    await act(house, streamed, name, {});
  await press(staff('improvement', 'I-1~review-desk'), {
    ...{ action: 'change', text: says('task'), on: '2026-07-01', 'review-on': '2026-07-16' },
  });
  await press(staff('improvement', 'all'), {
    ...{
      action: 'start-by-hand',
      title: 'A second one',
      source: 'audit',
      figure: 'late',
      of: 'city',
      owner: 'review-desk',
    },
  });
  await press(status(late), { action: 'raise-concern', reason: 'other', text: `${says('concern')} Again.` });

  // What has to be young: a question that may be answered, a survey that is open.
  const asked = await report({ type: 'talking-pigeon' });
  await press(staff('review', asked), { action: 'ask', question: says('question') });
  const held = await report({ type: 'talking-pigeon' });
  const offered = await report();
  const hidden = await report({ private: true });
  const resolved = await report();
  await press(work(resolved), COMPLETE);
  house.losesAnswers = true;
  await report({ type: 'talking-pigeon' });
  house.losesAnswers = false;
  const [month, about, part] = first.split('~');
  const links: Record<LinkPurpose, Link> = {
    request: status(accepted),
    'work-order': work(accepted),
    review: staff('review', held),
    escalation: staff('escalation', late),
    concern: staff('concern', `${late}-C2`),
    audit: staff('audit', second),
    correction: staff('correction', `${month}~${about}~${part}~service-operations-manager`),
    improvement: staff('improvement', 'I-2~service-operations-manager'),
    queue: staff('queue', partnerQueueId('somerville', 'dpw-highway')),
    scorecard: staff('scorecard', '2026-06~somerville~dpw-highway'),
    preferences: preferencesLink(status(accepted)),
  };
  return {
    ...{ house, links, signed, streamed },
    requests: { offered, accepted, hidden, held, asked, resolved, rated, late, light },
    path: (purpose, id) => {
      if (id === undefined) return path(links[purpose]);
      return path(purpose === 'request' ? status(id) : staff(purpose, id));
    },
  };
}

/** What the queues of staff and partners are called, beside the one of `links`. */
export const QUEUES = [REVIEW_QUEUE, CONCERN_QUEUE, 'audits', partnerQueueId('somerville', 'eversource')];

/** A posted form. */
export const formOf = (path: string, fields: Record<string, string>): Visit => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: Buffer.from(new URLSearchParams(fields).toString()),
});

/** A request as it is kept. */
export const requestOf = (house: House, id: string): Request =>
  itemsOf(house, 'Requests').find(({ pk, sk }) => pk === `REQUEST#${id}` && sk === 'REQUEST') as unknown as Request;

/** Everything in a table, by the last part of its name. */
export const itemsOf = (house: House, table: string): Record<string, unknown>[] =>
  house.tables
    .names()
    .filter((name) => name.endsWith(`-${table}`))
    .flatMap((name) => [...house.tables.items(name)]);

const reportByOpen311 = async (house: House): Promise<void> => {
  const fields = {
    ...{
      api_key: house.secret('Open311Keys/Secret').city ?? '',
      service_code: 'pothole',
      first_name: CANARIES.neighbor,
    },
    ...{
      address_string: `9 ${CANARIES.address}`,
      description: `Deep, says ${CANARIES.neighbor}.`,
      email: CANARIES.email,
    },
  };
  const { status, body } = await house.visit(formOf('/open311/v2/requests.json', fields));
  if (status !== 200) throw new Error(`Open311 answers ${status}: ${body}`);
};

/** The ids of the audits that were drawn, as links name them. */
const drawn = (house: House): string[] =>
  itemsOf(house, 'Requests')
    .filter(({ month, auditor, requestId, part }) => month && auditor && requestId && part)
    .map(({ month, requestId, part, auditor }) => [month, requestId, part, auditor].join('~'))
    .filter((id, index, all) => all.indexOf(id) === index);

/** Calls a function as a schedule or a workflow does, and lets everything follow from it. */
const act = async (house: House, streamed: Examples, name: string, input: object): Promise<void> => {
  const { thrown } = await house.invoke(name, input);
  if (thrown) throw thrown instanceof Error ? thrown : new Error(`${name} fails.`);
  await settle(house, streamed);
};

import { createHash } from 'node:crypto';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { toInstant, toLocal } from '../../functions/clocks/business-calendar.ts';
import { requestIdOf } from '../../functions/intake/request-id.ts';
import { LANGUAGES } from '../../functions/languages/language.ts';
import { noticeIdOf } from '../../functions/notices/message-tag.ts';
import { STAFF_LINK_LIFE_MS } from '../../functions/pages/link-life.ts';
import { type LinkPurpose, linkUrl } from '../../functions/pages/signed-link.ts';
import { join } from 'node:path';
import { type ReplayRow, readRows } from '../../infra/local/replay/rows.ts';
import { readStored } from '../../infra/local/replay/stored.ts';
import { chance } from '../support/chance.ts';
import { HOUR, type LocalStack, aLocalStack, deliver, notices } from '../support/local-stack.ts';

/** The day onto which real requests are put, each at its own time of day: a Tuesday with office hours. */
const DAY_OF_ALL = '2015-06-02';

const PLATFORM = 'boston';
const MINUTE = 60_000;
/** Deliveries and forms so close together go out side by side; below the webhook's tolerance of five minutes. */
const SLOT = 2 * MINUTE;
/** How often what waits is let go on this stack, ms: what came due since then is still to go. */
const RELEASED_EVERY = HOUR / 2;
const IN_FLIGHT = 24;
const city = catalogueOf(PLATFORM);

/** What somebody does at a moment; those of one request keep their order. */
interface Moment {
  at: number;
  requestId: string;
  play: () => Promise<void>;
}

/** What a day came to. */
export interface DayOfMail {
  /** Each kind of message by where its notices ended. */
  kinds: { message: string; written: number; mailed: number; inLists: number; leftOut: number; withheld: number }[];
  /** Notices that ended nowhere, and e-mails without a notice. */
  astray: string[];
  /** Notices and letters (same reader, same words) that were mailed more than once. */
  twice: string[];
  /** How the webhook and the pages answered, by status. */
  answers: Record<string, number>;
  requests: number;
  emails: number;
}

const WEEK = join(import.meta.dirname, '../../infra/local/replay/boston-2015-06-01-to-07.csv.gz');

/** The first requests of a real week on one day, and a stack that stands at the beginning of that day. */
export const startDay = async (requests: number): Promise<{ stack: LocalStack; rows: ReplayRow[] }> => {
  const rows = ontoOneDay(await readRows(WEEK, { limit: requests }));
  const stack = await aLocalStack({ startAt: rows[0]!.opened - MINUTE, scheduleSpacing: RELEASED_EVERY });
  return { stack, rows };
};

/** Puts rows onto one day, each at its own time of day. */
const ontoOneDay = (rows: readonly ReplayRow[]): ReplayRow[] =>
  rows
    .map((row) => {
      const time = toLocal(row.opened, city.timeZone).slice(11);
      const opened = toInstant(`${DAY_OF_ALL}T${time}`, city.timeZone);
      return { ...row, opened, ...(row.closed === undefined ? {} : { closed: opened + (row.closed - row.opened) }) };
    })
    .sort((a, b) => a.opened - b.opened);

/**
 * Plays a day of a city on a running stack: every row is reported by a resident with an address and a language of their own, through the signed webhook; the
 * review desk and partners work through their pages, and residents answer, rate, reopen, withdraw and complain through theirs. Goes on to
 * noon of the next day, when what waited for office hours has left, and then compares what was written with what is in the mailbox.
 */
export const playDay = async (
  stack: LocalStack,
  rows: readonly ReplayRow[],
  seed: number,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<DayOfMail> => {
  const answers: Record<string, number> = {};
  const answered = (what: string, status: number): void => {
    const key = `${what} ${status}`;
    answers[key] = (answers[key] ?? 0) + 1;
  };
  const post = async (purpose: LinkPurpose, id: string, fields: Record<string, string>): Promise<void> => {
    const link = { purpose, id, expiresAt: stack.clock.now() + STAFF_LINK_LIFE_MS };
    const response = await fetch(linkUrl(stack.url, link, stack.service.linkKeys()), {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
    });
    await response.arrayBuffer();
    answered(`${purpose} ${fields.action}`, response.status);
  };

  const moments = rows.flatMap((row, index) => {
    const requestId = requestIdOf(PLATFORM, row.caseId);
    const steps = momentsOf(row, chance(seed * 100_003 + index), {
      review: (fields) => post('review', requestId, fields),
      work: (fields, number = 1) => post('work-order', `${requestId}-${number}`, fields),
      resident: (fields) => post('request', requestId, fields),
    });
    const report = async (): Promise<void> => {
      const { status } = await deliver(stack, payloadOf(row, index), { platform: PLATFORM });
      answered('webhook', status);
    };
    return [{ at: row.opened, requestId, play: report }, ...steps.map((step) => ({ ...step, requestId }))];
  });
  await playAll(stack, moments, onProgress);
  return compare(stack, answers, rows.length);
};

const payloadOf = (row: ReplayRow, index: number) => ({
  id: row.caseId,
  type: row.type,
  requestedAt: new Date(row.opened).toISOString(),
  description: 'As the city recorded it.',
  location: {
    ...(row.neighborhood ? { address: row.neighborhood } : {}),
    ...(row.lat === undefined ? {} : { lat: row.lat, lon: row.lon }),
  },
  // One in eight leaves no address, as people do on the telephone (R147).
  ...(index % 8 === 7
    ? {}
    : {
        reporter: {
          name: `Resident ${index}`,
          email: `resident-${index}@resident.example`,
          language: LANGUAGES[index % LANGUAGES.length],
        },
      }),
  channel: row.source,
});

type Fields = Record<string, string>;
interface Doors {
  review: (fields: Fields) => Promise<void>;
  /** `number` counts the work orders of the request. */
  work: (fields: Fields, number?: number) => Promise<void>;
  resident: (fields: Fields) => Promise<void>;
}
type Step = Pick<Moment, 'at' | 'play'>;

/** What the people of one request do in their day, by chance; what cannot be done in its state is refused by the page, and counted. */
const momentsOf = (row: ReplayRow, draw: () => number, { review, work, resident }: Doors): Step[] => {
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(draw() * choices.length)]!;
  const steps: Step[] = [];
  let at = row.opened;
  const then = (minutes: number, play: () => Promise<void>): void => {
    at += minutes * MINUTE;
    steps.push({ at, play });
  };

  const type = city.findByName(row.type);
  const accept = () => review({ action: 'accept', typeCode: type?.code ?? '' });
  if (type?.privacy === 'private') {
    const decision = draw();
    if (decision < 0.2) {
      then(25, () =>
        review({ action: 'decline', reason: 'not-enough-to-go-on', resolution: 'Nobody could find the place.' }),
      );
      return steps;
    }
    if (decision < 0.35) {
      then(25, () =>
        review({ action: 'refer', receiver: 'The county', resolution: 'The county does this: call 555-0100.' }),
      );
      return steps;
    }
    if (decision < 0.6) {
      then(10, () => review({ action: 'ask', question: 'Which side of the street is it?' }));
      then(20, () => resident({ action: 'answer', text: 'On the side of the bakery.' }));
    }
    then(25, accept);
  }
  if (draw() < 0.04) {
    then(5, () => resident({ action: 'withdraw', text: 'It was gone when I came by again.' }));
    return steps;
  }
  if (draw() < 0.05) then(5, () => resident({ action: 'change-language', language: pick(LANGUAGES) }));
  const begun = draw();
  if (begun < 0.03) {
    then(20, () => work({ action: 'send-back', reason: 'not-our-service', text: 'Another department does this.' }));
    then(20, accept);
    return steps;
  }
  then(20 + draw() * 40, () => work({ action: 'accept' }));
  if (begun < 0.06) {
    const to = pick([...city.partners.keys()].filter((code) => code !== type?.partner));
    then(10, () =>
      work({ action: 'transfer', to, reason: 'their-service', text: 'This is on their list of streets.' }),
    );
    then(30, () => work({ action: 'accept' }));
  }
  if (draw() < 0.3) then(10, () => work({ action: 'schedule', day: pick(['2015-06-03', '2015-06-05']) }));
  if (draw() < 0.15) {
    then(15, () => work({ action: 'hold', reason: 'waiting-for-parts', text: 'A part has to be ordered first.' }));
    then(30, () => work({ action: 'resume' }));
  }
  if (draw() < 0.1)
    then(5, () => resident({ action: 'raise-concern', reason: 'safety', text: 'Somebody will be hurt there.' }));
  if (row.closed === undefined || row.closed - row.opened > 12 * HOUR) return steps;

  const outcome = pick(['done', 'done', 'done', 'unable'] as const);
  then(30, () => work({ action: 'complete', outcome, resolution: 'The crew has been there and has seen to it.' }));
  const content = draw();
  if (content < 0.2) {
    const rating = pick(['1', '4', '5']);
    then(20, () => resident({ action: 'rate', accuracy: rating, courtesy: '5', ease: '4', overall: rating }));
  } else if (content < 0.3) {
    then(20, () => resident({ action: 'reopen', text: 'It is not solved at all.' }));
    then(30, () =>
      work({ action: 'complete', outcome: 'done', resolution: 'The crew came back and did the rest.' }, 2),
    );
  }
  return steps;
};

/** Plays all moments in their order, those of one slot side by side, and moves on to noon of the next day. */
const playAll = async (
  stack: LocalStack,
  moments: readonly Moment[],
  onProgress: (done: number, total: number) => void,
): Promise<void> => {
  const inOrder = moments.toSorted((a, b) => a.at - b.at);
  for (let next = 0; next < inOrder.length;) {
    const from = inOrder[next]!.at;
    const byRequest = new Map<string, Moment[]>();
    let at = from;
    for (; next < inOrder.length && inOrder[next]!.at < from + SLOT && byRequest.size < IN_FLIGHT; next += 1) {
      const moment = inOrder[next]!;
      at = moment.at;
      byRequest.set(moment.requestId, [...(byRequest.get(moment.requestId) ?? []), moment]);
    }
    await stack.clock.advanceTo(Math.max(at, stack.clock.now()));
    await Promise.all(
      [...byRequest.values()].map(async (own) => {
        for (const { play } of own) await play();
      }),
    );
    onProgress(next, inOrder.length);
  }
  await stack.clock.advanceTo(toInstant(`${DAY_OF_ALL}T12:00:00`, city.timeZone) + 24 * HOUR);
  await stack.settle();
};

/** Holds what the notices table says against what the mailbox has. */
const compare = async (stack: LocalStack, answers: Record<string, number>, requests: number): Promise<DayOfMail> => {
  const { notices: written } = await readStored(stack.service);
  const mailed = notices(stack).map((mail) => ({ ...mail, notice: noticeIdOf(mail.tags.notice ?? '') ?? 'no notice' }));
  const timesMailed = Map.groupBy(mailed, ({ notice }) => notice);
  const kinds = new Map<string, DayOfMail['kinds'][number]>();
  const astray: string[] = [];
  const now = stack.clock.now();
  for (const { id, message, status, combinedIn, notBefore } of written) {
    if (!message) continue;
    const kind = kinds.get(message) ?? { message, written: 0, mailed: 0, inLists: 0, leftOut: 0, withheld: 0 };
    kinds.set(message, kind);
    kind.written += 1;
    const inMailbox = timesMailed.get(id) ?? [];
    if (status === 'sent' || status === 'delivered') {
      kind.mailed += 1;
      if (inMailbox.length === 0) astray.push(`${id} is ${status} and not in the mailbox`);
      continue;
    }
    if (inMailbox.length > 0) astray.push(`${id} is ${status} and in the mailbox`);
    if (status === 'left-out') kind.leftOut += 1;
    else if (status === 'withheld') kind.withheld += 1;
    else if (status === 'combined' && timesMailed.has(combinedIn ?? '')) kind.inLists += 1;
    else if (status === 'queued' && notBefore !== undefined && notBefore > now - RELEASED_EVERY) kind.leftOut += 1;
    else astray.push(`${id} is ${status}`);
  }
  const known = new Set(written.map(({ id }) => id));
  astray.push(
    ...mailed.flatMap(({ notice }) => (known.has(notice) ? [] : [`e-mail of ${notice}, which nobody wrote`])),
  );

  const twice = [...timesMailed].flatMap(([id, mails]) => (mails.length > 1 ? [`notice ${id}: ${mails.length}`] : []));
  const words = new Map<string, string>();
  for (const { id, to, subject, notice } of mailed) {
    const { text = '' } = await stack.mailbox.read(id);
    const same = createHash('sha256')
      .update(JSON.stringify([to, subject, withoutLinks(text)]))
      .digest('hex');
    const before = words.get(same);
    if (before) twice.push(`"${subject}" in the same words, as ${before} and ${notice}`);
    words.set(same, notice);
  }
  return {
    kinds: [...kinds.values()].sort((a, b) => (a.message < b.message ? -1 : 1)),
    astray,
    twice,
    answers,
    requests,
    emails: mailed.length,
  };
};

/** Signed links of one page differ by when they were signed. */
const withoutLinks = (text: string): string => text.replaceAll(/https?:\/\/\S+/g, '');

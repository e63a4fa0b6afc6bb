import { UNSENT_STATUSES, type Tablesful, listsIn, openTables } from './read-tables.ts';
import { NOTICE_TAG } from '../../functions/notices/contract.ts';
import { noticeIdOf } from '../../functions/notices/message-tag.ts';
import { auditsOf } from '../../functions/audits/audit.ts';
import type { Mail } from '../../infra/local/mailbox.ts';
import { isCounted } from '../../functions/measures/roll-up.ts';
import { rowsOf } from '../../functions/measures/row.ts';
import type { KeyPair } from '../../functions/shared/secrets.ts';
import { type City, LINK_KEYS } from './city.ts';
import type { World } from './world.ts';

/** Something that must never be, in one sentence. */
export interface Violation {
  /** Which invariant. */
  rule: Rule;
  what: string;
}

export const RULES = [
  'accepted is kept',
  'ends closed',
  'no letter lost',
  'no letter twice',
  'systems are told',
  'photos are kept',
  'one execution a cycle',
  'begun once',
  'breaches are true',
  'no age is negative',
  'history is whole',
  'public copy is right',
  'counted once',
  'days are rolled up',
  'lists are written',
  'audits are done',
  'links stay open',
  'alarms tell of it',
  'nothing unexpected',
  'converges',
  'one fault calls nobody',
] as const;
export type Rule = (typeof RULES)[number];

type Check = (found: Found) => string[];

interface Found extends Tablesful {
  world: World;
  city: City;
  /** How many e-mails SES took for each notice. */
  sent: Map<string, number>;
  fired: Set<string>;
}

/** Looks at a world that has come to its end, and names everything that must not be. */
export function violationsIn(world: World, city: City): Violation[] {
  const found: Found = {
    world,
    city,
    ...openTables(world),
    sent: countMails(world),
    fired: new Set(world.alarms().flatMap(({ name, to }) => (to === 'ALARM' ? [name] : []))),
  };
  return RULES.flatMap((rule) => CHECKS[rule](found).map((what) => ({ rule, what })));
}

const CHECKS: Record<Rule, Check> = {
  'accepted is kept': ({ city, requests }) => {
    const known = new Set(requests.map(({ id }) => id));
    const lost = [...city.accepted].filter((id) => !known.has(id)).map((id) => `${id} was accepted and is not there.`);
    const more = [...known].filter((id) => !city.accepted.has(id)).map((id) => `Nobody delivered ${id}.`);
    return [...lost, ...more];
  },

  'ends closed': ({ requests, workOrders }) => [
    ...requests.filter(({ status }) => status !== 'closed').map(({ id, status }) => `${id} is ${status}.`),
    ...workOrders
      .filter(({ status }) => !['done', 'cancelled', 'unable'].includes(status))
      .map(({ id, status }) => `Work order ${id} is ${status}.`),
  ],

  'no letter lost': ({ world, notices, sent, fired }) =>
    notices.flatMap(({ id, status, notBefore }) => {
      const times = sent.get(id) ?? 0;
      const early = world.mails.find(
        (mail) => noticeOf(mail) === id && sentAt(world, mail) < (notBefore ?? 0) - world.skewMs,
      );
      if (early) return [`${id} was sent before its time.`];
      // Where events of SES became dead letters, nobody heard what they said.
      const heard = !world.deadLetters.includes('ConfirmNotice-DeadLetters');
      if (status === 'uncertain' && times > 0 && heard)
        return [`${id} is uncertain, although SES told that it took it.`];
      if (status === 'uncertain') return told(fired, 'workflow/NoticesUncertain', `${id} is uncertain`);
      if (status === 'failed') return told(fired, 'notices/NoticesFailed', `${id} failed`);
      if (UNSENT_STATUSES.has(status)) return times > 0 ? [`${id} is ${status}, and was sent.`] : [];
      if (status !== 'delivered' && status !== 'bounced' && (heard || status !== 'sent'))
        return [`${id} is still ${status}.`];
      return times === 0 ? [`${id} is ${status}, and SES never took it.`] : [];
    }),

  'no letter twice': ({ sent }) =>
    [...sent].filter(([, times]) => times > 1).map(([id, times]) => `${id} was sent ${times} times.`),

  'systems are told': ({ world, messages, fired }) => {
    const first = (id: string) => world.taken.findIndex((one) => one.id === id);
    const unheard = messages.flatMap(({ id, pk, sk, status }) => {
      if (status === 'dead') return told(fired, 'partners/WebhooksDead', `${pk} ${sk} was given up`);
      return status === 'sent' && first(id) >= 0 ? [] : [`${pk} ${sk} is ${status}, and nobody took it.`];
    });
    const overtaken = messages.flatMap(({ id, pk, sk }, index) => {
      const before = messages[index - 1];
      const overtakes = before?.pk === pk && first(id) >= 0 && first(before.id) > first(id);
      return overtakes ? [`${pk} ${sk} came before what happened before it.`] : [];
    });
    return [...unheard, ...overtaken];
  },

  'photos are kept': ({ world, workOrders }) => {
    const there = new Set(world.bucket.keys());
    const missing = workOrders
      .flatMap(({ photos = [] }) => photos)
      .filter((key) => !there.has(key))
      .map((key) => `${key} is not there.`);
    const originals = [...there].filter((key) => key.startsWith('raw/'));
    // What was given up is deleted with its originals after a day, and an alarm has told of it.
    const left = world.deadLetters.includes('KeepPhoto-DeadLetters') ? [] : originals.map((key) => `${key} was left.`);
    return [...missing, ...left];
  },

  'one execution a cycle': ({ world, fired, requests }) => {
    const all = world.executions();
    // What waits for a timer that was lost stands still for good; another goes on in its place.
    const replaced = world.functions.faults().some(({ mode }) => mode === 'lost' || mode === 'late');
    const twice = all.filter((one) =>
      all.some(
        (other) => other.id < one.id && other.input === one.input && (other.stoppedAt ?? Infinity) > one.startedAt,
      ),
    );
    const running = all.filter(({ status }) => status === 'RUNNING');
    const cycles = requests.flatMap(({ id, cycle }) =>
      Array.from({ length: cycle }, (_, index) => ({ id, cycle: index + 1 })),
    );
    const missing = cycles.filter((one) => !all.some(({ input }) => isAbout(input, one)));
    return [
      ...(replaced ? [] : twice.map(({ name }) => `${name} began while another execution of its cycle ran.`)),
      ...(replaced ? [] : running.map(({ name, step }) => `${name} still runs, in "${step.state}".`)),
      ...missing.map(({ id, cycle }) => `${id} had no execution in cycle ${cycle}.`),
      ...all
        .filter(({ status }) => status !== 'RUNNING' && status !== 'SUCCEEDED')
        .flatMap(({ name, status }) => told(fired, 'workflow/ExecutionsFailed', `${name} ${status}`)),
    ];
  },

  'begun once': ({ begun }) =>
    begun.filter((one, index) => begun.indexOf(one) < index).map((one) => `${one} was begun twice.`),

  'breaches are true': (found) => [...falseBreaches(found), ...missingBreaches(found)],

  'no age is negative': ({ world, requests, events, clocks }) => {
    const tolerance = 2 * world.skewMs;
    const order = requests.flatMap(({ id }) => {
      const own = events.filter(({ requestId }) => requestId === id);
      return own.flatMap((line, index) =>
        line.at < (own[index - 1]?.at ?? 0) - tolerance ? [`${id}: "${line.type}" was before what it follows.`] : [],
      );
    });
    const stopped = clocks.flatMap(({ milestonePrefix, startedAt, stoppedAt = Infinity }) =>
      stoppedAt < startedAt - tolerance ? [`${milestonePrefix} stopped before it began.`] : [],
    );
    return [...order, ...stopped, ...(tolerance > 0 ? [] : world.negative)];
  },

  'history is whole': ({ requests, events }) =>
    requests.flatMap((request) => {
      const own = events.filter(({ requestId }) => requestId === request.id);
      const last = own.at(-1);
      const problems: string[] = [];
      if (own.some(({ version }) => version > request.version)) problems.push(`${request.id} has lines of the future.`);
      if (last && last.status !== request.status)
        problems.push(`${request.id} is ${request.status}, and its last line says ${last.status}.`);
      for (const type of ['request-received', 'request-closed'] as const) {
        const times = own.filter((line) => line.type === type).length;
        if (times !== 1 && (type === 'request-received' || request.status === 'closed'))
          problems.push(`${request.id} has ${times} lines "${type}".`);
      }
      const ids = request.milestones.map(({ id }) => id);
      if (new Set(ids).size < ids.length) problems.push(`${request.id} has a milestone twice.`);
      return problems;
    }),

  'public copy is right': ({ world, requests, published }) =>
    requests.flatMap(({ id, status }) => {
      if (world.deadLetters.includes('PassOnChanges-DeadLetters')) return [];
      const copy = published.get(id);
      if (!copy) return [`${id} is not published.`];
      const wanted = status === 'closed' ? 'closed' : 'open';
      return copy.status === wanted ? [] : [`${id} is ${status}, and its public copy says ${String(copy.status)}.`];
    }),

  'counted once': ({ world, events, measured }) => {
    const redriven = world.deadLetters.includes('PassOnEvents-DeadLetters');
    const wanted = new Set(
      events.flatMap((line) =>
        rowsOf(line)
          .filter(isCounted)
          .map(({ day, id }) => `${day} ${id}`),
      ),
    );
    const missing = [...wanted].filter((id) => !measured.has(id)).map((id) => `${id} is not counted.`);
    const more = [...measured].filter((id) => !wanted.has(id)).map((id) => `${id} is counted, and never happened.`);
    return [...(redriven ? [] : missing), ...more];
  },

  'days are rolled up': ({ rolledUp }) =>
    rolledUp.some(({ upTo }) => upTo !== undefined)
      ? rolledUp.filter(({ touched, upTo }) => touched !== upTo).map(({ day }) => `${day} is not rolled up.`)
      : [],

  'lists are written': ({ city, notices }) => {
    const written = listsIn({ notices });
    const missing = [...city.lists].filter((list) => !written.includes(list)).map((list) => `${list} is not written.`);
    const more = written.filter((list) => !city.lists.has(list)).map((list) => `Nobody waits for ${list}.`);
    const twice = written.filter((list, index) => written.indexOf(list) < index);
    return [...missing, ...more, ...twice.map((list) => `${list} is told twice.`)];
  },

  'audits are done': ({ samples, audits, corrections }) => [
    ...samples
      .filter(({ handedOutAt }) => handedOutAt === undefined)
      .map(({ month }) => `The sample of ${month} is not handed out.`),
    ...samples
      .flatMap(auditsOf)
      .filter(
        (drawn) => !audits.some((one) => one.requestId === drawn.requestId && one.part === drawn.part && one.done),
      )
      .map(({ requestId, part }) => `The audit ${part} of ${requestId} is not done.`),
    ...corrections
      .filter(({ done }) => done === undefined)
      .map(({ requestId, part }) => `What the audit ${part} of ${requestId} asked for is not put right.`),
  ],

  'links stay open': ({ world, city }) => {
    const all = world.lived(LINK_KEYS).map((text) => JSON.parse(text) as KeyPair);
    const shut = all
      .slice(1)
      .filter(({ current, previous }, index) => ![current, previous].includes(all[index]!.current));
    const times = all.length - 1;
    return [
      ...shut.map(() => 'A rotation shut the links of the key before.'),
      ...(times === city.rotations
        ? []
        : [`The keys were rotated ${times} times, and asked for were ${city.rotations}.`]),
    ];
  },

  'alarms tell of it': ({ world, fired }) =>
    [...new Set(world.deadLetters)].flatMap((queue) => {
      const name = queue.replace('-DeadLetters', 'DeadLetters');
      if ([...fired].some((alarm) => alarm.endsWith(`/${name}`))) return [];
      return [`There was a dead letter in ${queue}, and no alarm.`];
    }),

  'nothing unexpected': ({ world }) =>
    world.story
      .filter(({ what }) => /^fails: (TypeError|ReferenceError|RangeError|ZodError|EnvironmentError)/.test(what))
      .map(({ who, what }) => `${who} ${what}`),

  converges: ({ world }) => world.late(),

  'one fault calls nobody': ({ world }) => {
    if (world.functions.faults().length !== 1) return [];
    const stopped = world.executions().filter(({ status }) => !['RUNNING', 'SUCCEEDED'].includes(status));
    return [...world.deadLetters, ...stopped.map(({ name, status }) => `${name} ${status}`)];
  },
};

const isAbout = (input: string, { id, cycle }: { id: string; cycle: number }): boolean => {
  const about = JSON.parse(input) as { requestId: string; cycle: number };
  return about.requestId === id && about.cycle === cycle;
};

const told = (fired: ReadonlySet<string>, alarm: string, what: string): string[] =>
  fired.has(alarm) ? [] : [`${what}, and the alarm ${alarm} did not fire.`];

const noticeOf = ({ tags }: Mail): string => noticeIdOf(tags[NOTICE_TAG] ?? '') ?? '';

function countMails({ mails }: World): Map<string, number> {
  const sent = new Map<string, number>();
  for (const mail of mails) sent.set(noticeOf(mail), (sent.get(noticeOf(mail)) ?? 0) + 1);
  return sent;
}

/** When a letter was sent by the clock of the functions, in which promises are made. */
const sentAt = ({ fleetMs }: World, { at }: Mail): number => at + fleetMs;

const BREACH = new Set(['clock-due', 'clock-escalated']);

/** Breach notices that were sent too early, or about what was resolved in time. */
function falseBreaches({ notices, clocks, world }: Found): string[] {
  return notices.flatMap(({ id, message, audience }) => {
    const mail = world.mails.find((one) => noticeOf(one) === id);
    const clock = clocks.find(({ milestonePrefix }) => id.startsWith(milestonePrefix));
    if (!mail || !BREACH.has(message) || !clock || audience === 'constituent') return [];
    // Two functions whose clocks differ see the moment at different times: one says that it has come, and the other that it is not there yet.
    const tolerance = 2 * world.skewMs;
    if (clock.dueAt === undefined || sentAt(world, mail) < clock.dueAt - tolerance)
      return [`${id} was sent before it was due.`];
    const kept = clock.verdict === 'met' && clock.dueAt - (clock.stoppedAt ?? 0) >= tolerance;
    return kept ? [`${id} was sent about a promise that was kept.`] : [];
  });
}

/** Promises that were missed and of which nobody was told. */
function missingBreaches({ clocks, requests, notices }: Found): string[] {
  return clocks.flatMap((clock) => {
    const { dueAt, stoppedAt, verdict } = clock;
    if (dueAt === undefined || stoppedAt === undefined) return [];
    const wanted = stoppedAt <= dueAt ? 'met' : 'missed';
    const problems =
      verdict === wanted ? [] : [`${clock.milestonePrefix} was ${wanted}, and its verdict is ${String(verdict)}.`];
    if (wanted === 'met') return problems;
    const reached = requests
      .flatMap(({ milestones }) => milestones)
      .some(({ id }) => id.startsWith(clock.milestonePrefix));
    // Work that ends seconds after its moment may be faster than the timer, and then nobody has to be told.
    if (!reached && stoppedAt - dueAt > TOLD_WITHIN_MS)
      problems.push(`${clock.milestonePrefix} was missed, and no milestone says so.`);
    const about = notices.filter(({ id }) => id.startsWith(clock.milestonePrefix));
    if (reached && about.length === 0) problems.push(`${clock.milestonePrefix} was missed, and nobody was told.`);
    return problems;
  });
}

/** The promise of the simulation: whatever fails, it is mended in a quarter of an hour. */
const TOLD_WITHIN_MS = 15 * 60_000;

import { NOTICE_TAG } from '../../functions/notices/contract.ts';
import { noticeIdOf } from '../../functions/notices/message-tag.ts';
import type { Mail } from '../../infra/local/mailbox.ts';
import { type City, openCity } from './city.ts';
import { NO_FAULTS } from './fakes/faults.ts';
import { type OtherBuckets, type QUOTAS, type Quotas, createQuotas } from './fakes/quotas.ts';
import type { Service } from './play.ts';
import type { Meter } from './fakes/tables.ts';
import { type World, createWorld } from './world.ts';

/** A second in which a partition took most. */
export interface Peak {
  partition: string;
  units: number;
}

/** A world of thousands of requests, with what is counted in it. */
export interface Crowd {
  world: World;
  city: City;
  quotas: Quotas;
  /** What SES took of each notice, without its text; a notice that is forgotten is taken out. */
  letters: Map<string, Mail[]>;
  sent(): number;
  /** Letters of each second, epoch s. */
  bySecond: Map<number, number>;
  /** What the busiest partition took in its busiest second, by kind. */
  peaks: { read: Peak; write: Peak };
  /** Writes that a partition did not take at once, by its name. */
  heldBack: ReadonlyMap<string, number>;
  end(): void;
}

const NO_TEXT = Buffer.alloc(0);

/** What a partition takes in a second, write units; a little more than it fits into the last of them. */
const MOST_WRITTEN = 1_000;

/** Opens a world in which the quotas of a region hold, and nothing fails but by them. */
export function openCrowd(
  service: Service,
  {
    startAt,
    region,
    seed = 1,
    mailRate = 14,
    tickMs = 60_000,
    others = {},
    shards = 4,
  }: {
    startAt: number;
    region: keyof typeof QUOTAS;
    seed?: number;
    /** Letters a second that SES takes, and that the service keeps to; `unpaced` where it does not look. */
    mailRate?: number | 'unpaced';
    tickMs?: number;
    others?: OtherBuckets;
    /** Of each stream; a table on demand begins with four. Each is read by one function at a time. */
    shards?: number;
  },
): Crowd {
  let clock = (): number => startAt;
  const SendRawEmail = mailRate === 'unpaced' ? {} : { SendRawEmail: { holds: mailRate, perSecond: mailRate } };
  const quotas = createQuotas(region, () => ({ now: () => clock() }), { ...SendRawEmail, ...others });
  const letters = new Map<string, Mail[]>();
  const bySecond = new Map<number, number>();
  const peaks = { read: { partition: '', units: 0 }, write: { partition: '', units: 0 } };
  const spent = { read: new Map<string, number>(), write: new Map<string, number>() };
  const heldBack = new Map<string, number>();
  let second = 0;
  let sent = 0;

  const anew = () => {
    const now = Math.floor(clock() / 1000);
    if (now === second) return;
    spent.read.clear();
    spent.write.clear();
    second = now;
  };
  const meter: Meter = {
    note(kind, partition, units) {
      anew();
      const all = (spent[kind].get(partition) ?? 0) + units;
      spent[kind].set(partition, all);
      if (all > peaks[kind].units) peaks[kind] = { partition, units: all };
    },
    isFull(partition) {
      anew();
      const full = (spent.write.get(partition) ?? 0) >= MOST_WRITTEN;
      if (full) heldBack.set(partition, (heldBack.get(partition) ?? 0) + 1);
      return full;
    },
  };
  const onMail = (mail: Mail): void => {
    const id = noticeIdOf(mail.tags[NOTICE_TAG] ?? '') ?? '';
    letters.set(id, [...(letters.get(id) ?? []), { ...mail, raw: NO_TEXT }]);
    const now = Math.floor(clock() / 1000);
    bySecond.set(now, (bySecond.get(now) ?? 0) + 1);
    sent += 1;
  };
  const world = createWorld({
    ...service,
    seed,
    startAt,
    plan: NO_FAULTS,
    scale: { quotas, meter, onMail, shards, tickMs },
    variables: mailRate === 'unpaced' ? {} : { MAIL_RATE: String(mailRate) },
  });
  clock = world.scheduler.now;
  return {
    world,
    city: openCity(world),
    quotas,
    letters,
    sent: () => sent,
    bySecond,
    peaks,
    heldBack,
    end: () => world.end(),
  };
}

/** What is wrong with the letters: notices that were taken twice, or that were queued and not taken. */
export function lettersAmiss({ world, letters }: Crowd): { twice: number; unsent: number } {
  const table = world.template.find('NoticesTable/Table', 'AWS::DynamoDB::Table').name;
  let unsent = 0;
  for (const { id, message, status } of world.tables.items(table)) {
    if (message === undefined || ['left-out', 'combined', 'withheld'].includes(String(status))) continue;
    unsent += Number(!letters.has(String(id)));
  }
  return { twice: [...letters.values()].filter((mails) => mails.length > 1).length, unsent };
}

/** The rate, letters a second, from the first full minute of a queue to its last. */
export function drainRate({ bySecond }: Crowd): { rate: number; most: number; seconds: number } {
  const seconds = [...bySecond.keys()].sort((one, other) => one - other);
  const [from, to] = [seconds[0] ?? 0, seconds.at(-1) ?? 0];
  const most = Math.max(0, ...bySecond.values());
  const total = [...bySecond.values()].reduce((sum, count) => sum + count, 0);
  return { rate: total / Math.max(1, to - from + 1), most, seconds: to - from + 1 };
}

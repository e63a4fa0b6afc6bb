import { nearKeysOf } from '../../functions/requests/near.ts';
import type { Request } from '../../functions/requests/request.ts';
import { WATCH_SHARDS } from '../../functions/shared/contract.ts';
import { shardOf } from '../../functions/shared/shard.ts';
import { drainRate, lettersAmiss, openCrowd } from './crowd.ts';
import type { Item } from './fakes/expressions.ts';
import {
  type LoadResult,
  type Region,
  common,
  elsewhere,
  hot,
  plain,
  requestsOf,
  runUntil,
  seconds,
  tellProgress,
  unpaced,
} from './load-plays.ts';
import type { Service } from './play.ts';
import { DAY, HOUR, MINUTE, acceptedWork } from './scenarios.ts';

/** Friday, 15:00 in Somerville: two business days after a report of Wednesday at that time, whose promise is due then. */
const FRIDAY_AFTERNOON = Date.UTC(2026, 5, 5, 19);
const WEDNESDAY_AFTERNOON = Date.UTC(2026, 5, 3, 19);

/** By then all letters of a breach are out where the account's rate allows it (experiment 26), ms. */
const LETTERS_OUT_MS = 10 * MINUTE;

/**
 * Friday afternoon (experiment 26): many open requests that are all due at one moment. Each is told of once, and the letters leave at
 * the account's rate, letters a second.
 */
export async function friday(
  service: Service,
  {
    requests: total,
    region,
    others = {},
    mailRate = 14,
    shards = 4,
  }: { requests: number; mailRate?: number; shards?: number } & Region,
): Promise<LoadResult> {
  // One request is played until its last warning; all others are copies of it with names of their own.
  const from = FRIDAY_AFTERNOON - HOUR - (total / 100) * 1_000;
  const model = await aModel(service, from);
  const crowd = openCrowd(service, { startAt: from, region, others, mailRate, shards });
  const tells = tellProgress(crowd);
  const ids = Array.from({ length: total }, (_, index) => `R-${code(index)}`);
  for (const [table, items] of model.items)
    for (const item of items) for (const id of ids) crowd.world.tables.plant(table, copyFor(item, model, id));
  ids.forEach((id, index) =>
    crowd.world.scheduler.at(from + 1_000 + index * 10, () =>
      crowd.world.start(`${id}-1`, { requestId: id, cycle: 1 }),
    ),
  );
  await crowd.world.run(FRIDAY_AFTERNOON);
  const early = crowd.sent();
  const told = () =>
    [...requestsOf(crowd)].every(({ milestones }) =>
      milestones.some(({ kind, clock }) => kind === 'due' && clock === 'resolve'),
    );
  const actedAt = await runUntil(crowd, told, FRIDAY_AFTERNOON + 12 * HOUR);
  await runUntil(crowd, () => lettersAmiss(crowd).unsent === 0, FRIDAY_AFTERNOON + 4 * DAY);
  const { twice, unsent } = lettersAmiss(crowd);
  const twiceRecorded = [...requestsOf(crowd)].filter(
    ({ milestones }) => new Set(milestones.map(({ id }) => id)).size < milestones.length,
  ).length;
  const { rate, most, seconds: lasted } = drainRate(crowd);
  const lastAt = Math.max(0, ...crowd.bySecond.keys()) * 1_000;
  const inTime = lastAt - FRIDAY_AFTERNOON <= LETTERS_OUT_MS;
  const amiss = [
    ...(early > 0 ? [`${early} letters left before the moment.`] : []),
    ...(told() ? [] : ['Some were never told of.']),
    ...(twiceRecorded > 0 ? [`${twiceRecorded} have a milestone twice.`] : []),
    ...(twice > 0 ? [`${twice} letters were sent twice.`] : []),
    ...(unsent > 0 ? [`${unsent} letters were not sent.`] : []),
    ...unpaced(crowd),
    ...hot(crowd),
    ...crowd.world.deadLetters.slice(0, 3).map((queue) => `a dead letter in ${queue}`),
  ];
  const figures: LoadResult['figures'] = [
    ['open requests, all due at one moment', plain(total)],
    ['all acted on after', seconds(actedAt - FRIDAY_AFTERNOON)],
    ['letters', `${plain(crowd.sent())} in ${plain(lasted)} s: ${rate.toFixed(2)} a second, at most ${most}`],
    ['mail rate of the account', `${plain(mailRate)} a second, streams of ${shards} shards`],
    ['last letter after', `${seconds(lastAt - FRIDAY_AFTERNOON)}: ${inTime ? 'within' : 'not within'} ten minutes`],
    ...common(crowd),
  ];
  tells.stop();
  crowd.end();
  return { name: `Friday, ${region}`, amiss, figures };
}

interface Model {
  requestId: string;
  items: Map<string, Item[]>;
}

async function aModel(service: Service, until: number): Promise<Model> {
  const crowd = openCrowd(service, { startAt: WEDNESDAY_AFTERNOON, region: 'us-east-1' });
  let requestId = '';
  crowd.world.send(async () => void ({ requestId } = await acceptedWork(crowd.city, 'F-1')));
  await crowd.world.run(until);
  const table = crowd.world.template.find('RequestsTable/Table', 'AWS::DynamoDB::Table').name;
  const kept = [...crowd.world.tables.partition(table, `REQUEST#${requestId}`)].filter(({ sk }) => sk !== 'WAIT');
  crowd.end();
  return { requestId, items: new Map([[table, kept]]) };
}

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const code = (index: number): string => {
  const text = Array.from({ length: 12 }, (_, place) => DIGITS[Math.floor(index / 32 ** (11 - place)) % 32]).join('');
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
};

/** A copy of an item under the name of another request, in its own shard of the watch; those of requests lie at a thousand places. */
function copyFor(item: Item, { requestId }: Model, id: string): Item {
  const copy = JSON.parse(JSON.stringify(item).replaceAll(requestId, id)) as Item;
  if (copy.sk !== 'REQUEST') return copy;
  const request = copy as unknown as Request;
  const { address, lat, lng } = elsewhere(shardOf(id, 1_000));
  const place = { ...request.place, address, lat, lon: lng };
  return {
    ...copy,
    place,
    ...nearKeysOf({ ...request, place }),
    ...(copy.watch === undefined ? {} : { watch: `open#${shardOf(id, WATCH_SHARDS)}` }),
  };
}

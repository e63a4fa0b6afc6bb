/**
 * Forges links, deliveries and keys by the million and counts those that open something; and measures whether the time of a refusal tells how much
 * of a signature was right (Welch's t over samples that are drawn in random order; dudect takes 4.5 for a leak). Then every regular expression of
 * functions/ is timed on 50,000 and on 100,000 of its worst characters.
 *
 *     node test/doors/timing.ts --tries 1000000 --samples 1000000 [--seed 1]
 *
 * Ends with a failure when a forgery opened something. A t is printed and judged by whoever reads it: another program on the machine moves it.
 */
import { createHmac } from 'node:crypto';
import { verifySignature } from '../../functions/intake/webhook-signature.ts';
import { clientOf } from '../../functions/open311/api-keys.ts';
import { LINK_PURPOSES, readLink, signLink } from '../../functions/pages/signed-link.ts';
import { table } from '../bench/report.ts';
import { chance } from '../support/chance.ts';
import { wholeNumbers } from '../support/whole-numbers.ts';
import { expressionsOf } from './expressions.ts';
import { alteredText, forgedDelivery, forgedLink, signedDelivery } from './forgeries.ts';
import { timeWorst } from './worst-strings.ts';

const { tries, samples, seed } = wholeNumbers('test/doors/timing.ts', 'Forges what is signed, and times refusals.', {
  tries: { says: 'how many forgeries of each kind', unless: 100_000 },
  samples: { says: 'how many refusals are timed, of each kind', unless: 100_000, from: 1_000 },
  seed: { says: 'what chance begins with', unless: 1 },
});

const random = chance(seed);
const SECONDS = 1_780_000_000;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const LINK_KEYS = { current: Buffer.alloc(32, 1).toString('base64'), previous: Buffer.alloc(32, 2).toString('base64') };
const API_KEYS = { city: 'kB7vQ2mX9tR4wY6zN1cF8hJ3', app: 'another-key-of-another-client' };

const opens: Record<string, () => boolean> = {
  'a signed link, for each purpose'() {
    const token = forgedLink(LINK_KEYS, SECONDS * 1000, random);
    return LINK_PURPOSES.some((purpose) => readLink(token, purpose, LINK_KEYS, SECONDS * 1000) !== undefined);
  },
  'a signed delivery'() {
    const { headers, body } = forgedDelivery(SECRET, SECONDS, random);
    return verifySignature(headers, body, [SECRET], SECONDS * 1000).kind === 'genuine';
  },
  'a key of Open311': () => clientOf(API_KEYS, alteredText(API_KEYS.city, random)) !== undefined,
};

const rows = Object.entries(opens).map(([name, open]) => {
  let opened = 0;
  for (let nth = 0; nth < tries; nth += 1) opened += Number(open());
  process.stderr.write(`${name}: ${tries} tried\n`);
  if (opened > 0) process.exitCode = 1;
  return [name, tries.toLocaleString('en-US'), String(opened)];
});
process.stdout.write(table(['forged', 'tries', 'opened'], rows));

/** The last byte but one of a signature changed, or the first: the first of the two has nearly all of it right. */
const changedAt = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

const genuine = signedDelivery(SECRET, SECONDS, Buffer.alloc(64, 1));
const link = signLink({ purpose: 'request', id: 'R-7FWF-Q30Q-N1KG', expiresAt: SECONDS * 1000 + 1e9 }, LINK_KEYS);
const deliver = (signature: string) => () =>
  void verifySignature({ ...genuine.headers, signature }, genuine.body, [SECRET], SECONDS * 1000);
const open = (token: string) => () => void readLink(token, 'request', LINK_KEYS, SECONDS * 1000);
const call = (key: string) => () => void clientOf(API_KEYS, key);

/** A comparison that stops at the first difference, over the same work: whether it would be seen on this machine. */
const early = (signature: string) => () => {
  const expected = createHmac('sha256', SECRET).update(genuine.body).digest('base64').repeat(200);
  let at = 0;
  while (at < signature.length && signature[at] === expected[at]) at += 1;
};
const long = createHmac('sha256', SECRET).update(genuine.body).digest('base64').repeat(200);

const pairs: [name: string, nearlyRight: () => void, wrong: () => void][] = [
  ['a delivery', ...both(genuine.headers.signature, 3, deliver)],
  ['a link', ...both(link, link.lastIndexOf('.') + 1, open)],
  ['a key', ...both(API_KEYS.city, 0, call)],
  ['for comparison: what stops at the first difference', ...both(long, 0, early)],
];

function both(text: string, first: number, use: (text: string) => () => void): [() => void, () => void] {
  return [use(changedAt(text, text.length - 2)), use(changedAt(text, first))];
}

const timed = pairs.map(([name, nearlyRight, wrong]) => {
  const t = welch(nearlyRight, wrong);
  process.stderr.write(`${name}: ${samples} timed\n`);
  return [name, t.toFixed(2)];
});
process.stdout.write(`\n${table(['time of a refusal', `t over ${samples.toLocaleString('en-US')} samples`], timed)}`);

const SLOWEST = 5;
const LENGTH = 50_000;
const borne = expressionsOf().flatMap((expression) => timeWorst(expression, LENGTH) ?? []);
borne.sort((one, other) => other.twice - one.twice);
const slowest = borne
  .slice(0, SLOWEST)
  .map(({ expression, pump, once, twice }) => [
    `${expression.file}:${expression.line}`,
    JSON.stringify(pump),
    once.toFixed(2),
    twice.toFixed(2),
  ]);
process.stdout.write(
  `\n${table([`slowest of ${borne.length} expressions`, 'on', '50,000, ms', '100,000, ms'], slowest)}`,
);

/** Welch's t of two kinds of work, done in random order; the slowest tenth is interruptions, and left out. */
function welch(one: () => void, other: () => void): number {
  const took: [number[], number[]] = [[], []];
  for (let nth = -1_000; nth < samples; nth += 1) {
    const which = random() < 0.5 ? 0 : 1;
    const began = process.hrtime.bigint();
    (which === 0 ? one : other)();
    const nanoseconds = Number(process.hrtime.bigint() - began);
    if (nth >= 0) took[which].push(nanoseconds);
  }
  const all = Float64Array.from([...took[0], ...took[1]]).sort();
  const most = all[Math.floor(all.length * 0.9)] ?? Infinity;
  const [a, b] = took.map((times) => moments(times.filter((time) => time <= most))) as [Moments, Moments];
  return (a.mean - b.mean) / Math.sqrt(a.variance / a.count + b.variance / b.count);
}

interface Moments {
  count: number;
  mean: number;
  variance: number;
}

function moments(values: readonly number[]): Moments {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  return { count, mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1) };
}

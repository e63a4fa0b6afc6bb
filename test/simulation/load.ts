/**
 * Plays a load against fakes that keep the quotas of AWS.
 *
 *     node test/simulation/load.ts --storm [--spike 10000] [--burst 44] [--seconds 60]
 *     node test/simulation/load.ts --hot-key [--requests 100000] [--minutes 10]
 *     node test/simulation/load.ts --friday [--requests 10000] [--mail-rate 14] [--shards 4]
 *
 * `--mail-rate` is what the account may send a second, `--shards` how many each stream has. `--elsewhere` takes the quotas of the smaller
 * regions. Prints the figures, and ends with a failure when anything was lost, sent twice, or too much for a partition. Wants `npm run synth` first.
 */
import { table } from '../bench/report.ts';
import { asked } from './asked.ts';
import { loadCode } from './code.ts';
import { friday } from './friday-play.ts';
import { type LoadResult, hotKey, storm } from './load-plays.ts';
import { openTemplate } from './play.ts';

const values = asked(
  import.meta.url,
  {
    storm: { type: 'boolean', default: false },
    'hot-key': { type: 'boolean', default: false },
    friday: { type: 'boolean', default: false },
    elsewhere: { type: 'boolean', default: false },
    spike: { type: 'string', default: '10000' },
    burst: { type: 'string', default: '44' },
    seconds: { type: 'string', default: '60' },
    requests: { type: 'string' },
    'mail-rate': { type: 'string', default: '14' },
    minutes: { type: 'string', default: '10' },
    shards: { type: 'string', default: '4' },
  },
  ['requests'],
);

Error.stackTraceLimit = 0;
const service = { template: openTemplate(), code: await loadCode() };
const region = values.elsewhere ? 'elsewhere' : 'us-east-1';
const number = (text: string | undefined, usual: number): number => (text === undefined ? usual : Number(text));
const { spike, burst, seconds: forSeconds } = values;

if (values.storm)
  print(await storm(service, { spike: Number(spike), burst: Number(burst), forSeconds: Number(forSeconds), region }));
if (values['hot-key'])
  print(await hotKey(service, { reports: number(values.requests, 100_000), minutes: Number(values.minutes), region }));
if (values.friday)
  print(
    await friday(service, {
      requests: number(values.requests, 10_000),
      mailRate: Number(values['mail-rate']),
      shards: Number(values.shards),
      region,
    }),
  );

function print({ name, amiss, figures }: LoadResult): void {
  process.stdout.write(table([name, ''], figures));
  process.stdout.write(`${amiss.length === 0 ? 'Nothing lost, nothing twice.' : amiss.join('\n')}\n`);
  process.stdout.write(`${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB, ${process.uptime().toFixed(0)} s.\n\n`);
  if (amiss.length > 0) process.exitCode = 1;
}

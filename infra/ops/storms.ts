import type { Catalogue } from '../../functions/catalogue/catalogue.ts';
import { LEAD_MS, PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import { type Storm, type Storms, STORMS, isEffective, isInForce } from '../../functions/clocks/storm.ts';
import { toLocal } from '../../functions/clocks/business-calendar.ts';
import { sayStorm } from '../../functions/requests/say-promise.ts';
import { sayInstant } from '../../functions/requests/say-time.ts';
import { counting, readDeclared, readNewest } from './declared.ts';
import { type Moves, findMoves, sayMoves } from './moves.ts';
import { say } from './options.ts';
import { OpsError, type Where, catalogueInForce, findService } from './register.ts';
import { type StormDeclaration, withDeclared, withEnded, withExtended, withWithdrawn } from './storm-changes.ts';

/** What every command that changes a storm is told. */
export interface StormOptions extends Where {
  by: string;
  dryRun?: boolean;
}

type Change = (known: Storms, catalogue: Catalogue, now: number) => Storms | string;

/** Publishes what becomes of the storms, or says what that would move. Throws an OpsError where it may not be. */
const publish = async (
  code: string,
  change: Change,
  options: StormOptions,
  city: Storm['catalogue'],
): Promise<void> => {
  const service = await findService(options);
  const { store, known, newest } = await readNewest<Storm>(service, STORMS);
  const catalogue = await catalogueInForce(service, newest[code]?.catalogue ?? city);
  const { now } = service;
  const files = change(newest, catalogue, now);
  if (typeof files === 'string') throw new OpsError(files);
  const storm = files[code]!;
  const { timeZone } = catalogue;
  const sentence = storm.withdrawnAt === undefined ? sayStorm(storm, timeZone, 'en') : `${storm.name} was withdrawn.`;
  if (options.dryRun) {
    const moves = await counting({ ...(await readDeclared(service)), storms: files }, () => findMoves(service));
    say(sentence);
    say([...sayMoves(moves, 'would move'), ...sayLate(moves, now)].join('\n'));
    return say('Nothing was published.');
  }
  const version = {
    version: known.newest + 1,
    activeAt: now + LEAD_MS,
    effectiveFrom: toLocal(now, timeZone).slice(0, 10),
    publishedAt: now,
    by: options.by,
    changes: [`${code}: ${sentence}`],
    files: { ...files },
  };
  if (!(await store.publish(STORMS, known, version)))
    throw new OpsError('Somebody else has just published. Nothing of yours was; look again with `storms show`.');
  say(sentence);
  say(`Known everywhere from ${sayInstant(version.activeAt, timeZone, 'en')}.`);
  say('Open requests are counted anew within ten minutes; what is closed or had been missed keeps its result.');
};

/** How many promises would be late as soon as they move. */
const sayLate = ({ moved }: Moves, now: number): string[] => {
  const late = moved.filter(({ moves }) =>
    moves.some(({ data = {} }) => Number(data.due) < now && Number(data.was) >= now),
  ).length;
  return late === 0 ? [] : [`${late} of them would be late at once.`];
};

/** Declares a storm. Throws an OpsError with everything that is wrong with it. */
export const declareStorm = (code: string, options: StormOptions & StormDeclaration): Promise<void> =>
  publish(
    code,
    (known, catalogue, now) => withDeclared(known, code, options, catalogue, now),
    options,
    options.catalogue,
  );

/** Gives a storm a later end. Throws an OpsError where it may not have it. */
export const extendStorm = (code: string, options: StormOptions & { until: string }): Promise<void> =>
  publish(
    code,
    (known, catalogue, now) => withExtended(known, code, options.until, catalogue, now),
    options,
    PUBLISHED_NAME,
  );

/** Ends a storm earlier, in two minutes where no time is named. Throws an OpsError where it may not. */
export const endStorm = (code: string, options: StormOptions & { at?: string }): Promise<void> =>
  publish(code, (known, catalogue, now) => withEnded(known, code, options.at, catalogue, now), options, PUBLISHED_NAME);

/** Takes a storm back that is not over, as if it had never been declared. Throws an OpsError for any other. */
export const withdrawStorm = (code: string, options: StormOptions): Promise<void> =>
  publish(code, (known, catalogue, now) => withWithdrawn(known, code, catalogue, now), options, PUBLISHED_NAME);

/** Prints the storms, the latest first. */
export const showStorms = async (options: Where): Promise<void> => {
  const service = await findService(options);
  const { newest } = await readNewest<Storm>(service, STORMS);
  const storms = Object.values(newest).toSorted((one, other) => other.from - one.from);
  if (storms.length === 0) return say('No storm was declared.');
  for (const storm of storms) {
    const { timeZone } = await catalogueInForce(service, storm.catalogue);
    say(`${storm.code}  ${stateOf(storm, service.now)}: ${sayStorm(storm, timeZone, 'en')}`);
    say(`  touches ${choosersOf(storm)}; declared by ${storm.by}, ${sayInstant(storm.declaredAt, timeZone, 'en')}`);
  }
};

const stateOf = (storm: Storm, now: number): string => {
  if (!isEffective(storm)) return 'withdrawn';
  if (isInForce(storm, now)) return 'on';
  return now < storm.from ? 'ahead' : 'over';
};

const choosersOf = ({ types, partners, areas, catalogue }: Storm): string =>
  [
    types && `the types ${types.join(', ')}`,
    partners && `the work of ${partners.join(', ')}`,
    areas?.map(({ lat, lon, radiusMeters }) => `${radiusMeters} m around ${lat}, ${lon}`).join(' or '),
  ]
    .filter(Boolean)
    .join(', and of those ') || `every request of ${catalogue}`;

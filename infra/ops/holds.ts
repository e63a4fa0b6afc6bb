import { toInstant } from '../../functions/clocks/business-calendar.ts';
import { createPublishedStore } from '../../functions/catalogue/published.store.ts';
import { catalogueRefresher } from '../../functions/catalogue/refresh-catalogue.store.ts';
import { CITY_TIME_ZONE } from '../../functions/catalogue/source.ts';
import { workOf } from '../../functions/records/eligible.ts';
import { type Hold, type HoldScope, covers, isEmptyScope } from '../../functions/records/hold.ts';
import { type RecordsStore, createRecordsStore } from '../../functions/records/records.store.ts';
import { sayInstant } from '../../functions/requests/say-time.ts';
import { MAX_SENTENCE, MIN_SENTENCE } from '../../functions/requests/sentence.ts';
import { isCalendarDate, say } from './options.ts';
import { OpsError, type RunningService, type Where, cataloguesInForce, findService } from './register.ts';

/** What `hold place` is told. */
export interface PlaceOptions extends Where {
  reason: string;
  by: string;
  requests?: string;
  types?: string;
  partners?: string;
  wards?: string;
  receivedFrom?: string;
  receivedTo?: string;
  dryRun?: boolean;
}

/** Opens holds and batches of a running service; from then on `catalogueOf` answers with what was published there, because both look at types. */
export const openRecords = async (service: RunningService): Promise<RecordsStore> => {
  await catalogueRefresher(createPublishedStore(service.client, service.table), service.clock)();
  return createRecordsStore(service.client, { requests: service.table, notices: service.notices });
};

/** What somebody gives as a reason; throws an OpsError for one that says nothing. */
export const reasonOf = (text: string, option = '--reason'): string => {
  const reason = text.trim();
  if (reason.length < MIN_SENTENCE || reason.length > MAX_SENTENCE)
    throw new OpsError(
      `Say it in ${MIN_SENTENCE} to ${MAX_SENTENCE} characters: ${option} "Doe v. City, docket 26-117".`,
    );
  return reason;
};

const NAME = /^[a-z0-9][a-z0-9-]{2,59}$/u;

const listed = (text: string | undefined): string[] | undefined => {
  const all = text
    ?.split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  return all?.length ? all : undefined;
};

const midnightOf = (day: string | undefined, option: string): number | undefined => {
  if (day === undefined) return undefined;
  if (!isCalendarDate(day)) throw new OpsError(`${day} is no day; write ${option} 2026-11-28.`);
  return toInstant(`${day}T00:00`, CITY_TIME_ZONE);
};

/** Places a hold, or says what it would cover. Throws an OpsError for a name that is taken, for one that names nothing, and for what there is not. */
export const placeHold = async (name: string, options: PlaceOptions): Promise<void> => {
  if (!NAME.test(name))
    throw new OpsError(`${name} is no name; take small letters, digits and hyphens: doe-v-city-2026.`);
  const reason = reasonOf(options.reason);
  const scope = {
    requests: listed(options.requests),
    types: listed(options.types),
    partners: listed(options.partners),
    wards: listed(options.wards),
    receivedFrom: midnightOf(options.receivedFrom, '--received-from'),
    receivedTo: midnightOf(options.receivedTo, '--received-to'),
  };
  if (isEmptyScope(scope))
    throw new OpsError('Say what is held: --requests, --types, --partners, --wards, --received-from or --received-to.');
  if ((scope.receivedFrom ?? -Infinity) >= (scope.receivedTo ?? Infinity))
    throw new OpsError(`From ${options.receivedFrom} to before ${options.receivedTo} covers nothing.`);
  const service = await findService(options);
  await checkCodes(service, scope);
  const records = await openRecords(service);
  const { holds, version } = await records.holds();
  if (holds.some((one) => one.name === name))
    throw new OpsError(`There is a hold ${name} already; \`hold list\` shows it.`);
  const given = Object.fromEntries(Object.entries(scope).filter(([, part]) => part !== undefined));
  const hold: Hold = { name, reason, by: options.by, placedAt: service.now, scope: given };
  const { counted, missing } = await countCovered(records, hold);
  if (missing.length > 0) throw new OpsError(`There is no request ${missing.join(', ')}.`);
  if (options.dryRun) return say(`It would hold ${counted}. Nothing was placed.`);
  if (!(await records.keepHold(hold, version))) throw new OpsError(FASTER);
  say(
    `${name} holds ${counted}, and every one that comes to fit. Nothing of them is disposed of until it is released.`,
  );
};

/** Throws an OpsError for a type or a partner that no catalogue knows: a hold that is mistyped would hold nothing of it. */
const checkCodes = async (service: RunningService, { types = [], partners = [] }: HoldScope): Promise<void> => {
  const catalogues = Object.values(await cataloguesInForce(service));
  const type = types.find((code) => !catalogues.some(({ everyType }) => everyType.has(code)));
  if (type !== undefined) throw new OpsError(`There is no type ${type}.`);
  const partner = partners.find((code) => !catalogues.some((one) => one.partners.has(code)));
  if (partner !== undefined) throw new OpsError(`There is no partner ${partner}.`);
};

const FASTER = 'Somebody else has just changed the holds. Nothing of yours was done; look again with `hold list`.';

/** Releases a hold. Throws an OpsError for one that is not there, or is released. */
export const releaseHold = async (
  name: string,
  options: Where & { reason: string; by: string; dryRun?: boolean },
): Promise<void> => {
  const reason = reasonOf(options.reason);
  const service = await findService(options);
  const records = await openRecords(service);
  const { holds, version } = await records.holds();
  const hold = holds.find((one) => one.name === name);
  if (!hold)
    throw new OpsError(`There is no hold ${name}. There are: ${holds.map((one) => one.name).join(', ') || 'none'}.`);
  if (hold.released) throw new OpsError(`${name} was released by ${hold.released.by} already.`);
  const { counted } = await countCovered(records, hold);
  if (options.dryRun) return say(`${counted} would no longer be held by it. Nothing was released.`);
  if (!(await records.keepHold({ ...hold, released: { at: service.now, by: options.by, reason } }, version)))
    throw new OpsError(FASTER);
  say(`${name} is released; it held ${counted}.`);
};

/** Prints the holds, those in force first. */
export const listHolds = async (options: Where): Promise<void> => {
  const records = await openRecords(await findService(options));
  const { holds } = await records.holds();
  if (holds.length === 0) return say('Nothing is held.');
  for (const { name, reason, by, placedAt, scope, released } of holds.toSorted(
    (a, b) => Number(Boolean(a.released)) - Number(Boolean(b.released)),
  )) {
    say(`${name}  ${released ? `released ${sayAt(released.at)} by ${released.by}: ${released.reason}` : 'in force'}`);
    say(`  placed ${sayAt(placedAt)} by ${by}: ${reason}`);
    say(
      `  ${Object.entries(scope)
        .map(([part, value]) => `${part} ${sayPart(value)}`)
        .join('; ')}`,
    );
  }
};

const sayAt = (at: number): string => sayInstant(at, CITY_TIME_ZONE, 'en');
const sayPart = (value: readonly string[] | number): string =>
  typeof value === 'number' ? sayAt(value) : value.join(', ');

/** Says how many requests a hold covers, and which of those that it names there are not. */
const countCovered = async (records: RecordsStore, hold: Hold): Promise<{ counted: string; missing: string[] }> => {
  let count = 0;
  const missing = new Set(hold.scope.requests);
  const worked = await workOf(hold.scope.partners ?? [], records);
  for await (const request of records.requests()) {
    count += Number(covers(hold, request, worked.get(request.id)));
    missing.delete(request.id);
  }
  return {
    counted: `${count.toLocaleString('en-US')} ${count === 1 ? 'request' : 'requests'}`,
    missing: [...missing],
  };
};

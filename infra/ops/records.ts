import { CITY_TIME_ZONE } from '../../functions/catalogue/source.ts';
import { dayOf } from '../../functions/measures/row.ts';
import { createLettersOf } from '../../functions/notices/letters.store.ts';
import { MOST_IN_BATCH, type Batch, approveBatch, proposeBatch } from '../../functions/records/batch.ts';
import type { CertificateLine } from '../../functions/records/certificate.ts';
import { brokenAt } from '../../functions/records/chain.ts';
import { disposeBatch } from '../../functions/records/dispose.ts';
import { eligibleRecords, followersOf, retentionWithAll, workOf } from '../../functions/records/eligible.ts';
import { type RecordReader, exportRecord, redactionsIn } from '../../functions/records/export-record.ts';
import { isInForce } from '../../functions/records/hold.ts';
import type { RecordsStore } from '../../functions/records/records.store.ts';
import { RETENTION_CLASSES } from '../../functions/records/retention.ts';
import { type RequestsStore, createRequestsStore } from '../../functions/requests/requests.store.ts';
import { checkWritable } from './give-csv.ts';
import { openRecords, reasonOf } from './holds.ts';
import { say } from './options.ts';
import { openPhotos } from './photos.ts';
import { writeLinks } from './record-file.ts';
import { OpsError, type RunningService, type Where, findService } from './register.ts';

const plain = (count: number): string => count.toLocaleString('en-US');

interface Opened {
  service: RunningService;
  records: RecordsStore;
  requests: RequestsStore;
}

const open = async (where: Where): Promise<Opened> => {
  const service = await findService(where);
  const tables = { requests: service.table, notices: service.notices };
  return {
    service,
    records: await openRecords(service),
    requests: createRequestsStore(service.client, tables, service.clock),
  };
};

/** Prints how many records of each class are kept, held, or past their time; changes nothing. */
export const showRetention = async (where: Where): Promise<void> => {
  const { service, records, requests } = await open(where);
  const { holds } = await records.holds();
  const inForce = holds.filter((hold) => isInForce(hold, service.now));
  const worked = await workOf(
    inForce.flatMap(({ scope }) => scope.partners ?? []),
    records,
  );
  const counts = new Map<string, { kept: number; eligible: number; next?: number }>();
  let [held, still, gone] = [0, 0, 0];
  for await (const request of records.requests()) {
    const retention = await retentionWithAll(request, holds, requests, service.now, worked.get(request.id));
    if (retention.kind === 'kept' && retention.why === 'held') held += 1;
    else if (retention.kind === 'kept' && retention.why === 'open') still += 1;
    else if (retention.kind === 'kept' && retention.why === 'disposed') gone += 1;
    else {
      const count = counts.get(retention.class.code) ?? { kept: 0, eligible: 0 };
      if (retention.kind === 'eligible') count.eligible += 1;
      else {
        count.kept += 1;
        count.next = Math.min(count.next ?? Infinity, retention.until);
      }
      counts.set(retention.class.code, count);
    }
  }
  for (const { code, name, keptYears, basis } of RETENTION_CLASSES) {
    const { kept = 0, eligible = 0, next } = counts.get(code) ?? {};
    say(
      `${code}  ${name}: ${plain(eligible)} past their ${keptYears} years, ${plain(kept)} kept${next === undefined ? '' : `, the first until ${dayOf(next)}`}`,
    );
    say(`  ${basis}`);
  }
  say(`${plain(held)} held, ${plain(still)} not closed or with an open concern, ${plain(gone)} disposed of.`);
};

/** Proposes what is past its time as a batch, or says what would be in it. Throws an OpsError where there is nothing. */
export const proposeDisposal = async (
  name: string,
  options: Where & { class: string; by: string; dryRun?: boolean },
): Promise<void> => {
  if (!/^[a-z0-9][a-z0-9-]{2,59}$/u.test(name))
    throw new OpsError(`${name} is no name; take small letters, digits and hyphens: service-2033.`);
  const { service, records, requests } = await open(options);
  const requestIds: string[] = [];
  let more = 0;
  for await (const found of eligibleRecords(records, requests, service.now)) {
    if (found.class.code !== options.class) continue;
    if (requestIds.length < MOST_IN_BATCH) requestIds.push(found.requestId);
    else more += 1;
  }
  if (requestIds.length === 0)
    throw new OpsError(
      `Nothing of the class ${options.class} is past its time and free; \`records show\` says what is kept.`,
    );
  const batch = proposeBatch(
    { name, retentionClass: options.class, requestIds: requestIds.toSorted(), by: options.by },
    service.now,
  );
  if (!options.dryRun && !(await records.keepBatch(batch)))
    throw new OpsError(`There is a batch ${name} already; \`records batch ${name}\` shows it.`);
  say(
    `${name}${options.dryRun ? ' would be' : ':'} ${plain(requestIds.length)} records of the class ${options.class}, digest ${batch.digest.slice(0, 12)}.`,
  );
  if (more > 0) say(`${plain(more)} more wait for another batch; one has ${plain(MOST_IN_BATCH)} at most.`);
  if (options.dryRun) return say('Nothing was proposed.');
  say(
    `Somebody else looks at it (records batch ${name}) and approves it: records approve ${name} --digest ${batch.digest.slice(0, 12)} --authority "…"`,
  );
};

const batchNamed = async (records: RecordsStore, name: string): Promise<Batch> => {
  const batch = await records.batch(name);
  if (batch) return batch;
  const names = (await records.batches()).map((one) => one.name).join(', ') || 'none';
  throw new OpsError(`There is no batch ${name}. There are: ${names}.`);
};

/** Prints a batch: who proposed and approved it, what is in it, and its certificate as far as it goes. */
export const showBatch = async (name: string, options: Where): Promise<void> => {
  const { records } = await open(options);
  const batch = await batchNamed(records, name);
  const { proposed, approved, finished, requestIds } = batch;
  say(`${name}: ${plain(requestIds.length)} records of the class ${batch.retentionClass}, digest ${batch.digest}`);
  say(`  proposed ${dayOf(proposed.at)} by ${proposed.by}`);
  say(approved ? `  approved ${dayOf(approved.at)} by ${approved.by}: ${approved.authority}` : '  not approved yet');
  if (finished)
    say(
      `  finished ${dayOf(finished.at)}: ${plain(finished.disposed)} disposed of, ${plain(finished.kept)} kept; its last digest is ${finished.digest}`,
    );
  for (const id of finished ? [] : requestIds) say(`  ${id}`);
};

/** Approves a batch. Throws an OpsError for who proposed it, for another digest, and without a permission. */
export const approveDisposal = async (
  name: string,
  options: Where & { by: string; authority: string; digest: string },
): Promise<void> => {
  const { service, records } = await open(options);
  const approved = approveBatch(await batchNamed(records, name), options, service.now);
  if ('kind' in approved) throw new OpsError(approved.message);
  if (!(await records.keepBatch(approved))) throw new OpsError('Somebody else was faster; look at the batch again.');
  say(
    `${name} is approved. records dispose ${name} takes what persons wrote, and who they were, out of its ${plain(approved.requestIds.length)} records; it cannot be taken back.`,
  );
};

/** Disposes of an approved batch, with its progress; goes on where a run before it was cut off. */
export const disposeOfBatch = async (name: string, options: Where & { dryRun?: boolean }): Promise<void> => {
  const { service, records, requests } = await open(options);
  const batch = await batchNamed(records, name);
  if (!batch.approved) throw new OpsError(`${name} is not approved yet.`);
  if (batch.finished)
    throw new OpsError(
      `${name} was finished on ${dayOf(batch.finished.at)}; \`records certificate ${name}\` shows what became of each.`,
    );
  if (options.dryRun) {
    const done = (await records.certificate(name)).length;
    return say(
      `${plain(batch.requestIds.length - done)} of ${plain(batch.requestIds.length)} records would be looked at again and disposed of where nothing holds them. Nothing was done.`,
    );
  }
  const done = await disposeBatch(
    batch,
    {
      records,
      requests,
      lettersOf: createLettersOf(service.client, service.notices),
      ...(await openPhotos(options)),
      now: service.clock,
    },
    (line) => {
      if (line.number % 100 === 0) process.stderr.write(`${plain(line.number)} of ${plain(batch.requestIds.length)}\n`);
    },
  );
  const { disposed, kept, digest } = done.finished!;
  say(
    `${name}: ${plain(disposed)} disposed of, ${plain(kept)} kept. The certificate ends with ${digest}; keep that where nobody can change it.`,
  );
  say('Backups hold copies until they end: 35 days those of a table and a day, 400 days those of a month.');
};

const sayLine = (line: CertificateLine): string => {
  const head = `${String(line.number).padStart(5)}  ${line.requestId}  ${dayOf(line.at)}`;
  if (line.kind === 'kept') return `${head}  kept: ${line.why}${line.holds ? ` by ${line.holds.join(', ')}` : ''}`;
  return `${head}  received ${dayOf(line.receivedAt)}, closed ${dayOf(line.closedAt)} ${line.outcome}${line.typeCode ? `, ${line.typeCode}` : ''}; ${line.stripped} lines, ${line.notices} letters, ${line.photos} photos`;
};

/** Prints a batch's certificate or writes it into a file, and says whether it holds together. Throws an OpsError where a line was changed, left out or moved. */
export const showCertificate = async (name: string, options: Where & { to?: string }): Promise<void> => {
  const { records } = await open(options);
  const batch = await batchNamed(records, name);
  const links = await records.certificate(name);
  if (options.to === undefined) for (const { entry } of links) say(sayLine(entry));
  else await writeLinks(options.to, links);
  const broken = brokenAt(links);
  if (broken !== undefined) throw new OpsError(`Line ${broken + 1} is not what was written, or what stood before it.`);
  const last = links.at(-1)?.digest;
  if (batch.finished && last !== batch.finished.digest)
    throw new OpsError('The certificate does not end as it did when the batch was finished.');
  say(
    last
      ? `It holds together: ${plain(links.length)} lines, the last digest is ${last}.`
      : 'Nothing was disposed of yet.',
  );
};

/** Writes the record of a request as it may be given out, and notes in its history that it was. */
export const exportRequest = async (
  id: string,
  options: Where & { to: string; for: RecordReader; purpose: string; by: string; dryRun?: boolean },
): Promise<void> => {
  const purpose = reasonOf(options.purpose, '--purpose');
  const { service, requests } = await open(options);
  const file = await requests.loadWithHistory(id);
  if (!file) throw new OpsError(`There is no request ${id}.`);
  const letters = await createLettersOf(service.client, service.notices)(id);
  const about = { reader: options.for, purpose, by: options.by, timeZone: CITY_TIME_ZONE };
  const named = file.events.flatMap(({ data }) => (typeof data?.follower === 'string' ? [data.follower] : []));
  const followers = await followersOf({ followers: [...new Set(named)] }, requests);
  const links = exportRecord({ ...file, followers }, letters, about, service.now);
  const redactions = redactionsIn(links.map(({ entry }) => entry));
  if (options.dryRun)
    return say(
      `${plain(links.length)} lines with ${plain(redactions)} redactions would be written to ${options.to}, and noted in the history of ${id}. Nothing was done.`,
    );
  // First the note, then the file: what was given out without a note would be a record that nobody knows of. But no note of what cannot be written.
  await checkWritable(options.to);
  const noted = await requests.change(id, ({ request }) => ({
    kind: 'changed',
    change: {
      request: { ...request, wakes: false },
      workOrders: [],
      events: [
        {
          type: 'record-exported',
          at: service.now,
          by: { kind: 'manager', name: 'records' },
          text: purpose,
          data: { reader: options.for },
        },
      ],
      notices: [],
    },
  }));
  if (noted?.outcome.kind !== 'changed')
    throw new OpsError('It could not be noted in the history that it was given out, so it was not.');
  await writeLinks(options.to, links);
  say(
    `${options.to}: ${plain(links.length)} lines, ${plain(redactions)} redactions, the last digest is ${links.at(-1)!.digest}.`,
  );
  say(
    `It is for ${options.for === 'public' ? 'anybody' : 'the person who asked'}; its history says that it was given out.`,
  );
};

import { catalogueOf } from '../catalogue/catalogue.ts';
import type { Notice } from '../notices/notice.ts';
import type { Change, ExtraPut } from '../requests/change.ts';
import { isOpenConcern } from '../requests/concern.ts';
import type { RequestEvent } from '../requests/event.ts';
import type { ClosedRequest } from '../requests/request.ts';
import { type LoadedFile, type RequestsStore, requestKey } from '../requests/requests.store.ts';
import type { Batch } from './batch.ts';
import type { CertificateLine } from './certificate.ts';
import { type Link, digestAfter } from './chain.ts';
import { GONE, disposedConcern, disposedRequest, disposedWork, hasWords } from './disposed.ts';
import { followersOf } from './eligible.ts';
import { holdsOver } from './hold.ts';
import type { RecordsStore } from './records.store.ts';
import { retentionOf } from './retention.ts';
import { SpokenError } from '../shared/errors.ts';

interface Dependencies {
  records: RecordsStore;
  requests: Pick<RequestsStore, 'load' | 'loadWithHistory' | 'commit'>;
  lettersOf: (requestId: string) => Promise<Pick<Notice, 'id'>[]>;
  /** The keys of everything that lies where the photos of a request do, also of what no work order names. */
  photosOf: (requestId: string) => Promise<string[]>;
  deletePhoto: (key: string) => Promise<void>;
  now: () => number;
}

type File = LoadedFile & { events: RequestEvent[] };

/** Somebody else changed a record, or placed a hold, each time that it was tried; or disposes of the same batch. */
export class DisposalConflictError extends SpokenError {
  override readonly name = 'DisposalConflictError';
}

const TRIES = 5;

/**
 * Disposes of an approved batch, one request after the other, each looked at anew: a hold that came after the approval keeps it. After a crash
 * it goes on behind the certificate's last line; the request under way is found half done and finished. `onLine` hears of each.
 */
export const disposeBatch = async (
  batch: Batch,
  dependencies: Dependencies,
  onLine: (line: CertificateLine) => void = () => undefined,
): Promise<Batch> => {
  const { records, now } = dependencies;
  const links = await records.certificate(batch.name);
  let before = links.at(-1)?.digest;
  for (let number = links.length + 1; number <= batch.requestIds.length; number += 1) {
    const entry = await disposeOne({ batch, number, requestId: batch.requestIds[number - 1]! }, dependencies);
    const link: Link<CertificateLine> = { entry, digest: digestAfter(before, entry) };
    if (!(await records.addLine(batch.name, link)))
      throw new DisposalConflictError(`Somebody else disposes of ${batch.name} too, and goes on with it.`);
    links.push(link);
    before = link.digest;
    onLine(entry);
  }
  const disposed = links.filter(({ entry }) => entry.kind === 'disposed').map(({ entry }) => entry.requestId);
  // A list that went to a partner names the place of many requests, and is no letter of any of them.
  if (disposed.length > 0) await records.leaveOutOfLists(new Set(disposed));
  const finished = { at: now(), digest: before ?? '', disposed: disposed.length, kept: links.length - disposed.length };
  const done: Batch = { ...batch, version: batch.version + 1, finished };
  if (!(await records.keepBatch(done))) throw new DisposalConflictError(`Somebody else finishes ${batch.name} too.`);
  return done;
};

const disposeOne = async (
  { batch, number, requestId }: { batch: Batch; number: number; requestId: string },
  dependencies: Dependencies,
): Promise<CertificateLine> => {
  const { records, requests, lettersOf, photosOf, deletePhoto, now } = dependencies;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const file = await requests.loadWithHistory(requestId);
    const at = now();
    if (!file) return { number, requestId, at, kind: 'kept', why: 'missing' };
    const { request, workOrders, events } = file;
    const half = request.status === 'closed' && request.disposal?.batch === batch.name;
    if (!half) {
      const { holds, version } = await records.holds();
      const hasOpenConcern = (file.concerns ?? []).some(isOpenConcern);
      const followers = await followersOf(request, requests);
      const retention = retentionOf(request, { holds, hasOpenConcern, workOrders, followers }, at);
      if (retention.kind === 'kept') {
        const over = retention.why === 'held' ? { holds: retention.holds } : {};
        return { number, requestId, at, kind: 'kept', why: retention.why, ...over };
      }
      const notices = (await lettersOf(requestId)).length;
      const change = disposal(file, { at, batch: batch.name, notices });
      if (!(await requests.commit(file, change, [records.unchangedSince(version)]))) continue;
    }
    // Not before: a hold that came in between keeps the photos too. Each work order knows its keys until they are deleted.
    // A photo that was kept while its work ended is named by none.
    const named = workOrders.flatMap(({ photos }) => photos);
    for (const photo of new Set([...named, ...(await photosOf(requestId))])) await deletePhoto(photo);
    for (const { id, photos } of workOrders) if (photos.length > 0) await records.forgetPhotos(requestId, id);
    const letters = await lettersOf(requestId);
    for (const { id } of letters) await records.deleteNotice(id);
    const elsewhere = await stripElsewhere(file, dependencies);
    for (const { numbering, reference } of numbersOf(file))
      await records.forgetReference(numbering, reference, requestId);
    await records.stripHistory(events);
    const { lines, notices, photos } = had(file, letters.length);
    return lineOf(request as ClosedRequest, { number, at, stripped: elsewhere + lines, notices, photos });
  }
  throw new DisposalConflictError(`${requestId} was changed by others ${TRIES} times.`);
};

/** What the person added stands in the history of each request whose work was done for theirs too, which nobody may touch while it is open or held; how many lines are without words now, whoever took them. */
const stripElsewhere = async (
  { request: { id, follows }, events }: File,
  { records, requests, now }: Dependencies,
): Promise<number> => {
  const linked = events.map(({ type, data }) => (type === 'request-linked' ? data?.leader : undefined));
  let stripped = 0;
  for (const leaderId of new Set([follows?.requestId, ...linked])) {
    const leader = typeof leaderId === 'string' ? await requests.loadWithHistory(leaderId) : undefined;
    if (leader?.request.status !== 'closed') continue;
    const { holds } = await records.holds();
    const beside = { workOrders: leader.workOrders, followers: await followersOf(leader.request, requests) };
    if (holdsOver(holds, leader.request, now(), beside).length > 0) continue;
    const added = leader.events.filter(({ data }) => data?.follower === id);
    await records.stripHistory(added);
    stripped += added.filter((event) => hasWords(event) || event.text === GONE).length;
  }
  return stripped;
};

/** Every number by which a partner may have known work of a request, from its work and, where that was done already, from its history. */
const numbersOf = ({ request: { catalogue }, workOrders, events }: File) => {
  const said = [...workOrders.map(({ reference }) => reference), ...events.map(({ data }) => data?.reference)];
  const numbers = new Set(said.filter((one) => typeof one === 'string'));
  const partners = new Set(workOrders.flatMap((one) => [one, ...one.owners].map(({ partner }) => partner)));
  return [...numbers].flatMap((reference) =>
    [...partners].map((partner) => ({ numbering: { catalogue, partner }, reference })),
  );
};

/** What a record had before it was disposed of: what is half done says it in its history, because some of it is gone. */
const had = ({ workOrders, events }: File, letters: number): { lines: number; notices: number; photos: number } => {
  const said = events.find(({ type }) => type === 'record-disposed')?.data;
  return {
    lines: Number(said?.lines ?? events.filter(hasWords).length),
    notices: Math.max(Number(said?.notices ?? 0), letters),
    photos: Number(said?.photos ?? workOrders.flatMap(({ photos }) => photos).length),
  };
};

/** The change that takes the persons out of a closed request, its work and its concerns, with a line of history that says so. */
const disposal = (file: File, { at, batch, notices }: { at: number; batch: string; notices: number }): Change => ({
  request: {
    ...disposedRequest(file.request as ClosedRequest, { at, batch }, catalogueOf(file.request.catalogue)),
    wakes: false,
  },
  workOrders: [],
  // What has ended takes no step any more, so these are put over what was read, and are no steps.
  records: [
    ...file.workOrders.map((work) => inPlaceOf(`WORK-ORDER#${work.id}`, work, disposedWork(work))),
    ...(file.concerns ?? []).map((one) => inPlaceOf(`REQUEST#CONCERN#${one.id}`, one, disposedConcern(one))),
  ],
  events: [
    {
      type: 'record-disposed',
      at,
      by: { kind: 'manager', name: 'records' },
      data: { batch, ...had(file, notices) },
    },
  ],
  notices: [],
});

/** An item beside a request as it stays, unless somebody has changed it since. */
const inPlaceOf = <T extends { requestId: string; version: number }>(sk: string, before: T, after: T): ExtraPut => ({
  item: { ...after, pk: requestKey(before.requestId).pk, sk, version: before.version + 1 },
  over: { version: before.version },
});

const lineOf = (
  { id, receivedAt, closedAt, typeCode, partner, outcome }: ClosedRequest,
  rest: { number: number; at: number; stripped: number; notices: number; photos: number },
): CertificateLine => ({
  kind: 'disposed',
  requestId: id,
  receivedAt,
  closedAt,
  ...(typeCode ? { typeCode } : {}),
  ...(partner ? { partner } : {}),
  outcome,
  ...rest,
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { placeOnTheWay } from '../../functions/notices/notice-progress.ts';
import { isInside, serviceAreas } from '../../functions/catalogue/service-area.ts';
import { NOTICE_TAG } from '../../functions/notices/contract.ts';
import { tagOf } from '../../functions/notices/message-tag.ts';
import { executionName } from '../../functions/workflow/execution-name.ts';
import { startConsole } from '../../infra/local/console/server.ts';
import { consoleStackOf } from '../../infra/local/console/stack-console.ts';
import type { Mail } from '../../infra/local/mailbox.ts';
import { loadTemplate } from '../../infra/local/template.ts';
import { cycleOf } from '../../infra/ops/executions.ts';
import { readHealth } from '../../infra/ops/health-reading.ts';
import { openMachinery } from '../../infra/ops/machinery.ts';
import { rearm } from '../../infra/ops/rearm.ts';
import { findService } from '../../infra/ops/register.ts';
import { replay } from '../../infra/ops/replay.ts';
import { settleRestored } from '../../infra/ops/restored.ts';
import { readWatched } from '../../infra/ops/watched.ts';
import { HOUR, type LocalStack, aLocalStack, aPothole, deliver, notices, stored } from '../support/local-stack.ts';
import { type Copy, copyAtInstant, readCopy, restoreInto } from './restored-tables.ts';

/** What came of a drill. */
export interface DrillResult {
  /** Requests that were open at the instant. */
  openAtInstant: number;
  /** Those that are after the restore. */
  open: number;
  /** Those that came after the instant and are not in the tables: their platform sends them again. */
  cameAfter: number;
  withoutExecutionBefore: number;
  withoutExecutionAfter: number;
  /** Open requests whose execution waits with the version that the table has. */
  armed: number;
  /** How long the re-arming took, seconds. */
  seconds: number;
  /** Notices that were claimed when everything ended, and those that a person is left to decide afterwards. */
  claimed: number;
  leftToPerson: number;
  /** Notices that were queued when everything ended and are sent after the restore. */
  sentAfter: number;
  /** Notices that are in two e-mails, of before and after the restore. */
  duplicates: string[];
  /** Requests whose first moment came after the restore, and what their own workflow, or else the reconciler, did about it. */
  moments: { due: number; byWorkflow: number; byReconciler: number };
}

/** Requests at once, as a platform sends them. */
const AT_ONCE = 16;

/**
 * Plays a restore: requests come in, the tables are copied at an instant while more come, the service goes on for a while and is then
 * gone with everything but those copies and the table of notices as it stood last. New tables, an empty Step Functions, and then what the runbook says.
 */
export const drill = async ({ open }: { open: number }): Promise<DrillResult> => {
  const folder = mkdtempSync(join(tmpdir(), 'resolve311-drill-'));
  try {
    const before = await loseEverything(folder, open);
    return await restore(before);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
};

interface Lost {
  openAtInstant: number;
  endedAt: number;
  mails: Mail[];
  copy: Copy;
  cameAfter: number;
  claimed: string[];
  queued: string[];
}

const loseEverything = async (folder: string, open: number): Promise<Lost> => {
  const dataDir = join(folder, 'data');
  const stack = await aLocalStack({ dataDir });
  await report(stack, open);
  await stack.settle();
  // Traffic goes on while the copy is made, and after it; and the end comes in the middle of it.
  await report(stack, Math.ceil(open / 5), () => copyAtInstant(dataDir, join(folder, 'instant.sqlite')));
  let mails: Mail[] = [];
  await report(stack, Math.ceil(open / 10), () => {
    mails = notices(stack);
    copyAtInstant(dataDir, join(folder, 'end.sqlite'));
  });
  const endedAt = stack.clock.now();
  // Nothing is waited for at that end: what this stack does after it is of a world that is no more: nobody looks at it.
  await stack.stop();
  const { requests, notices: letters, published, measures } = stack.service.tables;
  const copy = await readCopy(join(folder, 'instant.sqlite'), [requests, published, measures]);
  const end = await readCopy(join(folder, 'end.sqlite'), [requests, letters]);
  const numbersOf = (items: Record<string, AttributeValue>[] = []) =>
    new Set(items.filter(({ sk }) => sk?.S === 'REQUEST').map(({ id }) => id?.S ?? ''));
  const known = numbersOf(copy.get(requests));
  const claimed = claimSome(end.get(letters) ?? []);
  copy.set(letters, end.get(letters) ?? []);
  return {
    openAtInstant: copy.get(requests)!.filter(({ watch }) => watch?.S?.startsWith('open#')).length,
    endedAt,
    mails,
    copy,
    cameAfter: [...numbersOf(end.get(requests))].filter((id) => !known.has(id)).length,
    claimed,
    queued: (end.get(letters) ?? []).flatMap(({ id, status }) => (status?.S === 'queued' && id?.S ? [id.S] : [])),
  };
};

/** Puts three letters that SES has taken back to where they stood between its call and its answer; answers all that are claimed. */
const claimSome = (letters: Record<string, AttributeValue>[]): string[] => {
  for (const letter of letters.filter(({ status }) => status?.S === 'delivered').slice(0, 3)) {
    delete letter.sentAt;
    Object.assign(letter, {
      status: { S: 'claimed' },
      progress: { S: placeOnTheWay(letter.id!.S!, 'claimed') },
      changedAt: letter.claimedAt,
    });
  }
  return letters.flatMap(({ id, status }) => (status?.S === 'claimed' && id?.S ? [id.S] : []));
};

const restore = async (lost: Lost): Promise<DrillResult> => {
  const template = loadTemplate(join(import.meta.dirname, '../../cdk.out'));
  const { endpoint, companion } = await restoreInto(template, lost.copy);
  const stack = await aLocalStack({ dynamodbEndpoint: endpoint, startAt: lost.endedAt + HOUR, scheduleSpacing: 0 });
  const console = await startConsole(consoleStackOf(stack), { port: 0 });
  const where = { console: console.url };
  try {
    const service = await findService(where);
    const machinery = await openMachinery(where);
    const open = await readWatched(service);
    const { withoutExecution: withoutExecutionBefore } = await readHealth(machinery, service);

    await settleRestored({ ...where, apply: true });
    const startedAt = performance.now();
    await rearm({ ...where, apply: true });
    await stack.settle();
    const seconds = (performance.now() - startedAt) / 1000;
    await replay('notices', { ...where, from: '2026-06-01', apply: true });
    await stack.settle();
    const { withoutExecution: withoutExecutionAfter } = await readHealth(machinery, await findService(where));
    const armed = await countArmed(
      stack,
      open.map(({ requestId }) => requestId),
    );

    const moments = await letMomentsCome(stack);
    const sent = countMails([...lost.mails, ...notices(stack)]);
    const after = countMails(notices(stack));
    return {
      openAtInstant: lost.openAtInstant,
      open: open.length,
      cameAfter: lost.cameAfter,
      withoutExecutionBefore,
      withoutExecutionAfter,
      armed,
      seconds,
      claimed: lost.claimed.length,
      leftToPerson: (await readHealth(machinery, await findService(where))).notices.uncertain.count,
      sentAfter: lost.queued.filter((id) => after.has(tagOf(id))).length,
      duplicates: [...sent].filter(([, count]) => count > 1).map(([id]) => id),
      moments,
    };
  } finally {
    await console.stop();
    await stack.stop();
    await companion.stop();
  }
};

/** Reports so many; `halfway` is called when half of them were answered, and others are on their way. */
const report = async (stack: LocalStack, count: number, halfway?: () => void): Promise<void> => {
  let [next, answered] = [0, 0];
  const sender = async () => {
    while (next < count) {
      next += 1;
      const { status } = await deliver(stack, aPothole(placed()));
      if (status >= 300) throw new Error(`The webhook answered ${status}.`);
      answered += 1;
      if (answered === Math.ceil(count / 2)) halfway?.();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
};

/** Places in the city a hundred metres from each other, so that none is taken for another; a thousand of them, and then again: those wait for a reviewer. */
const PLACES = Array.from({ length: 60 * 60 }, (_, index) => ({
  lat: 42.36 + 0.0011 * Math.floor(index / 60),
  lon: -71.14 + 0.0014 * (index % 60),
})).filter(({ lat, lon }) => isInside(serviceAreas.somerville, lat, lon));

let places = 0;
const placed = () => {
  places += 1;
  return {
    location: { address: `${places} Elm St`, ...PLACES[places % PLACES.length] },
    reporter: { name: 'Ana', email: `ana${places}@resident.example`, language: 'en' },
  };
};

/** Open requests that one execution runs for, which waits with the version that the table has. */
const countArmed = async (stack: LocalStack, ids: readonly string[]): Promise<number> => {
  const running = stack.stepFunctions
    .listExecutions(stack.service.stateMachineArn, { status: 'RUNNING', limit: 1_000_000 })
    .map(({ name }) => name);
  const byCycle = Map.groupBy(running, cycleOf);
  let armed = 0;
  for (const id of ids) {
    const { request, wait } = await stored(stack, id);
    const own = byCycle.get(executionName(id, request.cycle)) ?? [];
    armed += Number(
      own.length === 1 && wait !== undefined && own[0] === wait.execution && wait.version === request.version,
    );
  }
  return armed;
};

/** Less than the reconciler's grace: what is done by then was done by a timer. */
const BEFORE_RECONCILER_MS = 2 * 60_000;

/** Lets the first moment of all come that lies ahead, and looks who acted on it. */
const letMomentsCome = async (stack: LocalStack): Promise<DrillResult['moments']> => {
  const { dynamodb, tables } = stack.service;
  const watched = await readWatched({
    client: dynamodb,
    table: tables.requests,
    notices: tables.notices,
    measures: tables.measures,
    now: stack.clock.now(),
    clock: () => stack.clock.now(),
  });
  const first = watched.find(({ wakeAt }) => wakeAt > stack.clock.now())?.wakeAt ?? Infinity;
  const due = watched.filter(({ wakeAt }) => wakeAt <= first + 1000);
  await stack.clock.advanceTo(first + BEFORE_RECONCILER_MS);
  await stack.settle();
  const moments = { due: due.length, byWorkflow: 0, byReconciler: 0 };
  for (const { requestId, version } of due) {
    const { request, events } = await stored(stack, requestId);
    const repaired = events.some(({ type }) => type === 'workflow-repaired');
    if (repaired) moments.byReconciler += 1;
    else if (request.version > version) moments.byWorkflow += 1;
  }
  return moments;
};

/** How many e-mails there are of each notice, by the tag that SES is told. */
const countMails = (mails: readonly Mail[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { tags } of mails) {
    const notice = tags[NOTICE_TAG] ?? '';
    counts.set(notice, (counts.get(notice) ?? 0) + 1);
  }
  return counts;
};

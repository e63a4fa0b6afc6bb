import type { Edit } from './code.ts';

/** A known-bad version of the service. */
export interface Mutation {
  name: string;
  edits: Edit[];
  /** In which scenario it shows, and at the calls of which functions something has to fail for it; none where it shows by itself. */
  scenario: string;
  near: string[];
  /** Whether the retry after the fault has to be lost, too. */
  losesTimers?: true;
  /** Whether it shows where the end of work and the breach of its promise meet, in one of all the orders of their calls. */
  races?: true;
  /** For how long Step Functions has to be away, and how far Lambda ahead of its clock, minutes, where only both together show it. */
  away?: { minutes: number; ahead: number };
  /** How many reports within one second show it, where only a load under the quotas of AWS does. */
  spike?: number;
}

const one = (name: string, scenario: string, near: string[], file: string, from: string, to: string): Mutation => ({
  name,
  scenario,
  near,
  edits: [{ file, from, to }],
});

const SEND = 'functions/notices/send-notice.handler.ts';
const REQUESTS = 'functions/requests/requests.store.ts';
const NOTICES = 'functions/notices/notice.store.ts';
const PHOTO = 'functions/photos/keep-photo.handler.ts';
const ROTATION = 'functions/pages/rotate-link-keys.handler.ts';
const MACHINE = 'statemachines/request-lifecycle.asl.json';

/** Mutations that are caught within a second or two: a test plays these, and `mutations.ts` all of them. */
export const QUICK: readonly string[] = [
  'sends what waits for its time',
  'makes a request of every delivery',
  'names the executions of all cycles alike',
  'passes over a message that failed',
  'sends faster than the account may',
];

/** Edits that somebody in a hurry might make; each of them compiles, and the simulator has to catch every one. */
export const MUTATIONS: readonly Mutation[] = [
  one(
    'claims a notice that is claimed already',
    'on time',
    ['SendNotice'],
    NOTICES,
    "        tries: true,\n        from: ['queued'],",
    "        tries: true,\n        from: ['queued', 'claimed', 'sent', 'delivered'],",
  ),
  one(
    'sends without a claim',
    'on time',
    ['SendNotice'],
    SEND,
    'const claim = await notices.claim(notice.id, newId());',
    'const claim = { id: notice.id, claimId: newId() };',
  ),
  one(
    'lets the SDK repeat an e-mail',
    'on time',
    ['SendNotice'],
    'functions/notices/ses.store.ts',
    'maxAttempts: 1,',
    'maxAttempts: 3,',
  ),
  one(
    'sends again what may have been sent',
    'on time',
    ['SendNotice'],
    'functions/notices/judge-sending.ts',
    "  return { kind: 'unknown', reason: code || name };",
    "  return { kind: 'not-sent', reason: code || name };",
  ),
  one(
    'sends what waits for its time',
    'on time',
    [],
    SEND,
    "if (notice?.status !== 'queued' || isWaiting(notice)) return;",
    "if (notice?.status !== 'queued') return;",
  ),
  one(
    'tells nobody of a letter that SES refused',
    'on time',
    ['SendNotice'],
    'functions/notices/note-unreachable.handler.ts',
    '  failed: MetricName.NoticesFailed,\n',
    '',
  ),
  one(
    'tells nobody of a message that was given up',
    'told to the platform',
    ['PassOnEvents'],
    'functions/partners/flush-webhooks.handler.ts',
    'await outbox.givenUpSince(now() - TOLD_FOR_MS)',
    'await outbox.givenUpSince(now() + TOLD_FOR_MS)',
  ),
  one(
    'does not let an event of SES settle a claim',
    'on time',
    ['SendNotice'],
    'functions/notices/notice-progress.ts',
    "  claimed: ['queued', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'uncertain'],\n  uncertain: ['queued', 'sent', 'delivered', 'bounced', 'complained', 'failed'],",
    "  claimed: ['queued', 'sent', 'failed', 'uncertain'],\n  uncertain: ['queued'],",
  ),
  {
    races: true,
    ...one(
      'forgets the version of a record',
      'at the last moment',
      [],
      REQUESTS,
      'ConditionExpression: `version = :version AND #status IN',
      'ConditionExpression: `(version = :version OR attribute_exists(pk)) AND #status IN',
    ),
  },
  one(
    'takes a lost race for a success',
    'on time',
    ['UpdateWorkOrder', 'ReviewRequest'],
    REQUESTS,
    'if (await store.commit(file, outcome.change)) return { outcome, file: applied(file, outcome.change) };',
    'await store.commit(file, outcome.change);\n    return { outcome, file: applied(file, outcome.change) };',
  ),
  one(
    'answers a delivery that was not stored',
    'on time',
    ['AcceptRequest'],
    'functions/intake/accept-request.handler.ts',
    'if (await requests.commit(undefined, change, [{ item: deliveryItem(delivery, now()) }])) {',
    'await requests.commit(undefined, change, [{ item: deliveryItem(delivery, now()) }]);\n      {',
  ),
  one(
    'makes a request of every delivery',
    'delivered three times, pressed twice',
    [],
    'functions/intake/receive-report.ts',
    'id: requestIdOf(source.platform, report.sourceId),',
    'id: requestIdOf(source.platform, `${report.sourceId}${now}`),',
  ),
  one(
    'names the executions of all cycles alike',
    'reopened',
    [],
    'functions/workflow/execution-name.ts',
    'cycle: number): string => `${requestId}-${cycle}`;',
    'cycle: number): string => `${requestId}-${cycle && 1}`;',
  ),
  one(
    'registers a wait although the request has moved on',
    'reopened',
    ['WaitForChange'],
    REQUESTS,
    "ConditionExpression: 'version = :version',",
    "ConditionExpression: 'version = :version OR attribute_exists(pk)',",
  ),
  one(
    'lets a workflow wait for what has happened',
    'reopened',
    ['WaitForChange'],
    'functions/workflow/wait-for-change.handler.ts',
    'await workflow.wake(token, progressOf(file.request, now()));',
    'progressOf(file.request, now());',
  ),
  one(
    'acts on a milestone before its time',
    'late',
    [],
    'functions/clocks/milestone.ts',
    'if (milestone.at > now || recorded.has(milestone.id)) continue;',
    'if (milestone.at > now + 86_400_000 || recorded.has(milestone.id)) continue;',
  ),
  {
    races: true,
    ...one(
      'trusts the timer and not the record',
      'at the last moment',
      [],
      'functions/clocks/milestone.ts',
      'if (dueAt === undefined || !isRunning(clock)) return [];',
      'if (dueAt === undefined) return [];',
    ),
  },
  one(
    'forgets which milestones were acted on',
    'late',
    [],
    'functions/clocks/milestone.ts',
    'if (milestone.at > now || recorded.has(milestone.id)) continue;',
    'if (milestone.at > now) continue;',
  ),
  one(
    'gives no line of history for the end',
    'on time',
    [],
    'functions/workflow/close-request.ts',
    "          type: 'request-closed',",
    "          type: 'request-resolved',",
  ),
  one(
    'reconciles no notices',
    'on time',
    ['SendNotice'],
    'functions/workflow/reconcile.handler.ts',
    'await reconcileNotices(notices, now());',
    'await Promise.resolve({ nudged: 0, released: 0, uncertain: 0, on: [notices, reconcileNotices] });',
  ),
  one(
    'reconciles one shard of ten',
    'late',
    ['RequestLifecycle'],
    'functions/workflow/reconcile.handler.ts',
    'shard < WATCH_SHARDS;',
    'shard < WATCH_SHARDS / 10;',
  ),
  one(
    'passes over a record of the stream that failed',
    'on time',
    ['PassOnChanges'],
    'functions/shared/stream.ts',
    'batchItemFailures: failed ? [{ itemIdentifier: sequenceOf(failed) }] : [],',
    'batchItemFailures: failed ? [] : [],',
  ),
  one(
    'passes over a message that failed',
    'on time',
    ['ConfirmNotice'],
    'functions/shared/queue.ts',
    'batchItemFailures.push({ itemIdentifier: messageId });',
    'batchItemFailures.slice();',
  ),
  one(
    'never tries a message to a system again',
    'told to the platform',
    ['PassOnEvents'],
    'functions/partners/flush-webhooks.handler.ts',
    'filter(({ wakeAt }) => wakeAt <= now())',
    'filter(({ wakeAt }) => wakeAt < 0 && now() > 0)',
  ),
  one(
    'lets a message overtake the one before it',
    'told to the platform',
    ['PassOnEvents'],
    'functions/partners/send-group.ts',
    'const [head, ...behind] = await outbox.unsent(claim.group);',
    'const [head, ...behind] = (await outbox.unsent(claim.group)).filter((one) => one.nextAttemptAt <= now());',
  ),
  one(
    'files a report of an app anew each time',
    'reported by an app, and again',
    ['AcceptReport'],
    'functions/open311/accept-report.handler.ts',
    "header(event, 'idempotency-key')?.trim()",
    '`${now()}`',
  ),
  {
    name: 'names a photo before it is there',
    scenario: 'closed with a photo',
    near: ['KeepPhoto'],
    edits: [
      {
        file: PHOTO,
        from: 'if (file && clean && isAdded(decide(file))) await photos.keep(clean.key, clean.picture);',
        to: '',
      },
      {
        file: PHOTO,
        from: 'await photos.discard(original);',
        to: 'if (file && clean && done && isAdded(done.outcome)) await photos.keep(clean.key, clean.picture);\n    await photos.discard(original);',
      },
    ],
  },
  {
    name: 'believes that it has started what stands still',
    scenario: 'on time',
    near: ['ReviewRequest'],
    losesTimers: true,
    edits: [
      {
        file: 'functions/workflow/workflow.store.ts',
        from: 'return startDate === undefined || theirNow - startDate.getTime() < STARTED_NOW_MS;',
        to: 'return Boolean(startDate ?? STARTED_NOW_MS) || theirNow > 0;',
      },
    ],
  },
  {
    away: { minutes: 30, ahead: 10 },
    ...one(
      'judges by its own clock how old an execution is',
      'on time',
      [],
      'functions/workflow/workflow.store.ts',
      'const theirNow = now() + client.config.systemClockOffset;',
      'const theirNow = now();',
    ),
  },
  {
    spike: 40,
    ...one(
      'sends faster than the account may',
      'on time',
      [],
      'functions/notices/mail-rate.ts',
      'return { waitMs: Math.max(0, from - (burst - 1) * interval - now), promisedUntil: from + interval };',
      'return { waitMs: Math.min(0, from - (burst - 1) * interval - now), promisedUntil: from + interval };',
    ),
  },
  one(
    'makes a second key where a rotation is begun again',
    'the keys of the links are changed',
    ['RotateLinkKeys'],
    ROTATION,
    'if (live.version === version || (await keys.waiting(version))) return;',
    'if (live.version === version) return;',
  ),
  one(
    'forgets the key of links that are out',
    'the keys of the links are changed',
    [],
    'functions/pages/link-key-rotation.ts',
    'keys: { current: fresh, previous: keys.current, from: now + KNOWN_BEFORE_MS } };',
    'keys: { current: fresh, previous: fresh, from: now + KNOWN_BEFORE_MS } };',
  ),
  {
    name: 'calls an operator at the first failure of a review',
    scenario: 'on time',
    near: ['ReviewRequest'],
    edits: [
      {
        file: MACHINE,
        from: '"Output": {},\n      "Retry": [\n        {\n          "Comment": "What is not there will not come.",\n          "ErrorEquals": ["RequestMissingError"],\n          "MaxAttempts": 0\n        },\n        {\n          "Comment": "Whatever passes: a killed or throttled function, a table that is away for a moment, a busy record: 2, 4, 8, 16, 32, 64 s, about two minutes in all, spread by jitter.",\n          "ErrorEquals": ["States.TaskFailed"],\n          "IntervalSeconds": 2,\n          "BackoffRate": 2,\n          "MaxAttempts": 6,\n          "JitterStrategy": "FULL"\n        }\n      ],\n      "Catch": [\n        {\n          "ErrorEquals": ["States.ALL"],\n          "Assign": { "requestId"',
        to: '"Output": {},\n      "Catch": [\n        {\n          "ErrorEquals": ["States.ALL"],\n          "Assign": { "requestId"',
      },
    ],
  },
];

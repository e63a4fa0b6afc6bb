import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { raiseConcern } from '../concerns/raise-concern.ts';
import { answerPage, notOpened } from '../pages/answer-page.ts';
import { type LinkCuts, createLinkCutsStore } from '../pages/link-cuts.store.ts';
import { tooLargePage } from '../pages/missing-page.ts';
import { type QueueOwner, drawQueue, openQueue } from '../pages/open-queue.ts';
import type { Change, RequestFile } from '../requests/change.ts';
import { type QueuesStore, createQueuesStore } from '../requests/queues.store.ts';
import { ConflictError, type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { type Office, readOffice } from '../review/office.ts';
import { logFoundWork } from '../review/found-work.ts';
import { dynamoDb } from '../shared/clients.ts';
import { MAX_FORM_BYTES, bodyBytes, formOf, seeOther } from '../shared/http.ts';
import { lambda } from '../shared/lambda.ts';
import { type KeyPair, type ReadKeys, createKeyReader } from '../shared/secrets.ts';
import { surveyWindowMs } from '../surveys/contract.ts';
import { type QueueCommand, readQueueCommand } from './bulk-command.ts';
import { UpdateQueueEnvironment } from './contract.ts';
import { progressWorkOrder } from './progress-work-order.ts';

interface Dependencies {
  requests: RequestsStore;
  queues: QueuesStore;
  cuts: LinkCuts;
  readKeys: ReadKeys;
  linkKeysSecret: string;
  publicUrl: string;
  city: string;
  office: Office;
  /** How long a resolved request may be reopened, ms. */
  surveyWindowMs: number;
  now: () => number;
}

type Partner = Extract<QueueOwner, { kind: 'partner' }>;

/** A partner's queue posts here: many work orders accepted or completed at once, work of its own logged, a concern raised. */
export const updateQueue =
  (dependencies: Dependencies) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const { readKeys, linkKeysSecret, cuts, office, city, now } = dependencies;
    const keys = await readKeys(linkKeysSecret);
    const opened = await openQueue(event, { keys, cuts, office, now: now() });
    if (opened?.owner.kind !== 'partner') return notOpened(city);
    if (bodyBytes(event).length > MAX_FORM_BYTES) return answerPage(413, tooLargePage(city));
    const { owner, linksFrom } = opened;
    const form = formOf(event);
    const reading = readQueueCommand(form);
    const fields = Object.fromEntries(form);
    if (reading.kind === 'refused')
      return show(422, owner, { refusal: reading, fields }, { keys, linksFrom }, dependencies);
    const failed = await carryOut(reading.command, owner, dependencies);
    const asked = reading.command.kind === 'bulk' ? reading.command.workOrderIds.length : 1;
    if (failed.length > 0) return show(409, owner, { failed, fields }, { keys, linksFrom }, dependencies);
    return seeOther(`?done=${asked}`);
  };

const show = async (
  status: number,
  owner: Partner,
  said: Partial<Parameters<typeof drawQueue>[1]>,
  links: { keys: KeyPair; linksFrom: number | undefined },
  { queues, publicUrl, city, now }: Dependencies,
) =>
  answerPage(
    status,
    await drawQueue(owner, { fields: {}, filter: {}, ...said }, { queues, ...links, publicUrl, city, now: now() }),
  );

/** Each work order is a transaction of its own: what can be done is, and what cannot is told with its reason. */
const carryOut = async (
  command: QueueCommand,
  owner: Partner,
  dependencies: Dependencies,
): Promise<{ id: string; why: string }[]> => {
  const { requests, office, surveyWindowMs, now } = dependencies;
  const context = { catalogue: owner.catalogue, office, surveyWindowMs };
  if (command.kind === 'found') {
    const { kind: _, ...found } = command;
    const outcome = logFoundWork({ ...found, catalogue: owner.catalogue.name, partner: owner.partner }, context, now());
    if (outcome.kind === 'refused') return [{ id: 'New work', why: outcome.message }];
    const isKept = outcome.kind !== 'changed' || (await keepFound(outcome.change, requests));
    return isKept ? [] : [{ id: 'New work', why: LOST }];
  }
  const failed: { id: string; why: string }[] = [];
  const by = { kind: 'partner', name: owner.partner } as const;
  for (const id of command.kind === 'concern' ? [command.workOrderId] : command.workOrderIds) {
    const why = await whyNot(
      requests.change(id.slice(0, id.lastIndexOf('-')), (file) => {
        if (!isTheirs(file, id, owner)) return NOT_THEIRS;
        return command.kind === 'concern'
          ? raiseConcern(file, command.command, by, context, now())
          : progressWorkOrder(file, id, command.command, context, now());
      }),
    );
    if (why) failed.push({ id, why });
  }
  return failed;
};

/** Why a change was not carried out; undefined where it was. One that others were faster than holds up none of those behind it. */
const whyNot = async (change: ReturnType<RequestsStore['change']>): Promise<string | undefined> => {
  try {
    const done = await change;
    if (!done) return 'There is no such work order.';
    return done.outcome.kind === 'refused' ? done.outcome.message : undefined;
  } catch (error) {
    if (error instanceof ConflictError) return LOST;
    throw error;
  }
};

const LOST = 'Others were changing it at the same moment. Please send it again.';

/** A transaction can lose against one that is itself given up; three losses in a row mean a busy key. */
const RACES_BORNE = 3;

/** Puts found work on the record, unless a double click finds it there; false where it could not be written. */
const keepFound = async (change: Change, requests: RequestsStore): Promise<boolean> => {
  for (let attempt = 0; attempt < RACES_BORNE; attempt += 1) {
    if (await requests.commit(undefined, change)) return true;
    if (await requests.load(change.request.id)) return true;
  }
  return false;
};

const NOT_THEIRS = { kind: 'refused', code: 'not-found', message: 'This work order is not yours.' } as const;

const isTheirs = ({ request, workOrders }: RequestFile, id: string, { catalogue, partner }: Partner): boolean =>
  request.catalogue === catalogue.name && workOrders.some((one) => one.id === id && one.partner === partner);

export const handler = lambda(
  UpdateQueueEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const { requests, now } = openRequests(environment, client);
    return {
      ...openCatalogue(environment, client, now),
      requests,
      queues: createQueuesStore(client, environment.REQUESTS_TABLE),
      cuts: createLinkCutsStore(client, environment.REQUESTS_TABLE),
      readKeys: createKeyReader(now),
      linkKeysSecret: environment.LINK_KEYS_SECRET,
      publicUrl: environment.PUBLIC_URL,
      city: environment.CITY,
      office: readOffice(environment.OFFICE),
      surveyWindowMs: surveyWindowMs(environment),
      now,
    };
  },
  updateQueue,
);

import type { Notice } from '../../functions/notices/notice.ts';
import type { Concern } from '../../functions/requests/concern.ts';
import type { RequestEvent } from '../../functions/requests/event.ts';
import type { ClosedRequest } from '../../functions/requests/request.ts';
import type { LoadedFile } from '../../functions/requests/requests.store.ts';
import { HOUR, TUESDAY, aRequest, aWorkOrder } from '../support/builders.ts';

/** Words that stand wherever a person may have written or been named; each is looked for afterwards. */
export const CANARIES = {
  name: 'Zoraida Canarywell',
  email: 'canary.reporter@resident.example',
  phone: '617-555-0142',
  description: 'my bedroom window at canarystreet',
  answer: 'canaryanswer in the kitchen',
  address: '77 Canaryaddress Road',
  media: 'https://pictures.example/canarypicture.jpg',
  resolution: 'We spoke to canaryneighbour about it',
  comment: 'canarycomment was rude',
  concern: 'canaryconcern was never called',
  contact: 'canarycontact was told on the phone',
  history: 'canaryhistory wrote this',
  reference: 'canaryreference-99',
  task: 'ask canarytask at the back door',
  receiver: 'Canaryreceiver and Sons',
} as const;

/** A closed request with everything that may tell of persons, as it lies in the table, with its history and its letters. */
export const aPersonalRecord = (sourceId: string) => {
  const resolved = aRequest.resolved({
    sourceId,
    description: CANARIES.description,
    place: { address: CANARIES.address, lat: 42.39, lon: -71.12, ward: 'Ward 3' },
    reporter: { name: CANARIES.name, email: CANARIES.email, phone: CANARIES.phone, language: 'en' },
    answers: { where: CANARIES.answer },
  }).request;
  const survey = { accuracy: 2, courtesy: 2, ease: 2, overall: 2, comment: CANARIES.comment, answeredAt: TUESDAY };
  const { closesAt: _, ...rest } = resolved;
  const request: ClosedRequest = {
    ...rest,
    status: 'closed',
    closedAt: TUESDAY + 30 * HOUR,
    mediaUrl: CANARIES.media,
    resolution: CANARIES.resolution,
    survey,
    pastCycles: [
      { cycle: 1, clocks: [], outcome: 'done', resolvedAt: TUESDAY, survey: { ...survey, comment: CANARIES.comment } },
    ],
  };
  const work = aWorkOrder({
    id: `${request.id}-1`,
    requestId: request.id,
    status: 'done',
    reference: CANARIES.reference,
    task: CANARIES.task,
    resolution: CANARIES.resolution,
    photos: [`photos/${request.id}/1/canaryphoto.jpg`],
    version: 1,
  });
  const concern: Concern = {
    id: `${request.id}-C1`,
    requestId: request.id,
    status: 'resolved',
    version: 1,
    reason: 'conduct',
    text: CANARIES.concern,
    by: { kind: 'constituent', name: 'constituent' },
    raisedAt: TUESDAY,
    owner: 'service-operations-manager',
    clock: { ...request.clocks[0]!, stoppedAt: TUESDAY },
    contactedAt: TUESDAY,
    contact: { way: 'telephone', text: CANARIES.contact },
    resolvedAt: TUESDAY,
    outcome: 'explained',
    resolution: CANARIES.contact,
  };
  const drafts = [
    { type: 'request-received' as const, at: TUESDAY, by: { kind: 'platform' as const, name: 'standard' } },
    {
      type: 'detail-added' as const,
      at: TUESDAY + HOUR,
      by: { kind: 'constituent' as const, name: 'constituent' },
      text: CANARIES.history,
      link: CANARIES.media,
    },
    {
      type: 'work-order-accepted' as const,
      at: TUESDAY + HOUR,
      by: { kind: 'partner' as const, name: 'dpw-highway' },
      // What the review desk types stands in other lines, among their data as this.
      data: { workOrder: work.id, reference: CANARIES.reference, task: CANARIES.task, receiver: CANARIES.receiver },
    },
  ];
  return { request, work, concern, drafts };
};

/** The same as it is loaded. */
export const loaded = (sourceId: string): LoadedFile & { events: RequestEvent[] } => {
  const { request, work, concern, drafts } = aPersonalRecord(sourceId);
  return {
    request,
    workOrders: [work],
    concerns: [concern],
    events: drafts.map((draft, order) => ({ ...draft, requestId: request.id, cycle: 1, version: 1, order })),
  };
};

/** A letter to the resident, as it is kept. */
export const aLetterKept = (requestId: string): Notice =>
  ({
    id: `${requestId}#1#request-resolved`,
    requestId,
    message: 'request-resolved',
    audience: 'constituent',
    to: CANARIES.email,
    language: 'en',
    status: 'delivered',
    attempts: 1,
    createdAt: TUESDAY,
    changedAt: TUESDAY,
    values: { resolution: CANARIES.resolution },
  }) as unknown as Notice;

/** A list that a partner got, of this request and of another one. */
export const aListKept = (requestId: string): Notice =>
  ({
    id: `partner-week#somerville~dpw-highway#${requestId}`,
    requestId: 'partner-week',
    message: 'partner-week',
    audience: 'partner',
    to: 'highway@somerville.example',
    language: 'en',
    status: 'delivered',
    attempts: 1,
    createdAt: TUESDAY,
    changedAt: TUESDAY,
    values: { open: '2' },
    entries: [
      { kind: 'late', values: { requestId, typeName: 'Pothole', place: CANARIES.address } },
      { kind: 'later', values: { requestId: `${requestId}-other`, typeName: 'Pothole', place: '12 Elm St' } },
    ],
  }) as unknown as Notice;

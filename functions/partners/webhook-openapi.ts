import { type Schema, SIGNATURE_PARAMETERS, schemaRef } from '../intake/openapi-parts.ts';
import { OUTCOMES, PRIORITIES } from '../requests/request.ts';
import { type OfferedWork, SOMERVILLE_STATUS, type WebhookPayload, type WebhookType } from './webhook-payload.ts';

const A_LAMP = {
  typeCode: 'street-light-utility-owned',
  typeName: 'Street light - utility owned',
  description: 'The lamp is out.',
  place: { address: '12 Elm St', lat: 42.3954, lon: -71.1217 },
  priority: 'normal',
  dueAt: '2026-06-12T13:00:00.000Z',
} as const satisfies OfferedWork;

const OF_WORK = {
  at: '2026-06-02T13:00:00.000Z',
  requestId: 'R-7K2M-4Q9D-XW3E',
  status: 'in-progress',
  somervilleStatus: 'In Progress',
  cycle: 1,
  workOrder: 'R-7K2M-4Q9D-XW3E-1',
  reference: 'E-4711',
} as const;

/** A message of each type, as the documentation shows it; tests hold them against those that leave. */
export const WEBHOOK_EXAMPLES = {
  'request.status': {
    type: 'request.status',
    id: 'r311_cdab686c47e072626cd644f834f37693',
    sequence: 601,
    at: '2026-06-02T13:00:00.000Z',
    requestId: 'R-7K2M-4Q9D-XW3E',
    status: 'resolved',
    outcome: 'done',
    somervilleStatus: 'Closed',
    cycle: 1,
    sourceId: 'SR-2026-004711',
    closingText: 'We put a new lamp on the pole.',
  },
  'work-order.offered': {
    type: 'work-order.offered',
    id: 'r311_277441582c3744c4555216430ed4dee5',
    sequence: 201,
    ...OF_WORK,
    work: A_LAMP,
  },
  'work-order.changed': {
    type: 'work-order.changed',
    id: 'r311_ff45bd867df8af542caf1e855bf43cc9',
    sequence: 400,
    ...OF_WORK,
    work: A_LAMP,
  },
  'work-order.transferred': {
    type: 'work-order.transferred',
    id: 'r311_37365325a34afc720ac5cc6a5843d011',
    sequence: 301,
    ...OF_WORK,
    reason: 'not-our-place',
  },
  'work-order.cancelled': {
    type: 'work-order.cancelled',
    id: 'r311_87f9257b982d73bcdf1fc6a75c1354b7',
    sequence: 501,
    ...OF_WORK,
    reason: 'duplicate',
  },
  'work-order.reminded': {
    type: 'work-order.reminded',
    id: 'r311_69088ed71eafc0f701ed026a36ed1dd6',
    sequence: 401,
    ...OF_WORK,
    reminder: 2,
  },
} as const satisfies Record<WebhookType, WebhookPayload>;

/** What each type says, and to whom. */
const SAID: Record<WebhookType, string> = {
  'request.status': 'Tells a platform where one of its requests stands.',
  'work-order.offered': 'Offers a partner work.',
  'work-order.changed': 'Tells a partner that work which it keeps is of another type or urgency, as it is from now on.',
  'work-order.transferred': 'Tells a partner that its work went on to another one.',
  'work-order.cancelled': 'Tells a partner that its work is no longer needed.',
  'work-order.reminded': 'Reminds a partner of work that it has not ended.',
};

const instant = (description: string): Schema => ({ type: 'string', format: 'date-time', description });
const text = (description: string): Schema => ({ type: 'string', description });
const count = (description: string): Schema => ({ type: 'integer', minimum: 1, description });

const WORK: Record<keyof OfferedWork, Schema> = {
  typeCode: text('Code of the request type.'),
  typeName: text('Its name.'),
  task: text('What this partner does, where several partners do the work.'),
  description: text('What the person wrote.'),
  place: {
    type: 'object',
    properties: {
      address: { type: 'string' },
      lat: { type: 'number' },
      lon: { type: 'number' },
      ward: { type: 'string' },
    },
  },
  priority: { enum: PRIORITIES },
  acceptBy: instant('By when to accept it.'),
  dueAt: instant('By when to complete it.'),
};

const MESSAGE: Record<keyof WebhookPayload, Schema> = {
  type: { enum: Object.keys(SAID), description: 'What the message is about.' },
  id: text('The message’s own id; the same as webhook-id, however often it is sent.'),
  sequence: count('Grows with every message of a request: what arrives with a lower one than was seen already is old.'),
  at: instant('When it happened.'),
  requestId: text('Our id of the request.'),
  sourceId: text('The platform’s own id of the request; to that platform only.'),
  status: { enum: Object.keys(SOMERVILLE_STATUS), description: 'The status after it happened.' },
  outcome: { enum: OUTCOMES, description: 'How the request ended, where it has.' },
  somervilleStatus: { enum: [...new Set(Object.values(SOMERVILLE_STATUS))] },
  cycle: count('Grows when a request is opened again.'),
  closingText: text('The sentence for the resident with which the request ended.'),
  duplicateOf: text('The request whose work does for this one too.'),
  workOrder: text('Our id of the work order.'),
  reference: text('The partner’s own number for it.'),
  reason: text('Why work was cancelled or went on to another partner, a code.'),
  reminder: count('How many times the partner has been reminded.'),
  work: {
    type: 'object',
    description: 'With work-order.offered and work-order.changed: what to do.',
    required: ['typeCode', 'typeName', 'description', 'place', 'priority'],
    properties: WORK,
  },
};

/** The schemas that the messages are of. */
export const WEBHOOK_SCHEMAS: Readonly<Record<string, Schema>> = {
  WebhookMessage: {
    type: 'object',
    description: 'Fields that are not known are left out. More fields may come; ignore those that you do not know.',
    required: ['type', 'id', 'sequence', 'at', 'requestId', 'status', 'somervilleStatus', 'cycle'],
    properties: MESSAGE,
  },
};

/** What an answer to a message means: by its range, or by its status where that means something else. */
export const WEBHOOK_ANSWERS = {
  '2XX': 'Taken. Messages about one request come one after the other: the next one waits for this.',
  '3XX': 'Not followed, because it could lead the message anywhere; sent again later.',
  '408': 'Not now; sent again later.',
  '429': 'Not now; sent again after retry-after, where it says more than our own pause.',
  '4XX': 'Refused for good: the message is given up, and the next one is sent.',
  '5XX':
    'Sent again after 5, 15, 45 and 135 minutes, then every six hours, for three days. So is what is not answered in ten seconds.',
} as const;

/** The messages that leave, by their type. */
export const WEBHOOKS: Readonly<Record<string, Schema>> = Object.fromEntries(
  Object.entries(SAID).map(([type, summary]) => [
    type,
    {
      post: {
        summary,
        security: [{ standardWebhooks: [] }],
        parameters: SIGNATURE_PARAMETERS,
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: schemaRef('WebhookMessage'),
              examples: { [type]: { value: WEBHOOK_EXAMPLES[type as WebhookType] } },
            },
          },
        },
        responses: Object.fromEntries(
          Object.entries(WEBHOOK_ANSWERS).map(([status, description]) => [status, { description }]),
        ),
      },
    },
  ]),
);

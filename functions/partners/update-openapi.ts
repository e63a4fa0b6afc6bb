import { MAX_BODY_BYTES } from '../intake/contract.ts';
import { type Schema, SIGNATURE_PARAMETERS, optionalText, refusalsOf, schemaRef } from '../intake/openapi-parts.ts';
import { MAX_SENTENCE, MIN_SENTENCE } from '../requests/sentence.ts';
import { SEND_BACK_REASONS, WORK_OUTCOMES } from '../requests/work-order.ts';
import { MAX_CODE, UPDATE_RESULTS } from './partner-update.ts';
import { STATUS_WORDS } from './update-command.ts';

/** Updates of a partner's system, as the documentation shows them; tests send them. */
export const UPDATE_EXAMPLES = {
  accepted: { workOrder: 'R-7K2M-4Q9D-XW3E-1', reference: 'E-4711', status: 'accepted' },
  scheduled: { reference: 'E-4711', status: 'scheduled', scheduledFor: '2026-06-04T09:00:00-04:00' },
  'on-hold': { reference: 'E-4711', status: 'on-hold', reason: 'waiting-for-parts', text: 'The lamp is on order.' },
  done: {
    reference: 'E-4711',
    status: 'done',
    at: '2026-06-02T10:15:00-04:00',
    resolution: 'We put a new lamp on the pole.',
  },
  'sent-back': {
    workOrder: 'R-7K2M-4Q9D-XW3E-1',
    status: 'sent-back',
    reason: 'not-our-place',
    text: 'This pole belongs to the city.',
  },
} as const;

/** Why an update is refused, by status, and whether to send it again. */
export const UPDATE_REFUSALS = {
  400: 'The body is not UTF-8, not JSON, or has fields at fault; errors names them. Mend it before you send it again.',
  401: 'The signature headers are missing, the time is too far off, no signature matches, or the webhook-id is one of ours.',
  404: 'No partner of this name may call, or the work order is none of theirs; errors names the field.',
  409: 'This webhook-id came before with another body. Use a new one for each message, and keep it when you retry.',
  413: `The body is larger than ${MAX_BODY_BYTES} bytes.`,
  503: 'Too busy at this moment; nothing was kept. Send the same delivery again after the seconds in retry-after.',
} as const;

const instant = (description: string): Schema => ({ type: ['string', 'null'], format: 'date-time', description });

const synonyms = Object.entries(STATUS_WORDS).filter(([word, meaning]) => word !== meaning);

const WORDS = [...new Set(Object.values(STATUS_WORDS))];

/** The body of an update as JSON Schema; a test compares it with the schema that updates are read by. */
export const UPDATE_SCHEMA: Schema = {
  type: 'object',
  description: 'Unknown fields are ignored. Null is the same as absent. One of workOrder and reference is needed.',
  required: ['status'],
  anyOf: [{ required: ['workOrder'] }, { required: ['reference'] }],
  properties: {
    workOrder: { ...optionalText('Our id of the work order.', MAX_CODE), minLength: 1 },
    reference: {
      ...optionalText('Your own number; with workOrder it is noted, and names the work order from then on.', MAX_CODE),
      minLength: 1,
    },
    status: {
      type: 'string',
      minLength: 1,
      maxLength: MAX_CODE,
      examples: WORDS,
      description: `One of ${WORDS.join(', ')}, in any case. Read too: ${synonyms.map(([word, meaning]) => `${word} (${meaning})`).join(', ')}. Any other word is recorded, and a person looks at it.`,
    },
    at: instant('When it happened, RFC 3339 with a zone; now where absent. It orders updates, and stops no clock.'),
    text: optionalText('Words for the history; with sent-back the sentence for the 311 office.', MAX_SENTENCE),
    outcome: optionalText(`With done: ${WORK_OUTCOMES.join(', ')}; done where absent.`, MAX_CODE),
    resolution: optionalText(
      `With done: one sentence for the resident, ${MIN_SENTENCE} characters or more; text where absent.`,
      MAX_SENTENCE,
    ),
    reason: optionalText(
      `With on-hold: a reason that the type’s agreement allows. With sent-back: ${SEND_BACK_REASONS.join(', ')}.`,
      MAX_CODE,
    ),
    scheduledFor: instant('With scheduled: when it will be done, RFC 3339 with a zone.'),
  },
};

const ANSWER_SCHEMA: Schema = {
  type: 'object',
  required: ['result', 'why'],
  properties: {
    result: {
      enum: UPDATE_RESULTS,
      description:
        'applied: the work changed, and the request with it. recorded: it stands in the history and changed no state. ignored: it was like that already.',
    },
    why: { type: 'string', description: 'A sentence.' },
  },
};

/** The path at which a partner's system tells what becomes of its work. */
export const UPDATE_PATH: Schema = {
  post: {
    operationId: 'receiveUpdate',
    summary: 'Tells what became of a work order',
    description:
      'The same delivery always gets the same answer: a webhook-id is remembered for 30 days. The state changes, and clocks stop, when we are told.',
    security: [{ standardWebhooks: [] }],
    parameters: [
      {
        name: 'partner',
        in: 'path',
        required: true,
        description: 'The code of the partner in the register; its secret came with it.',
        schema: { type: 'string' },
        examples: { eversource: { value: 'eversource' } },
      },
      ...SIGNATURE_PARAMETERS,
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: schemaRef('PartnerUpdate'),
          examples: Object.fromEntries(Object.entries(UPDATE_EXAMPLES).map(([name, value]) => [name, { value }])),
        },
      },
    },
    responses: {
      202: {
        description: 'Taken, now or before; result says what it came to.',
        content: {
          'application/json': {
            schema: schemaRef('UpdateAnswer'),
            examples: { applied: { value: { result: 'applied', why: 'Done.' } } },
          },
        },
      },
      ...refusalsOf(UPDATE_REFUSALS),
    },
  },
};

/** The schemas that the path names. */
export const UPDATE_SCHEMAS: Readonly<Record<string, Schema>> = {
  PartnerUpdate: UPDATE_SCHEMA,
  UpdateAnswer: ANSWER_SCHEMA,
};

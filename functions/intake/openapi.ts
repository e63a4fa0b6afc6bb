import { LANGUAGE_LIST } from '../languages/language.ts';
import { UPDATE_PATH, UPDATE_SCHEMAS } from '../partners/update-openapi.ts';
import { WEBHOOKS, WEBHOOK_SCHEMAS } from '../partners/webhook-openapi.ts';
import { MAX_BODY_BYTES } from './contract.ts';
import { type Schema, SIGNATURE_PARAMETERS, optionalNumber, optionalText, refusalsOf } from './openapi-parts.ts';
import { MAX_DESCRIPTION } from './report.ts';
import { TOLERANCE_SECONDS } from './webhook-signature.ts';

/** A delivery in each format, as the documentation shows it; tests send them. */
export const EXAMPLES = {
  standard: {
    id: 'SR-2026-004711',
    type: 'pothole',
    description: 'Deep pothole in the right lane.',
    requestedAt: '2026-06-02T09:00:00-04:00',
    location: { address: '12 Elm St', lat: 42.3936, lon: -71.1197 },
    reporter: { name: 'Ana Pérez', email: 'ana@resident.example', language: 'es' },
    answers: {},
    channel: 'web',
    private: false,
  },
  qalert: {
    id: 106472,
    typeId: 300,
    typeName: 'Overgrown Grass/Weeds',
    comments: 'Overgrown grass and trash alongside of garage.',
    createDate: '10/9/2020 10:58 AM',
    createDateUnix: 1602255480,
    streetNum: '12',
    streetName: 'Elm St',
    crossName: '',
    latitude: 42.3936,
    longitude: -71.1197,
    name: 'Ana Pérez',
    email: 'ana@resident.example',
  },
} as const;

/**
 * The standard payload as JSON Schema. Written out, because the zod schema checks lengths after trimming, and that conversion leaves
 * them out; a test compares the two.
 */
export const STANDARD_SCHEMA: Schema = {
  type: 'object',
  description: 'Unknown fields are ignored. Null is the same as absent.',
  required: ['id', 'type'],
  properties: {
    id: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      description: 'Your own id of the request. One request is kept for each, whatever the webhook-id.',
    },
    type: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      description:
        'Code of the request type, its name, or your platform’s id for it. An unknown one is accepted and reviewed by a person.',
    },
    description: optionalText('What the person wrote.', MAX_DESCRIPTION),
    requestedAt: {
      type: ['string', 'null'],
      format: 'date-time',
      description:
        'When the person asked, RFC 3339 with a zone; the promise counts from here. In the future or more than ten days back it is corrected to the time of receipt.',
    },
    location: {
      type: ['object', 'null'],
      properties: {
        address: optionalText('The address as it was given.', 500),
        lat: optionalNumber('Degrees north, -90 to 90; used together with lon only.'),
        lon: optionalNumber('Degrees east, -180 to 180.'),
        ward: optionalText('Ward, district or neighbourhood by your own name; requests are counted by it.', 40),
      },
    },
    reporter: {
      type: ['object', 'null'],
      description: 'Leave out for an anonymous report.',
      properties: {
        name: optionalText('', 200),
        email: optionalText('Left out with a warning when it cannot be written to.', 1000),
        phone: optionalText('', 50),
        language: optionalText(
          `BCP 47 tag; notices are written in ${LANGUAGE_LIST}, and in English for every other.`,
          35,
        ),
      },
    },
    answers: {
      type: ['object', 'null'],
      description: 'Answers to the type’s questions, by the question’s code.',
      propertyNames: { minLength: 1, maxLength: 100, not: { enum: ['__proto__', 'constructor'] } },
      additionalProperties: { type: 'string', maxLength: 2000 },
    },
    channel: optionalText('How the person reached you, for example "web" or "phone".', 50),
    private: { type: ['boolean', 'null'], description: 'True keeps the request off public pages.' },
  },
};

const QALERT_SCHEMA: Schema = {
  type: 'object',
  description: 'A request as QScend’s QAlert returns it. Unknown fields are ignored.',
  required: ['id', 'typeId'],
  properties: {
    id: { oneOf: [{ type: 'integer' }, { type: 'string', minLength: 1, maxLength: 200 }] },
    typeId: { oneOf: [{ type: 'integer' }, { type: 'string' }] },
    typeName: optionalText('Used where typeId is empty or unknown.'),
    comments: optionalText(`What the person wrote; cut at ${MAX_DESCRIPTION} characters, with a warning.`),
    createDate: optionalText(
      'Local time of the city, "10/9/2020 10:58 AM". Where clocks go back, an hour comes twice and the first, the summer one, is meant; where they go forward, a time that does not exist is read one hour later.',
    ),
    createDateUnix: { type: ['integer', 'null'], description: 'Seconds since 1970; exact, and wins over createDate.' },
    streetNum: optionalText(''),
    streetName: optionalText(''),
    crossName: optionalText(''),
    cityName: optionalText(''),
    latitude: optionalNumber(''),
    longitude: optionalNumber(''),
    name: optionalText(''),
    email: optionalText(''),
    phone: optionalText(''),
  },
};

const PROBLEM_SCHEMA: Schema = {
  type: 'object',
  description: 'RFC 9457.',
  required: ['type', 'status', 'title', 'detail'],
  properties: {
    type: { type: 'string' },
    status: { type: 'integer' },
    title: { type: 'string' },
    detail: { type: 'string', description: 'What to do about it.' },
    errors: { type: 'array', items: { $ref: '#/components/schemas/FieldProblem' } },
  },
};

const FIELD_PROBLEM_SCHEMA: Schema = {
  type: 'object',
  required: ['field', 'detail'],
  properties: {
    field: { type: 'string', description: 'Path of the field, as you named it.' },
    detail: { type: 'string' },
  },
};

const ACCEPTED_SCHEMA: Schema = {
  type: 'object',
  required: ['id', 'status', 'receivedAt', 'statusPage', 'warnings'],
  properties: {
    id: { type: 'string', description: 'The number of the request here, for example R-7K2M-9QXA-04TD.' },
    status: { const: 'received' },
    receivedAt: { type: 'string', format: 'date-time', description: 'From when the promise counts.' },
    statusPage: {
      type: 'string',
      format: 'uri',
      description: 'The person’s own page; whoever has this address can read it.',
    },
    warnings: {
      type: 'array',
      items: { $ref: '#/components/schemas/FieldProblem' },
      description: 'What was accepted otherwise than it was sent.',
    },
  },
};

/** Every refusal by its status: why, and whether to send again. */
export const REFUSALS = {
  400: 'The body is not UTF-8, not JSON, or has fields at fault; errors names them. Mend it before you send it again.',
  401: `The signature headers are missing, the time is more than ${TOLERANCE_SECONDS} seconds off, or no signature matches.`,
  404: 'No platform of this name may call.',
  409: 'This webhook-id came before with another body. Use a new one for each message, and keep it when you retry.',
  413: `The body is larger than ${MAX_BODY_BYTES} bytes.`,
  503: 'Too busy at this moment; nothing was kept. Send the same delivery again after the seconds in retry-after.',
} as const;

/** The OpenAPI 3.1 document of all that is signed, in and out; `server` is the address below which the paths lie. */
export const openApi = (server: string): Schema => ({
  openapi: '3.1.0',
  info: {
    title: 'Resolve311 webhooks',
    version: '1',
    description:
      'One signed delivery becomes one service request; partners’ systems tell what becomes of their work, and are told. Deliveries are signed as Standard Webhooks 1.0.0 describes: base64 HMAC-SHA256 of webhook-id, webhook-timestamp and the raw body, joined by full stops, keyed by the decoded secret.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: server }],
  paths: {
    '/webhooks/{platform}': {
      post: {
        operationId: 'acceptRequest',
        summary: 'Delivers a request',
        description:
          'The same delivery always gets the same answer: a webhook-id is remembered for 30 days, and one request is kept for each id of yours for ever.',
        security: [{ standardWebhooks: [] }],
        parameters: [
          {
            name: 'platform',
            in: 'path',
            required: true,
            description: 'The name that you were given with your secret; it settles the format of the body.',
            schema: { type: 'string' },
            examples: { standard: { value: 'standard' }, qalert: { value: 'qalert' } },
          },
          ...SIGNATURE_PARAMETERS,
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                anyOf: [
                  { $ref: '#/components/schemas/StandardRequest' },
                  { $ref: '#/components/schemas/QalertRequest' },
                ],
              },
              examples: { standard: { value: EXAMPLES.standard }, qalert: { value: EXAMPLES.qalert } },
            },
          },
        },
        responses: {
          202: {
            description: 'Taken in, now or before.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Accepted' } } },
          },
          ...refusalsOf(REFUSALS),
        },
      },
    },
    '/partners/{partner}/updates': UPDATE_PATH,
  },
  webhooks: WEBHOOKS,
  components: {
    securitySchemes: {
      standardWebhooks: {
        type: 'apiKey',
        in: 'header',
        name: 'webhook-signature',
        description: 'Standard Webhooks 1.0.0',
      },
    },
    schemas: {
      StandardRequest: STANDARD_SCHEMA,
      QalertRequest: QALERT_SCHEMA,
      Accepted: ACCEPTED_SCHEMA,
      Problem: PROBLEM_SCHEMA,
      FieldProblem: FIELD_PROBLEM_SCHEMA,
      ...UPDATE_SCHEMAS,
      ...WEBHOOK_SCHEMAS,
    },
  },
});

import { Ajv } from 'ajv';

/** A text, or null: GeoReport lets a server say that it does not know a field, or leave it out. */
const textOrNull = { type: ['string', 'null'] };

/** A date of the W3C's note, with time and zone, which the standard makes mandatory (R27). */
const W3_DATE = String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$`;
const date = { type: 'string', pattern: W3_DATE };
const dateOrNull = { type: ['string', 'null'], pattern: W3_DATE };

const listOf = (items: object) => ({ type: 'array', items });

/** What stands in the table of GET Service List. */
const service = {
  type: 'object',
  required: ['service_code', 'service_name', 'metadata', 'type'],
  properties: {
    service_code: { type: 'string', pattern: String.raw`^[\w-]+$` },
    service_name: { type: 'string', minLength: 1 },
    description: textOrNull,
    metadata: { type: 'boolean' },
    type: { enum: ['realtime', 'batch', 'blackbox'] },
    keywords: textOrNull,
    group: textOrNull,
  },
  additionalProperties: false,
};

/** What stands in the table of GET Service Definition. */
const serviceDefinition = {
  type: 'object',
  required: ['service_code', 'attributes'],
  properties: {
    service_code: { type: 'string' },
    attributes: listOf({
      type: 'object',
      required: ['variable', 'code', 'datatype', 'required', 'order', 'description'],
      properties: {
        variable: { type: 'boolean' },
        code: { type: 'string' },
        datatype: { enum: ['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist'] },
        required: { type: 'boolean' },
        datatype_description: textOrNull,
        order: { type: 'integer', minimum: 1 },
        description: textOrNull,
        values: listOf({
          type: 'object',
          required: ['key', 'name'],
          properties: { key: { type: 'string' }, name: { type: 'string' } },
          additionalProperties: false,
        }),
      },
      additionalProperties: false,
    }),
  },
  additionalProperties: false,
};

/** What stands in the table of GET Service Requests, with the two additions that we document. */
const request = {
  type: 'object',
  required: ['service_request_id', 'status', 'service_code', 'requested_datetime'],
  properties: {
    service_request_id: { type: 'string', pattern: String.raw`^[\w-]+$` },
    status: { enum: ['open', 'closed'] },
    status_notes: textOrNull,
    service_name: textOrNull,
    service_code: { type: 'string' },
    description: { type: ['string', 'null'], maxLength: 4000 },
    agency_responsible: textOrNull,
    service_notice: textOrNull,
    requested_datetime: date,
    updated_datetime: dateOrNull,
    expected_datetime: dateOrNull,
    closed_datetime: dateOrNull,
    address: textOrNull,
    address_id: textOrNull,
    zipcode: textOrNull,
    lat: { type: ['number', 'null'], minimum: -90, maximum: 90 },
    long: { type: ['number', 'null'], minimum: -180, maximum: 180 },
    media_url: textOrNull,
    extended_attributes: {
      type: 'object',
      required: ['detailed_status', 'attributes'],
      properties: { attributes: listOf({ type: 'object', required: ['code', 'value'] }) },
    },
  },
  additionalProperties: false,
};

/** What POST Service Request answers: an id or a token, never both (R26). */
const posted = {
  type: 'object',
  properties: {
    service_request_id: { type: 'string' },
    token: { type: 'string' },
    service_notice: textOrNull,
    account_id: textOrNull,
  },
  oneOf: [{ required: ['service_request_id'] }, { required: ['token'] }],
  additionalProperties: false,
};

/** What GET request_id from a token answers: both. */
const token = {
  type: 'object',
  required: ['service_request_id', 'token'],
  properties: { service_request_id: { type: 'string' }, token: { type: 'string' } },
  additionalProperties: false,
};

/** A line of FixMyStreet's extension, with the states that its wiki lists. */
const update = {
  type: 'object',
  required: ['update_id', 'service_request_id', 'status', 'updated_datetime', 'description', 'media_url'],
  properties: {
    update_id: { type: 'string', pattern: String.raw`^[\w-]+$` },
    service_request_id: { type: 'string' },
    status: {
      enum: [
        ...['open', 'closed', 'fixed', 'in_progress', 'action_scheduled', 'investigating', 'duplicate'],
        ...['not_councils_responsibility', 'no_further_action', 'internal_referral', 'reopen', 'for_triage'],
      ],
    },
    updated_datetime: date,
    description: { type: 'string', minLength: 1 },
    media_url: textOrNull,
  },
  additionalProperties: false,
};

/** Errors are always a list, even of one (R23). */
const errors = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    required: ['code', 'description'],
    properties: { code: { type: 'integer' }, description: { type: 'string', minLength: 1 } },
    additionalProperties: false,
  },
};

const discovery = {
  type: 'object',
  required: ['changeset', 'contact', 'key_service', 'endpoints'],
  properties: {
    changeset: date,
    contact: { type: 'string' },
    key_service: { type: 'string' },
    endpoints: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['specification', 'url', 'changeset', 'type', 'formats'],
        properties: {
          specification: { const: 'http://wiki.open311.org/GeoReport_v2' },
          url: { type: 'string', pattern: '^https?://.*[^/]$' },
          changeset: date,
          type: { enum: ['production', 'test', 'acceptance'] },
          formats: listOf({ enum: ['text/xml', 'application/json'] }),
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};

/** The documents of GeoReport v2 and Service Discovery as JSON schemas, written out from the tables of the standard. */
const SCHEMAS = {
  discovery,
  services: listOf(service),
  serviceDefinition,
  requests: listOf(request),
  posted: { ...listOf(posted), minItems: 1, maxItems: 1 },
  tokens: { ...listOf(token), minItems: 1, maxItems: 1 },
  updates: listOf(update),
  errors,
};

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
const validators = new Map(Object.entries(SCHEMAS).map(([name, schema]) => [name, ajv.compile(schema)]));

/** What is wrong with a document by its schema; nothing, when all is well. */
export const faultsOf = (name: keyof typeof SCHEMAS, document: unknown): string[] => {
  const validate = validators.get(name);
  if (!validate) throw new Error(`There is no schema ${name}.`);
  return validate(document)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
};

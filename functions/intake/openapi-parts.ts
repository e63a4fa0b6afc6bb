import { TOLERANCE_SECONDS } from './webhook-signature.ts';

/** A part of an OpenAPI document, or a JSON Schema in it. */
export type Schema = Record<string, unknown>;

/** Text that may be left out; null is the same as absent. */
export const optionalText = (description: string, maxLength?: number): Schema => ({
  type: ['string', 'null'],
  ...(maxLength === undefined ? {} : { maxLength }),
  description,
});

/** A number that may be left out. */
export const optionalNumber = (description: string): Schema => ({ type: ['number', 'null'], description });

/** A pointer to a schema of the document. */
export const schemaRef = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** What a refused delivery is answered, one for each status. */
export const refusalsOf = (words: Readonly<Record<number, string>>): Schema =>
  Object.fromEntries(
    Object.entries(words).map(([status, description]) => [
      status,
      { description, content: { 'application/problem+json': { schema: schemaRef('Problem') } } },
    ]),
  );

const headerParameter = (name: string, description: string, schema: Schema): Schema => ({
  name,
  in: 'header',
  required: true,
  description,
  schema,
});

/** The headers of a signed delivery, whoever sends it. */
export const SIGNATURE_PARAMETERS: readonly Schema[] = [
  headerParameter('webhook-id', 'Id of the message; the same when it is sent again.', {
    type: 'string',
    minLength: 1,
    maxLength: 200,
  }),
  headerParameter(
    'webhook-timestamp',
    `Seconds since 1970 at this sending, at most ${TOLERANCE_SECONDS} off; each retry is signed anew.`,
    { type: 'string', pattern: '^[0-9]{1,12}$' },
  ),
  headerParameter('webhook-signature', 'One or more of "v1,<base64>", separated by spaces.', { type: 'string' }),
];

import { createHash } from 'node:crypto';
import { MAX_BODY_BYTES } from '../intake/contract.ts';
import { wellFormed } from '../intake/report.ts';
import { type Failure, failure } from './answer.ts';

/** A posted form. */
export interface ReportForm {
  kind: 'form';
  /** The first value of a field, trimmed; an empty one is the same as none. */
  value(name: string): string | undefined;
  /** Values of `attribute[code]` and `attribute[code][]` by their code (R32). */
  attributes: ReadonlyMap<string, readonly string[]>;
  /** SHA-256 of the body, hex. */
  hash: string;
}

const FORM = 'application/x-www-form-urlencoded';

/** Names of UTF-8 and of a part of it. */
const UTF_8 = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);

/** Whether a body is the same in every charset: neither a byte nor an escape beyond ASCII. Old clients say a charset that they do not need. */
const isAscii = (body: Buffer): boolean =>
  !body.some((byte) => byte > 0x7f) && !/%[89a-f]/i.test(body.toString('latin1'));

/** Characters that nobody sees and no format carries, but for lines and tabs. */
const UNSEEN = /[^\P{Cc}\t\n\r]/gu;

const ATTRIBUTE = /^attribute\[([^[\]]*)\](?:\[\d*\])?$/;

/** Reads the body of a POST: at most 256 KB, in the one format that the standard knows for what is sent. */
export const readForm = (contentType: string | undefined, body: Buffer): ReportForm | Failure => {
  if (body.length > MAX_BODY_BYTES) return failure(413, `Send at most ${MAX_BODY_BYTES} bytes.`);
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  if (charset && !UTF_8.has(charset) && !isAscii(body)) return failure(400, 'Send the fields in UTF-8.');
  if (type && type !== FORM) return failure(400, `Send the fields as ${FORM}; pictures go into media_url.`);

  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8')))
    add(fields, name, wellFormed(value).replace(UNSEEN, ''));
  const attributes = new Map<string, string[]>();
  for (const [name, values] of fields) {
    const code = ATTRIBUTE.exec(name)?.[1]?.trim();
    for (const value of values) if (code !== undefined && value.trim() !== '') add(attributes, code, value.trim());
  }
  return {
    kind: 'form',
    value: (name) => fields.get(name)?.[0]?.trim() || undefined,
    attributes,
    hash: createHash('sha256').update(body).digest('hex'),
  };
};

const add = (map: Map<string, string[]>, name: string, value: string): void => {
  const known = map.get(name);
  if (known) known.push(value);
  else map.set(name, [value]);
};

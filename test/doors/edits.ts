import { gzipSync } from 'node:zlib';
import type { Visit } from './house.ts';

/** Something that is sent to a door, before it is made worse: how it is sent, and how it is signed where it is signed. */
export interface Genuine {
  /** What it is, for whoever reads a failure. */
  name: string;
  /** Made anew each time, because a signature ends after five minutes. */
  make: () => Visit;
  /** Signs a changed body, so that what lies behind the signature is reached too. */
  sign?: (visit: Visit) => Visit;
}

/** A change of something genuine; in the order in which they are made. */
export type Edit =
  | { edit: 'flip' | 'drop' | 'double' | 'cut'; at: number; bytes: number }
  | { edit: 'insert'; at: number; text: string }
  | { edit: 'value'; at: number; value: unknown }
  | { edit: 'raw'; at: number; text: string }
  | { edit: 'without'; at: number }
  | { edit: 'field'; name: string; value: string }
  | { edit: 'body'; kind: keyof typeof BODIES }
  | { edit: 'header'; name: string; value: string }
  | { edit: 'no header'; at: number }
  | { edit: 'query'; text: string }
  | { edit: 'path'; at: number; text: string }
  | { edit: 'method'; method: string }
  | { edit: 'lie' };

/** What is sent to a door in one try: one of its genuine things, its changes, and whether it is signed after them. */
export interface Attack {
  genuine: number;
  edits: Edit[];
  signed: boolean;
}

/** Bodies that are wrong as a whole; each is made of the genuine one. */
export const BODIES = {
  empty: () => Buffer.alloc(0),
  null: () => Buffer.from('null'),
  list: (body: Buffer) => Buffer.from(`[${body.toString()}]`),
  text: () => Buffer.from('"text"'),
  mark: (body: Buffer) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]),
  zipped: (body: Buffer) => gzipSync(body),
  wide: (body: Buffer) => Buffer.from(`\ufeff${body.toString()}`, 'utf16le'),
  twice: (body: Buffer) => Buffer.concat([body, body]),
  doubled: (body: Buffer) =>
    Buffer.from(body.toString().replace('{', '{"id":"first","type":"first","workOrder":"first",')),
  deep: (body: Buffer) =>
    Buffer.from(body.toString().replace('{', `{"deep":${'['.repeat(20_000)}${']'.repeat(20_000)},`)),
  deeper: () => Buffer.from('{"a":'.repeat(50_000)),
  wrapped: (body: Buffer) => Buffer.from(body.toString('base64')),
  many: (body: Buffer) => Buffer.concat([body, Buffer.from('&action=accept&text=x&api_key=y'.repeat(1_500))]),
  spaced: (body: Buffer) => Buffer.concat([Buffer.from(' '.repeat(70_000)), body]),
  full: (body: Buffer) => Buffer.from(body.toString().padEnd(256 * 1024, ' ')),
  over: (body: Buffer) => Buffer.from(body.toString().padEnd(256 * 1024 + 1, ' ')),
} as const satisfies Record<string, (body: Buffer) => Buffer>;

/** Ten megabytes take as long as a thousand other bodies, so a test sends them by itself. */
export const TEN_MEGABYTES = Buffer.alloc(10 * 1024 * 1024, 0x20);

/** Makes the visit that an attack is. */
export const visitOf = ({ genuine, edits, signed }: Attack, all: readonly Genuine[]): Visit => {
  const { make, sign } = all[genuine]!;
  const changed = edits.reduce(change, make());
  const isBodyChanged = edits.some(({ edit: kind }) => !AROUND.has(kind));
  return sign && signed && isBodyChanged ? sign(changed) : changed;
};

/** Edits that leave the body as it is: a signature over it holds or breaks as they make it. */
const AROUND = new Set<Edit['edit']>(['header', 'no header', 'query', 'path', 'method', 'lie']);

const change = (visit: Visit, one: Edit): Visit => {
  const body = visit.body ?? Buffer.alloc(0);
  const { headers = {} } = visit;
  switch (one.edit) {
    case 'flip':
    case 'drop':
    case 'double':
    case 'cut':
      return { ...visit, body: changeBytes(body, one) };
    case 'insert': {
      const place = one.at % (body.length + 1);
      return { ...visit, body: Buffer.concat([body.subarray(0, place), Buffer.from(one.text), body.subarray(place)]) };
    }
    case 'value':
      return { ...visit, body: changeLeaf(body, one.at, () => one.value) };
    case 'without':
      return { ...visit, body: changeLeaf(body, one.at, () => undefined) };
    case 'raw':
      return { ...visit, body: rawLeaf(body, one.at, one.text) };
    case 'field':
      return { ...visit, body: addField(body, one.name, one.value) };
    case 'body':
      return { ...visit, body: BODIES[one.kind](body) };
    case 'header':
      return { ...visit, headers: { ...headers, [one.name]: one.value } };
    case 'no header': {
      const names = Object.keys(headers);
      const { [names[one.at % names.length] ?? '']: _, ...rest } = headers;
      return { ...visit, headers: rest };
    }
    case 'query':
      return { ...visit, query: [visit.query, one.text].filter(Boolean).join('&') };
    case 'path': {
      const place = 1 + (one.at % visit.path.length);
      const text = encodeURIComponent(one.text.toWellFormed());
      return { ...visit, path: visit.path.slice(0, place) + text + visit.path.slice(place) };
    }
    case 'method':
      return { ...visit, method: one.method };
    case 'lie':
      return { ...visit, lies: true };
    default:
      return one satisfies never;
  }
};

const changeBytes = (body: Buffer, { edit: kind, at: where, bytes }: Extract<Edit, { bytes: number }>): Buffer => {
  if (body.length === 0) return body;
  const place = where % body.length;
  const end = Math.min(body.length, place + bytes);
  switch (kind) {
    case 'flip': {
      const flipped = Buffer.from(body);
      for (let index = place; index < end; index += 7) flipped[index]! ^= 1 << ((where + index) % 8);
      return flipped;
    }
    case 'drop':
      return Buffer.concat([body.subarray(0, place), body.subarray(end)]);
    case 'double':
      return Buffer.concat([body.subarray(0, end), body.subarray(place)]);
    case 'cut':
      return body.subarray(0, place);
    default:
      return kind satisfies never;
  }
};

/** The body with one of its values replaced, whichever way it is written: a value of a JSON text, or a field of a form. */
export const changeLeaf = (body: Buffer, where: number, by: () => unknown): Buffer => {
  const json = parsed(body);
  if (json !== undefined) return Buffer.from(JSON.stringify(replaceLeaf(json, where, by)) ?? '');
  const fields = [...new URLSearchParams(body.toString())];
  if (fields.length === 0) return body;
  const value = by();
  const [name = ''] = fields[where % fields.length] ?? [];
  const others = fields.filter((_, index) => index !== where % fields.length);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(new URLSearchParams(value === undefined ? others : [...others, [name, text ?? '']]).toString());
};

/** Replaces, or with undefined removes, one of the values in a document, counted from its beginning. */
export const replaceLeaf = (document: unknown, where: number, by: () => unknown): unknown => {
  const places: { holder: Record<string, unknown>; name: string }[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || places.length > MOST_PLACES) return;
    for (const name of Object.keys(value)) {
      places.push({ holder: value as Record<string, unknown>, name });
      walk((value as Record<string, unknown>)[name]);
    }
  };
  const copy = copyOf(document);
  walk(copy);
  const place = places[where % places.length];
  if (!place) return by();
  const value = by();
  if (value === undefined) delete place.holder[place.name];
  else place.holder[place.name] = value;
  return copy;
};

const MOST_PLACES = 2_000;

/** A copy, but for what lies so deep that none can be made. */
const copyOf = (document: unknown): unknown => {
  try {
    return structuredClone(document);
  } catch {
    return undefined;
  }
};

const MARK = 'a mark that nobody writes';

const rawLeaf = (body: Buffer, where: number, text: string): Buffer =>
  Buffer.from(
    changeLeaf(body, where, () => MARK)
      .toString()
      .replace(`"${MARK}"`, () => text),
  );

const addField = (body: Buffer, name: string, value: string): Buffer => {
  const json = parsed(body);
  if (typeof json === 'object' && json !== null)
    return Buffer.from(body.toString().replace('{', () => `{${JSON.stringify(name)}:${JSON.stringify(value)},`));
  const pair = new URLSearchParams([[name, value]]).toString();
  return Buffer.concat([Buffer.from(`${pair}&`), body]);
};

const parsed = (body: Buffer): unknown => {
  try {
    return body[0] === 0x7b || body[0] === 0x5b ? (JSON.parse(body.toString()) as unknown) : undefined;
  } catch {
    return undefined;
  }
};

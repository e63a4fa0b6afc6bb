import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Buckets, StoredObject } from './buckets.ts';
import {
  ACCESS_DENIED,
  type S3Failure,
  refuseAddress,
  refuseCall,
  refusePost,
  signerOfAddress,
  signerOfCall,
  signerOfForm,
} from './s3-signatures.ts';

/** Answers what is addressed to a bucket, `/bucket/key`; false for anything else. Knows objects one by one, what keys begin with something, and forms. */
export type S3Api = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

/** Opens S3, as far as our functions and the browsers that they send there use it. */
export function createS3Api(options: {
  buckets: Buckets;
  now: () => number;
  /** Whether somebody by the name of an access key may do something to a bucket or an object; false for a name that nobody has. */
  permits: (accessKey: string, action: string, resource: string) => boolean;
  /** Whether an access key is anybody's. */
  knows: (accessKey: string) => boolean;
  /** Called after an object was put, so that what its event put down is acted on. */
  afterwards: () => void;
}): S3Api {
  const { buckets, now, knows } = options;
  const permits = (signer: string, action: string, bucket: string, key?: string) =>
    options.permits(signer, `s3:${action}`, `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`);

  async function answer(request: IncomingMessage, url: URL, bucket: string, key: string): Promise<Answer> {
    const body = await buffer(request);
    const method = request.method ?? 'GET';
    if (method === 'POST' && key === '') return takeForm(bucket, request.headers['content-type'] ?? '', body);
    const isSigned = url.searchParams.has('X-Amz-Signature');
    const refused = isSigned
      ? refuseAddress({ method, url, host: request.headers.host ?? '' }, now(), knows)
      : refuseCall(request.headers.authorization, knows);
    if (refused) return refusal(refused);
    const signer = isSigned ? signerOfAddress(url) : signerOfCall(request.headers.authorization);
    if (method === 'GET' && key === '' && url.searchParams.get('list-type') === '2')
      return permits(signer, 'ListBucket', bucket)
        ? list(bucket, url.searchParams.get('prefix') ?? '')
        : refusal(ACCESS_DENIED);
    const action = ACTIONS[method];
    if (action && !permits(signer, action, bucket, key)) return refusal(ACCESS_DENIED);
    // Who may not list is not told either that something is not there.
    if (method !== 'PUT' && !buckets.get(bucket, key) && !permits(signer, 'ListBucket', bucket))
      return refusal(ACCESS_DENIED);
    switch (method) {
      case 'GET':
        return read(bucket, key);
      case 'PUT':
        return put(bucket, key, request, body);
      case 'DELETE':
        return remove(bucket, key, request.headers['if-match']);
      default:
        return refusal({ status: 501, code: 'NotImplemented', message: `The local stack does not know ${method}.` });
    }
  }

  /** All keys at once, without pages: a stack on one machine holds few. */
  const list = (bucket: string, prefix: string): Answer => {
    const keys = buckets.list(bucket).filter((key) => key.startsWith(prefix));
    const contents = keys.map((key) => `<Contents><Key>${escaped(key)}</Key></Contents>`).join('');
    return {
      status: 200,
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult><Name>${bucket}</Name><KeyCount>${keys.length}</KeyCount><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`,
    };
  };

  const read = (bucket: string, key: string): Answer => {
    const object = buckets.get(bucket, key);
    return object ? { status: 200, headers: headersOf(object), body: object.body } : refusal(NO_SUCH_KEY);
  };

  const put = (bucket: string, key: string, { headers }: IncomingMessage, body: Buffer): Answer => {
    if (headers['content-encoding']?.includes('aws-chunked'))
      return refusal({ status: 501, code: 'NotImplemented', message: 'The local stack knows no chunked bodies.' });
    const metadata = Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => (isMeta(name) ? [[metaOf(name), String(value)]] : [])),
    );
    const type = headers['content-type'] ?? 'binary/octet-stream';
    const etag = buckets.put(bucket, { key, body, type, metadata }, 'PutObject');
    options.afterwards();
    return { status: 200, headers: { etag } };
  };

  const remove = (bucket: string, key: string, ifMatch: string | undefined): Answer => {
    if (ifMatch !== undefined) {
      const object = buckets.get(bucket, key);
      if (!object) return refusal(NO_SUCH_KEY);
      if (object.etag.replaceAll('"', '') !== ifMatch.replaceAll('"', '')) return refusal(PRECONDITION_FAILED);
    }
    buckets.remove(bucket, key);
    return { status: 204 };
  };

  /** A form of a browser: fields, then the file; what comes after the file is passed over. */
  const takeForm = async (bucket: string, type: string, body: Buffer): Promise<Answer> => {
    const form = await readForm(type, body);
    if (!form) return refusal(MALFORMED);
    const { fields, file } = form;
    const refused = refusePost({ bucket, fields, size: file.length }, now(), knows);
    if (refused) return refusal(refused);
    const key = fields.get('key') ?? '';
    if (!permits(signerOfForm({ fields }), 'PutObject', bucket, key)) return refusal(ACCESS_DENIED);
    const metadata = Object.fromEntries(
      [...fields].flatMap(([name, value]) => (isMeta(name) ? [[metaOf(name), value]] : [])),
    );
    const object = { key, body: file, type: fields.get('content-type') ?? 'binary/octet-stream', metadata };
    const etag = buckets.put(bucket, object, 'POST Object');
    options.afterwards();
    const next = URL.parse(fields.get('success_action_redirect') ?? '');
    if (!next) return { status: 204, headers: { etag } };
    for (const [name, value] of Object.entries({ bucket, key, etag })) next.searchParams.append(name, value);
    return { status: 303, headers: { etag, location: next.href } };
  };

  return async (request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://s3.local');
    const [, bucket = '', ...rest] = url?.pathname.split('/') ?? [];
    if (!url || !buckets.names().includes(bucket)) return false;
    const { status, headers, body } = await answer(request, url, bucket, decodeURIComponent(rest.join('/')));
    // Clients correct their clocks by this header, and theirs tell the local time.
    response.writeHead(status, { date: new Date(now()).toUTCString(), 'x-amz-request-id': 'LOCAL', ...headers });
    response.end(body);
    return true;
  };
}

const ACTIONS: Record<string, string> = { GET: 'GetObject', PUT: 'PutObject', DELETE: 'DeleteObject' };

const isMeta = (name: string): boolean => name.startsWith('x-amz-meta-');
const metaOf = (name: string): string => name.slice('x-amz-meta-'.length);

const headersOf = ({ body, type, etag, metadata, at }: StoredObject): Record<string, string> => ({
  'content-type': type,
  'content-length': String(body.length),
  etag,
  'last-modified': new Date(at).toUTCString(),
  ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
});

const readForm = async (
  type: string,
  body: Buffer,
): Promise<{ fields: Map<string, string>; file: Buffer } | undefined> => {
  const fields = new Map<string, string>();
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) {
      if (name.toLowerCase() === 'file') {
        const file = typeof value === 'string' ? Buffer.from(value) : Buffer.from(await value.arrayBuffer());
        return { fields, file };
      }
      if (typeof value === 'string') fields.set(name.toLowerCase(), value);
    }
  } catch {
    return undefined; // no form at all, or one that was cut off
  }
  return undefined;
};

const NO_SUCH_KEY: S3Failure = { status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' };
const PRECONDITION_FAILED: S3Failure = {
  status: 412,
  code: 'PreconditionFailed',
  message: 'At least one of the pre-conditions you specified did not hold',
};
const MALFORMED: S3Failure = {
  status: 400,
  code: 'MalformedPOSTRequest',
  message: 'The body of your POST request is not well-formed multipart/form-data.',
};

/** A text within XML. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** An error as S3 writes it, which a browser shows to whoever sent the form. */
const refusal = ({ status, code, message }: S3Failure): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body:
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code>` +
    `<Message>${escaped(message)}</Message><RequestId>LOCAL</RequestId></Error>`,
});

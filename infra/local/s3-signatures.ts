import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a request did wrong, in the words of S3. */
export interface S3Failure {
  status: number;
  code: string;
  message: string;
}

/** The secret of every access key here: the name of a function, or that of this machine's own tools. */
const SECRET = 'local';

const failure = (status: number, code: string, message: string): S3Failure => ({ status, code, message });
const denied = (message: string): S3Failure => failure(403, 'AccessDenied', message);

/** What S3 says to whoever may not do what they ask for, whatever the reason. */
export const ACCESS_DENIED = denied('Access Denied');

const MISMATCH = failure(
  403,
  'SignatureDoesNotMatch',
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
);

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Signs a text by a credential's scope, `local/20260601/us-east-1/s3/aws4_request` (AWS Signature Version 4). */
const sign = (text: string, credential: string): string => {
  const [, day = '', region = '', service = ''] = credential.split('/');
  const key = hmac(hmac(hmac(hmac(`AWS4${SECRET}`, day), region), service), 'aws4_request');
  return hmac(key, text).toString('hex');
};

const isSame = (given: string, wanted: string): boolean =>
  given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));

/** Whose credential a scope begins with, or a header names; empty where there is none. */
const signerOf = (credential: string): string => credential.slice(0, Math.max(0, credential.indexOf('/')));

/** Who signed a form, an address or a call. */
export const signerOfForm = ({ fields }: Pick<PostedForm, 'fields'>): string =>
  signerOf(fields.get('x-amz-credential') ?? '');
export const signerOfAddress = (url: URL): string => signerOf(url.searchParams.get('X-Amz-Credential') ?? '');
export const signerOfCall = (authorization = ''): string =>
  signerOf(/Credential=([^,\s]*)/u.exec(authorization)?.[1] ?? '');

/** Says whether an access key is anybody's. */
export type IsKnown = (accessKey: string) => boolean;

/** A posted form without its file: field names in small letters, as S3 compares them. */
export interface PostedForm {
  bucket: string;
  fields: ReadonlyMap<string, string>;
  /** Bytes of the file. */
  size: number;
}

/** Fields that no condition has to name. */
const FREE_FIELDS = /^(policy|file|x-amz-signature|x-ignore-.*)$/;

/** Checks a form against the policy that it brings: its signature, its end and each of its conditions; undefined for one that fits. */
export const refusePost = (
  { bucket, fields, size }: PostedForm,
  now: number,
  isKnown: IsKnown,
): S3Failure | undefined => {
  const policyText = fields.get('policy');
  const credential = fields.get('x-amz-credential') ?? '';
  if (policyText === undefined) return ACCESS_DENIED;
  if (fields.get('x-amz-algorithm') !== 'AWS4-HMAC-SHA256')
    return failure(400, 'InvalidArgument', 'Unsupported signature algorithm.');
  if (!isKnown(signerOf(credential)))
    return failure(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  if (!isSame(fields.get('x-amz-signature') ?? '', sign(policyText, credential))) return MISMATCH;
  const policy = readPolicy(policyText);
  if (!policy) return failure(400, 'InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.');
  if (!(now < Date.parse(policy.expiration))) return denied('Invalid according to Policy: Policy expired.');
  const values = new Map([...fields, ['bucket', bucket]]);
  const named = new Set<string>(['bucket']);
  for (const condition of policy.conditions) {
    const refused = judge(condition, values, size, named);
    if (refused) return refused;
  }
  const extra = [...fields.keys()].find((name) => !named.has(name) && !FREE_FIELDS.test(name));
  return extra ? denied(`Invalid according to Policy: Extra input fields: ${extra}`) : undefined;
};

type Condition = Record<string, string> | [string, string | number, string | number];

const readPolicy = (text: string): { expiration: string; conditions: Condition[] } | undefined => {
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as { expiration: string; conditions: Condition[] };
  } catch {
    return undefined;
  }
};

const judge = (
  condition: Condition,
  values: ReadonlyMap<string, string>,
  size: number,
  named: Set<string>,
): S3Failure | undefined => {
  const [operator, what, wanted] = Array.isArray(condition)
    ? condition
    : ['eq', `$${Object.keys(condition)[0]}`, Object.values(condition)[0] ?? ''];
  if (operator === 'content-length-range') {
    if (size > Number(wanted))
      return failure(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
    return size < Number(what)
      ? failure(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size')
      : undefined;
  }
  const name = String(what).slice(1).toLowerCase();
  named.add(name);
  const value = values.get(name) ?? '';
  const fits = operator === 'starts-with' ? value.startsWith(String(wanted)) : value === String(wanted);
  return fits
    ? undefined
    : denied(`Invalid according to Policy: Policy Condition failed: ["${operator}", "${String(what)}", "${wanted}"]`);
};

/** Checks an address that was signed for one call: its signature and its end. */
export const refuseAddress = (
  { method, url, host }: { method: string; url: URL; host: string },
  now: number,
  isKnown: IsKnown,
): S3Failure | undefined => {
  const query = new Map(url.searchParams);
  const credential = query.get('X-Amz-Credential') ?? '';
  const date = query.get('X-Amz-Date') ?? '';
  const canonical = [
    method,
    url.pathname,
    canonicalQuery(url.searchParams),
    `host:${host}\n`,
    query.get('X-Amz-SignedHeaders') ?? '',
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const scope = credential.split('/').slice(1).join('/');
  const wanted = sign(['AWS4-HMAC-SHA256', date, scope, hashed].join('\n'), credential);
  if (!isKnown(signerOf(credential)) || !isSame(query.get('X-Amz-Signature') ?? '', wanted)) return MISMATCH;
  const signedAt = Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  const ends = signedAt + Number(query.get('X-Amz-Expires')) * 1000;
  return now < ends ? undefined : denied('Request has expired');
};

const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join('&');

const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** Checks a call of the SDK by its headers: only whose it is, because what this machine signs for itself is not doubted. */
export const refuseCall = (authorization: string | undefined, isKnown: IsKnown): S3Failure | undefined =>
  isKnown(signerOfCall(authorization)) ? undefined : ACCESS_DENIED;

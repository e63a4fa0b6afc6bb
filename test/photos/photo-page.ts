import type { LocalStack } from '../support/local-stack.ts';

/** The form of a page that sends a photo, as a browser reads it. */
export interface PhotoForm {
  url: string;
  fields: [name: string, value: string][];
}

const unescaped = (text: string): string =>
  text.replace(/&(amp|quot|lt|gt|#39);/g, (entity) => ENTITIES[entity] ?? entity);
const ENTITIES: Record<string, string> = { '&amp;': '&', '&quot;': '"', '&lt;': '<', '&gt;': '>', '&#39;': "'" };

/** Reads the form out of a page's text; undefined where it has none. */
export const photoFormIn = (page: string): PhotoForm | undefined => {
  const [, url, form] =
    /<form\s+method="post"\s+action="([^"]*)"\s+enctype="multipart\/form-data">([^]*?)<\/form>/.exec(page) ?? [];
  if (url === undefined || form === undefined) return undefined;
  const hidden = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return {
    url: unescaped(url),
    fields: hidden.map(([, name = '', value = '']) => [unescaped(name), unescaped(value)]),
  };
};

/** Posts a file by a form, as a browser does, without following where it leads. */
export const sendPhoto = (
  { url, fields }: PhotoForm,
  bytes: Buffer,
  instead: Record<string, string> = {},
): Promise<Response> => {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, instead[name] ?? value);
  body.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'IMG_0001.jpg');
  return fetch(url, { method: 'POST', body, redirect: 'manual' });
};

/** The addresses of the pictures on a page. */
export const picturesOn = (page: string): string[] =>
  [...page.matchAll(/<img\s+src="([^"]*)"/g)].map(([, address = '']) => unescaped(address));

/** The keys of what lies in the bucket. */
export const keysOf = ({ buckets }: LocalStack): string[] => buckets.names().flatMap((name) => buckets.list(name));

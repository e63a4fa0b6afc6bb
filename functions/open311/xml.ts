import { legalText } from './personal-data.ts';

/** What a document is made of: values, groups of them by name, and lists. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/** The element of each entry of a list, by the list's own element: XML names both, JSON neither (Spark convention). */
const ENTRIES: Record<string, string> = {
  services: 'service',
  attributes: 'attribute',
  values: 'value',
  service_requests: 'request',
  service_request_updates: 'request_update',
  errors: 'error',
  endpoints: 'endpoint',
  formats: 'format',
};

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** Text as it stands in an element; `>` too, so that no `]]>` is left (R31). */
const escaped = (text: string): string => legalText(text).replace(/[&<>\r]/g, (character) => ENTITIES[character] ?? '');

const element = (name: string, value: Value): string => {
  const content = contentOf(name, value);
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;
};

const contentOf = (name: string, value: Value): string => {
  if (value === null) return '';
  if (typeof value !== 'object') return escaped(String(value));
  if (isList(value)) return value.map((entry) => element(ENTRIES[name] ?? 'value', entry)).join('');
  return Object.entries(value)
    .map(([child, inner]) => element(child, inner))
    .join('');
};

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** A document as XML with its declaration. Names are ours and never a caller's; null is an empty element. */
export const writeXml = (root: string, value: Value): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, value)}\n`;

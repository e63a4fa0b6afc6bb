import { simpleParts } from './words.ts';
import type { Door } from './doors.ts';
import type { Outcome, Visit } from './house.ts';
import type { Write } from './strict-tables.ts';

/** Everything that is wrong with what came of a visit; nothing, when all is well. */
export const faultsOf = (door: Door, visit: Visit, outcome: Outcome): string[] => [
  ...brokenBy(outcome),
  ...(outcome.thrown
    ? []
    : [...saysWhy(outcome), ...changedNothing(door, visit, outcome), ...keptWhole(visit, outcome)]),
];

const brokenBy = ({ thrown, status, log, body }: Outcome): string[] => [
  ...(thrown ? [`The function throws ${String(thrown instanceof Error ? (thrown.stack ?? thrown) : thrown)}.`] : []),
  ...(!thrown && status >= 500 ? [`It is answered ${status}: ${body.slice(0, 300)}`] : []),
  ...log.filter(({ level }) => level === 'error').map(({ code }) => `The function logs the error ${code}.`),
  ...(/<script|<img src=x|onerror=alert/i.test(body.replaceAll(/&lt;.*?&gt;/gs, '')) && isPage(body)
    ? ['Markup of the sender stands in the page.']
    : []),
];

const isPage = (body: string): boolean => body.startsWith('<!doctype html');

/** A refusal says in the format of its door what is wrong, and names each field with a sentence. */
const saysWhy = ({ status, headers, body }: Outcome): string[] => {
  if (status < 400) return [];
  const type = String(headers['content-type'] ?? headers['Content-Type'] ?? '').split(';')[0];
  switch (type) {
    case 'application/problem+json': {
      const { title, detail, errors = [], ...rest } = JSON.parse(body) as Record<string, unknown>;
      const fields = errors as { field?: string; detail?: string }[];
      const unsaid = fields.some((one) => !one.field || !one.detail);
      const repeats = rest.status === status || status === 431;
      return title && detail && !unsaid && repeats ? [] : [`The problem does not say enough: ${body.slice(0, 300)}`];
    }
    case 'application/json': {
      const errors = JSON.parse(body) as { code?: number; description?: string }[];
      const all = Array.isArray(errors) && errors.length > 0;
      return all && errors.every((one) => one.code && one.description)
        ? []
        : [`No list of errors: ${body.slice(0, 300)}`];
    }
    case 'text/xml':
      return /<description>[^<]+<\/description>/.test(body) ? [] : [`No list of errors: ${body.slice(0, 300)}`];
    case 'text/html':
      return /<h1/.test(body) ? [] : ['The page does not say what is wrong.'];
    case 'text/plain':
      return body.trim() ? [] : ['The answer is empty.'];
    default:
      return [`The refusal ${status} is ${type || 'of no type'}.`];
  }
};

/** Reading writes nothing, and neither does a refusal, but for the count of a key's calls. */
const changedNothing = ({ name }: Door, { method }: Visit, { status, writes }: Outcome): string[] => {
  const changes = name.includes('open311') ? writes.filter((write) => !isCallCount(write)) : writes;
  if (changes.length === 0) return [];
  if (method !== 'POST') return [`${method} writes ${changes.length} items.`];
  // A list of work orders is done one by one, and what could not be done is told with 409.
  const isList = name === 'POST /queues/{token}' && status === 409;
  // A refused form shows the page again, and who sees a private request is put on the history.
  if (changes.some(({ item }) => item?.type === 'private-opened')) return [];
  return status >= 400 && !isList ? [`It is refused with ${status}, and ${changes.length} items are written.`] : [];
};

const isCallCount = ({ item }: Write): boolean => typeof item?.calls === 'number';

/** What was taken stands in what was written, word for word. */
const keptWhole = (visit: Visit, { status, writes }: Outcome): string[] => {
  if (status >= 400 || visit.method !== 'POST' || writes.length === 0) return [];
  const written = new Set<string>();
  for (const { item } of writes) collect(item, written);
  const all = [...written];
  return simpleParts(visit)
    .filter((words) => !written.has(words) && !all.some((text) => text.includes(words)))
    .map((words) => `It is taken, and nowhere stands ${JSON.stringify(words.slice(0, 200))}.`);
};

const collect = (value: unknown, into: Set<string>): void => {
  if (typeof value === 'string') into.add(value);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner, into);
};

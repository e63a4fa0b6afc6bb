import type { RequestEvent } from '../requests/event.ts';
import { sayInstant } from '../requests/say-time.ts';

/** Says for the staff, in English, that the resident does not get our e-mail, and since when; undefined where nothing is known against it (R140). */
export const sayUnreachable = (events: readonly RequestEvent[], timeZone: string): string | undefined => {
  const line = events.findLast(({ type }) => type === 'reporter-unreachable');
  if (!line) return undefined;
  const why = line.data?.reason === 'complained' ? 'asked for no more of it' : 'their mailbox sent a notice back';
  return `Cannot be reached by e-mail: ${why} (${sayInstant(line.at, timeZone, 'en')})`;
};

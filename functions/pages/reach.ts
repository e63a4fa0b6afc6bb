import type { RequestEvent } from '../requests/event.ts';
import { sayInstant } from '../requests/say-time.ts';

/**
 * Says for the staff, in English, that the resident does not get our e-mail (R140) or does not want all of it, and since when; undefined where
 * neither is known.
 */
export const sayUnreachable = (events: readonly RequestEvent[], timeZone: string): string | undefined => {
  const line =
    events.findLast(({ type }) => type === 'reporter-unreachable') ??
    events.findLast(({ type }) => type === 'reporter-opted-out');
  if (!line) return undefined;
  const since = sayInstant(line.at, timeZone, 'en');
  if (line.type === 'reporter-opted-out') return `Asked not to be written to about how the work goes on (${since})`;
  const why = line.data?.reason === 'complained' ? 'asked for no more of it' : 'their mailbox sent a notice back';
  return `Cannot be reached by e-mail: ${why} (${since})`;
};

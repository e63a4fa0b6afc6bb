import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Storm } from '../clocks/storm.ts';
import { stormsOf } from '../clocks/storms.ts';
import type { Language, Request } from '../requests/request.ts';
import { sayDateTime } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { sayTarget } from './promise.ts';

const EFFECT: Record<Language, { span: (from: string, until: string) => string; still: string; more: string }> = {
  en: {
    span: (from, until) => `from ${from} to ${until}`,
    still: 'This time does not count towards what was promised.',
    more: 'Added to what was promised: ',
  },
  es: {
    span: (from, until) => `del ${from} al ${until}`,
    still: 'Este tiempo no cuenta para el plazo prometido.',
    more: 'Se añade al plazo prometido: ',
  },
};

/** A storm in a line, as everybody may read it: its name, its reason, from when to when, and what it does to promises. */
export const sayStorm = ({ name, reason, from, until, relax }: Storm, timeZone: string, language: Language): string => {
  const { span, still, more } = EFFECT[language];
  const [begin, end] = [from, until].map((at) => sayDateTime(at, timeZone, language)) as [string, string];
  // Spanish times end with a full stop of their own.
  const said = `${name} (${reason}), ${span(begin, end)}`.replace(/\.?$/u, '.');
  return `${said} ${relax ? `${more}${sayTarget(relax, language)}.` : still}`;
};

/** A line for each storm, or nothing where there is none. */
export const stormLines = (storms: readonly Storm[], timeZone: string, language: Language): Html | undefined =>
  storms.length === 0
    ? undefined
    : html`${storms.map((storm) => html`<p class="box"><bdi>${sayStorm(storm, timeZone, language)}</bdi></p> `)}`;

/** The line of a request's page for each storm that touches it, in its own partner's hands unless another is named. */
export const stormBox = (
  request: Request,
  catalogue: Catalogue,
  language: Language,
  partner?: string,
): Html | undefined => stormLines(stormsOf(request, catalogue, partner), catalogue.timeZone, language);

import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Storm } from '../clocks/storm.ts';
import { stormsOf } from '../clocks/storms.ts';
import type { Language } from '../languages/language.ts';
import type { Request } from '../requests/request.ts';
import { type DuePiece, sayStormPieces } from '../requests/say-promise.ts';
import { type Html, html } from '../shared/html.ts';

const pieceHtml = (piece: DuePiece): Html =>
  typeof piece === 'string' ? html`${piece}` : html`<bdi lang="en">${piece.english}</bdi>`;

/** A line for each storm, or nothing where there is none. */
export const stormLines = (storms: readonly Storm[], timeZone: string, language: Language): Html | undefined =>
  storms.length === 0
    ? undefined
    : html`${storms.map((storm) => html`<p class="box"><bdi>${sayStormPieces(storm, timeZone, language).map(pieceHtml)}</bdi></p> `)}`;

/** The line of a request's page for each storm that touches it, in its own partner's hands unless another is named. */
export const stormBox = (
  request: Request,
  catalogue: Catalogue,
  language: Language,
  partner?: string,
): Html | undefined => stormLines(stormsOf(request, catalogue, partner), catalogue.timeZone, language);

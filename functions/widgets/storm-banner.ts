import { catalogueNames, partnerName } from '../catalogue/catalogue.ts';
import { CITY_TIME_ZONE } from '../catalogue/source.ts';
import type { Storm } from '../clocks/storm.ts';
import { stormsOn } from '../clocks/storms.ts';
import { sayDateTime, sayList } from '../requests/say-time.ts';
import { type Html, html } from '../shared/html.ts';
import { findType } from './open-lines.ts';

/** The storms that are on, in whichever city. */
export const stormsNow = (now: number): Storm[] => catalogueNames.flatMap((name) => stormsOn(name, now));

/** Names the storm that is on, what it touches and until when; or says that none is. */
export const stormBanner = (storms: readonly Storm[]): Html =>
  storms.length === 0
    ? html`<p><b>No storm is on.</b> All promises run as they were made.</p>`
    : html`${storms.map(
        ({ name, reason, until, types, partners, relax }) =>
          html`<div class="w-box w-storm">
            <p>
              <b>${name}</b>, until ${sayDateTime(until, CITY_TIME_ZONE, 'en')}.
              ${relax ? 'Promises are longer' : 'Promises stand still'}
              ${
                types
                  ? `for ${sayList(
                      types.map((type) => findType(type)?.name ?? type),
                      'en',
                    )}`
                  : 'for all types'
              }${partners ? `, with ${sayList(partners.map(partnerName), 'en')}` : ''};
              notices that can wait do. <span class="w-quiet">${reason}</span>
            </p>
          </div>`,
      )}`;

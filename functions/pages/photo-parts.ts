import type { Catalogue } from '../catalogue/catalogue.ts';
import type { UploadForm } from '../photos/photo-links.store.ts';
import { MOST_PHOTOS } from '../photos/contract.ts';
import { say } from '../languages/wording.ts';
import { isOpenWork, isOver } from '../requests/request.ts';
import { sayNumber } from '../requests/say-time.ts';
import { isFinished } from '../requests/work-order.ts';
import { type Html, html } from '../shared/html.ts';
import { type Opened, type PageView, namesOf } from './page-view.ts';

/** A photo with the partner whose work it shows. */
interface Photo {
  key: string;
  partner: string;
}

/** The photos that a page shows: a partner those of its own work order, the office all, the resident all once the work has ended. */
export const photosOn = ({ link, request, workOrders, workOrder }: Omit<Opened, 'events'>): Photo[] => {
  if (link.purpose === 'request' && !isOver(request)) return [];
  const shown = link.purpose === 'work-order' ? (workOrder ? [workOrder] : []) : workOrders;
  return shown.flatMap(({ photos, partner }) => photos.map((key) => ({ key, partner })));
};

/** Whether a page takes one more photo: its partner's, as long as the work is open and there is room. */
export const takesPhoto = ({ link, request, workOrder }: Omit<Opened, 'events'>): boolean =>
  link.purpose === 'work-order' &&
  workOrder !== undefined &&
  isOpenWork(request) &&
  workOrder.cycle === request.cycle &&
  !isFinished(workOrder) &&
  workOrder.photos.length < MOST_PHOTOS;

/** What an address says of a page on which a photo is to be added: the form is signed for those who ask for it. */
export const ADD_PHOTO = { add: 'photo' } as const;

/** Whether the work can only be completed after a photo was added. */
export const isPhotoMissing = ({ request, workOrder }: Opened, catalogue: Catalogue): boolean => {
  const type = 'typeCode' in request && request.typeCode ? catalogue.find(request.typeCode) : undefined;
  return type?.photo === 'required' && workOrder?.photos.length === 0;
};

/** What is said of photos; `alt` describes one of several. */
export interface PhotoWords {
  heading: string;
  alt: string;
}

const ENGLISH: PhotoWords = { heading: 'Photos of the work', alt: 'Photo {nth} of {of} of the work of {partner}' };

/** The photos that a page shows, one below the other. */
export const photoList = (
  opened: Opened,
  { photos, catalogue, language }: PageView,
  words = ENGLISH,
): Html | undefined => {
  const shown = photosOn(opened).flatMap(({ key, partner }) => {
    const address = photos?.addresses.get(key);
    return address === undefined ? [] : [{ address, partner }];
  });
  if (shown.length === 0) return undefined;
  const names = namesOf(catalogue);
  const altOf = (partner: string, index: number) =>
    say(words.alt, {
      nth: sayNumber(index + 1, language),
      of: sayNumber(shown.length, language),
      partner: names.partner(partner),
    });
  return html`<h2>${words.heading}</h2>
    <ul class="photos">
      ${shown.map(({ address, partner }, index) => html`<li><img src="${address}" alt="${altOf(partner, index)}" /></li> `)}
    </ul>`;
};

/** A form that sends one photo straight to where photos lie; it goes past this service, so nothing is typed into it. */
export const photoForm = ({ url, fields }: UploadForm, button: Html): Html =>
  html`<form method="post" action="${url}" enctype="multipart/form-data">
    ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" /> `)}
    <div class="field">
      <label for="complete-photo">A photo of what was done</label>
      <p class="hint" id="complete-photo-hint">
        JPEG or PNG, at most 10 MB. Where and when it was taken is removed. The resident sees it once the work has
        ended, so show no faces and no licence plates.
      </p>
      <input
        type="file"
        id="complete-photo"
        name="file"
        accept="image/jpeg,image/png"
        required
        aria-describedby="complete-photo-hint"
      />
    </div>
    ${button}
  </form>`;

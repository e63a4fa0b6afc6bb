import { describe, expect, it } from 'vitest';
import { requestPage } from '../../functions/pages/request-page.ts';
import { photosOn, takesPhoto } from '../../functions/pages/photo-parts.ts';
import type { PageView } from '../../functions/pages/page-view.ts';
import { workOrderPage } from '../../functions/pages/work-order-page.ts';
import { MOST_PHOTOS } from '../../functions/photos/contract.ts';
import { type Kept, aReviewed, aView, catalogue, completion, opened, worked } from './page-samples.ts';

const KEY = 'photos/R/1.jpg';
const ADDRESS = 'https://photos.example/1.jpg?a=1&b="2"';
const form = { url: 'https://photos.example/', fields: { key: 'raw/1', 'x-amz-meta-"': '<1>' } };

const withPhotos = (kept: Kept, photos: string[]): Kept => ({
  ...kept,
  workOrders: kept.workOrders.map((workOrder) => ({ ...workOrder, photos })),
});
const offered = aReviewed();
const accepted = worked(offered, { action: 'accept' });
const done = worked(offered, { action: 'accept' }, completion);
const sidewalk = worked(aReviewed({ reportedType: 'sidewalk-defect' }), { action: 'accept' });

const page = (kept: Kept, view: Partial<PageView> = {}) =>
  `${workOrderPage(opened(kept, 'work-order'), aView({ photos: { addresses: new Map(), form }, ...view }))}`;

describe('the form for a photo', () => {
  it('stands before the completion and says so, where the type asks for a photo and there is none yet', () => {
    const text = page(sidewalk);
    expect(text.indexOf('Send one before you complete it.')).toBeGreaterThan(0);
    expect(text.indexOf('Send the photo')).toBeLessThan(text.indexOf('Complete the work'));
  });

  it.each([
    ['the type asks for none', accepted],
    ['there is one', withPhotos(sidewalk, [KEY])],
  ])('is one click away where %s', (_name, kept) => {
    const text = page(kept, { photos: { addresses: new Map() } });
    expect(text).not.toContain('Send one before you complete it.');
    expect(text).toContain('<a href="?add=photo#photo">Add a photo</a>');
    expect(page(kept)).toContain('type="file"');
  });

  it('posts the signed fields, each as text only, and the file after all of them', () => {
    const text = page(sidewalk);
    expect(text).toContain('name="x-amz-meta-&quot;" value="&lt;1&gt;"');
    expect(text.indexOf('type="file"')).toBeGreaterThan(text.indexOf('name="key"'));
    expect(text).toMatch(/accept="image\/jpeg,image\/png"/);
    expect(text).not.toContain('capture');
  });

  it.each([
    ['open work', opened(accepted, 'work-order'), true],
    ['work that has ended', opened(done, 'work-order'), false],
    [
      'work with as many as it may have',
      opened(withPhotos(accepted, Array(MOST_PHOTOS).fill(KEY)), 'work-order'),
      false,
    ],
    ['the desk', opened(accepted, 'review'), false],
  ])('is for %s: %s', (_name, file, taken) => {
    expect(takesPhoto(file)).toBe(taken);
  });
});

describe('photos', () => {
  it('are for the resident once the work has ended, and for all others before', () => {
    const [early, late] = [withPhotos(accepted, [KEY]), withPhotos(done, [KEY])];
    for (const purpose of ['work-order', 'review', 'escalation'] as const)
      expect(photosOn(opened(early, purpose))).toHaveLength(1);
    expect([photosOn(opened(early, 'request')), photosOn(opened(late, 'request'))].map(({ length }) => length)).toEqual(
      [0, 1],
    );
  });

  it('are described in the reader’s language, and their addresses cannot break out', () => {
    const view = { photos: { addresses: new Map([[KEY, ADDRESS]]) } };
    const text = (language: 'en' | 'es') =>
      `${requestPage(opened(withPhotos(done, [KEY]), 'request'), aView({ ...view, language }))}`;
    const partner = catalogue.partners.get('dpw-highway')?.name;
    expect(text('en')).toContain(`alt="Photo 1 of 1 of the work of ${partner}"`);
    expect(text('es')).toContain(`alt="Foto 1 de 1 del trabajo de ${partner}"`);
    expect(text('en')).toContain('src="https://photos.example/1.jpg?a=1&amp;b=&quot;2&quot;"');
  });
});

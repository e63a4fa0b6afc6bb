import { describe, expect, it } from 'vitest';
import { MOST_PHOTOS } from '../../functions/photos/contract.ts';
import { type SentPhoto, isAdded, settlePhoto } from '../../functions/photos/settle-photo.ts';
import {
  HOUR,
  TUESDAY,
  type Kept,
  aCompletion,
  aRequest,
  changeOf,
  keep,
  refusalOf,
  somerville,
  work,
} from '../support/builders.ts';

const NOW = TUESDAY + HOUR;

const aPhoto = (kept: Kept, photo: Partial<SentPhoto> = {}): SentPhoto => {
  const [workOrder] = kept.workOrders;
  return {
    workOrderId: workOrder?.id ?? '',
    formMadeAt: NOW - 60_000,
    original: 'a1',
    key: `photos/${kept.request.id}/${workOrder?.id}/b2.jpg`,
    ...photo,
  };
};
const noPhoto = (kept: Kept): SentPhoto => {
  const { key: _, ...rest } = aPhoto(kept);
  return rest;
};
const settle = (kept: Kept, photo = aPhoto(kept)) => settlePhoto(kept, photo, somerville, NOW);

const passedOn = (): Kept =>
  work(
    aRequest.inProgress(),
    { action: 'transfer', to: 'dpw-lights-lines', reason: 'workload', text: 'They can.' },
    NOW,
  );

describe('a photo that was sent', () => {
  it('is added to its work order by its partner, and wakes nobody', () => {
    const kept = aRequest.inProgress();
    const change = changeOf(settle(kept));
    expect(change.workOrders[0]).toMatchObject({ photos: [aPhoto(kept).key], heardAt: NOW, status: 'offered' });
    expect(change.events).toEqual([
      {
        type: 'photo-added',
        at: NOW,
        by: { kind: 'partner', name: 'dpw-highway' },
        data: { workOrder: kept.workOrders[0]?.id, original: 'a1' },
      },
    ]);
    expect(change.request).toMatchObject({ wakes: false, nextMilestoneAt: kept.request.nextMilestoneAt });
    expect([change.notices, isAdded(settle(kept))]).toEqual([[], true]);
  });

  it('is added once, also after the work has ended', () => {
    const once = keep(aRequest.inProgress(), changeOf(settle(aRequest.inProgress())));
    expect(settle(once)).toEqual({ kind: 'unchanged' });
    expect(settle(work(once, aCompletion, NOW))).toEqual({ kind: 'unchanged' });
  });

  it('moves the next reminder of a partner outside city hall, which was heard of', () => {
    const kept = aRequest.inProgress({ reportedType: 'street-light-utility-owned' });
    const change = changeOf(settle(kept));
    expect(change.request.nextMilestoneAt).toBeGreaterThanOrEqual(kept.request.nextMilestoneAt ?? 0);
  });

  it.each([
    ['had ended', () => aRequest.resolved(), {}],
    ['was passed on after its form was made', passedOn, { formMadeAt: TUESDAY }],
    ['is of a partner whose links were taken back since', () => aRequest.inProgress(), { linksFrom: NOW }],
  ])('is refused where the work %s', (_name, file, photo) => {
    const kept = file();
    expect(refusalOf(settle(kept, aPhoto(kept, photo))).code).toBe('wrong-state');
  });

  it('is refused where there is no such work order', () => {
    const kept = aRequest.inProgress();
    expect(refusalOf(settle(kept, aPhoto(kept, { workOrderId: 'R-0000-0000-0000-1' }))).code).toBe('not-found');
  });
});

describe('a file that was not kept', () => {
  it('leaves one line that says why, and no photo', () => {
    const kept = aRequest.inProgress();
    const change = changeOf(settle(kept, noPhoto(kept)));
    expect(change.workOrders[0]?.photos).toEqual([]);
    expect(change.events[0]).toMatchObject({ type: 'photo-refused', data: { original: 'a1', outcome: 'unreadable' } });
    expect(isAdded(settle(kept, noPhoto(kept)))).toBe(false);
    expect(settle(keep(kept, change), noPhoto(kept))).toEqual({ kind: 'unchanged' });
  });

  it(`is one more than ${MOST_PHOTOS}`, () => {
    const kept = aRequest.inProgress();
    const photos = Array.from({ length: MOST_PHOTOS }, (_, index) => `photos/${index}.jpg`);
    const full = { ...kept, workOrders: kept.workOrders.map((workOrder) => ({ ...workOrder, photos })) };
    const change = changeOf(settle(full));
    expect(change.workOrders[0]?.photos).toEqual(photos);
    expect(change.events[0]).toMatchObject({ type: 'photo-refused', data: { outcome: 'too-many' } });
  });
});

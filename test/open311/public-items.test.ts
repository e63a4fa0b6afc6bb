import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { differenceOf, instantKey, monthOf, publicItems } from '../../functions/open311/public-items.ts';
import { publicPicture } from '../../functions/open311/public-request.ts';
import { TUESDAY, aRequest, somerville } from '../support/builders.ts';

const open = publicPicture(aRequest.inProgress(), somerville);
const done = publicPicture(aRequest.resolved(), somerville);
const items = (version: number, picture = open) => publicItems('R-1', version, picture);
const difference = (present: ReturnType<typeof items>, wanted: ReturnType<typeof items>) =>
  differenceOf(present, wanted, isDeepStrictEqual);

describe('what is public of a request', () => {
  test('is one item for it and one for each update, under one key', () => {
    expect(new Set(items(2).map(({ pk }) => pk)).size).toBe(1);
    expect(items(2).map(({ sk }) => sk)).toEqual([
      'REQUEST',
      'UPDATE#000001#00',
      'UPDATE#000002#00',
      'UPDATE#000002#01',
    ]);
  });

  test('stands in the indexes by instants that sort as text', () => {
    expect(instantKey(999) < instantKey(1000)).toBe(true);
    expect(instantKey(-5)).toBe(instantKey(0));
    expect(monthOf(TUESDAY)).toBe('2026-06');
    expect(items(2)[0]).toMatchObject({
      period: 'requests#2026-06',
      openPeriod: 'requests#2026-06',
      servicePeriod: 'pothole#2026-06',
      status: 'open',
      code: 'pothole',
    });
    expect(items(3, done)[0]).not.toHaveProperty('openPeriod');
  });

  test('leaves nothing but a version where it is hidden, so that no index finds it and no late writer brings it back', () => {
    expect(items(7, { kind: 'hidden' })).toEqual([{ pk: 'REQUEST#R-1', sk: 'REQUEST', version: 7 }]);
  });
});

describe('publishing', () => {
  test('writes nothing while the public would see no difference, whatever the version', () => {
    expect(difference(items(2), items(5))).toBeUndefined();
    expect(difference(items(2, { kind: 'hidden' }), items(5, { kind: 'hidden' }))).toBeUndefined();
  });

  test('writes what is new and leaves what stands', () => {
    const written = difference(items(2), items(3, done));
    expect(written?.puts.map(({ sk }) => sk)).toEqual(['UPDATE#000003#00', 'UPDATE#000003#01']);
    expect(written?.deletes).toEqual([]);
  });

  test('takes every update away from what has become private', () => {
    const written = difference(items(2), items(3, { kind: 'hidden' }));
    expect(written?.puts).toEqual([]);
    expect(written?.deletes.map(({ sk }) => sk)).toEqual(['UPDATE#000001#00', 'UPDATE#000002#00', 'UPDATE#000002#01']);
  });

  test('writes the first hidden version too, for those who are late', () => {
    expect(differenceOf([], items(1, { kind: 'hidden' }), isDeepStrictEqual)).toEqual({ puts: [], deletes: [] });
  });
});

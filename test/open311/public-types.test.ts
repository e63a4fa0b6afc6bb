import { describe, expect, test } from 'vitest';
import { publicTypes } from '../../functions/open311/public-types.ts';
import type { RequestType } from '../../functions/catalogue/request-type.ts';
import { somerville } from '../support/builders.ts';

const type = (code: string, more: Partial<RequestType>): [string, RequestType] => [
  code,
  { ...somerville.types.get('pothole')!, code, ...more },
];

describe('R17 the types that the public may know of', () => {
  const { isPublic, hidden } = publicTypes({
    everyType: new Map([
      type('pothole', {}),
      type('old-pothole', { retired: true }),
      type('complaint', { privacy: 'private' }),
      type('old-complaint', { privacy: 'private', retired: true }),
    ]),
  });

  test('are the public ones, also those that are no longer offered', () => {
    expect(['pothole', 'old-pothole', 'complaint', 'old-complaint'].filter(isPublic)).toEqual([
      'pothole',
      'old-pothole',
    ]);
    expect(hidden).toEqual(['complaint', 'old-complaint']);
  });

  test('are none that nobody knows', () => {
    expect(['talking-pigeon', '', undefined, 4711].filter(isPublic)).toEqual([]);
  });
});

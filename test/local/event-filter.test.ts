import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../infra/local/event-filter.ts';

const passes = (pattern: unknown, event: unknown) => compileFilter(pattern, 'Filter')(event);

describe('an event filter', () => {
  it('passes exact values of any kind, and any one of a list', () => {
    expect(passes({ a: { b: ['x', 'y'] } }, { a: { b: 'y' } })).toBe(true);
    expect(passes({ a: { b: ['x'] } }, { a: { b: 'z' } })).toBe(false);
    expect(passes({ wakes: { BOOL: [true] } }, { wakes: { BOOL: true } })).toBe(true);
    expect(passes({ wakes: { BOOL: [true] } }, { wakes: { BOOL: 'true' } })).toBe(false);
    expect(passes({ none: [null] }, { none: null })).toBe(true);
  });

  it('wants every field that it names, and no other', () => {
    expect(passes({ a: [1], b: [2] }, { a: 1, b: 2, c: 3 })).toBe(true);
    expect(passes({ a: [1], b: [2] }, { a: 1 })).toBe(false);
    expect(passes({ a: { b: [1] } }, { a: 1 })).toBe(false);
    expect(passes({ a: [1] }, null)).toBe(false);
  });

  it('knows prefix, exists and numeric', () => {
    expect(passes({ sk: [{ prefix: 'EVENT#' }] }, { sk: 'EVENT#1' })).toBe(true);
    expect(passes({ sk: [{ prefix: 'EVENT#' }] }, { sk: 'REQUEST' })).toBe(false);
    expect(passes({ a: [{ exists: false }] }, {})).toBe(true);
    expect(passes({ a: [{ exists: true }] }, { a: null })).toBe(true);
    expect(passes({ a: [{ exists: true }] }, { a: { b: 1 } })).toBe(false);
    expect(passes({ n: { N: [{ numeric: ['>', 0, '<=', 5] }] } }, { n: { N: '5' } })).toBe(true);
    expect(passes({ n: { N: [{ numeric: ['>', 0, '<=', 5] }] } }, { n: { N: '6' } })).toBe(false);
    expect(passes({ n: [{ numeric: ['=', 0] }] }, { n: '' })).toBe(false);
  });

  it('refuses what it does not know instead of dropping records in silence', () => {
    expect(() => passes({ a: [{ suffix: 'x' }] }, {})).toThrow(
      'Filter.a: the local stack does not know {"suffix":"x"}',
    );
    expect(() => passes({ a: [{ 'anything-but': ['x'] }] }, {})).toThrow('anything-but');
    expect(() => passes({ $or: [{ a: [1] }] }, {})).toThrow('$or');
    expect(() => passes({ a: 'x' }, {})).toThrow('a pattern is an object');
    expect(() => passes({ a: [{ numeric: ['~', 1] }] }, {})).toThrow('comparison');
  });
});

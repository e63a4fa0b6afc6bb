import { readFileSync } from 'node:fs';
import { join } from 'node:path';
// @ts-expect-error: the package ships no types
import validate from 'asl-validator';
import { expect, test } from 'vitest';

const text = readFileSync(join(import.meta.dirname, '../../statemachines/request-lifecycle.asl.json'), 'utf8');
const machine = JSON.parse(text) as {
  States: Record<string, { Type: string; Comment?: string; Retry?: { Comment?: string }[] }>;
};
const states = Object.entries(machine.States);

test('is a machine by the language’s own schema', () => {
  const { isValid, errors } = validate(JSON.parse(text));
  expect(errors).toEqual([]);
  expect(isValid).toBe(true);
});

test('can be read at one sitting: at most twenty states, each task and retry with its reason', () => {
  expect(states.length).toBeLessThanOrEqual(20);
  for (const [name, { Type, Comment, Retry }] of states) {
    if (Type !== 'Task') continue;
    expect([name, Comment]).toEqual([name, expect.stringMatching(/\.$/)]);
    expect([name, Retry?.every((retry) => retry.Comment)]).toEqual([name, true]);
  }
});

test('names tasks by what they do, choices by what they ask', () => {
  for (const [name, { Type }] of states) {
    if (Type === 'Choice') expect(name).toMatch(/\?$/);
    if (Type === 'Task') expect(name).toMatch(/^(Review|Wait|Act|Close|Hand|Call) /);
  }
});

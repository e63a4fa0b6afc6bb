import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONCERN_TRANSITIONS } from '../../functions/requests/concern-transitions.ts';
import { REQUEST_TRANSITIONS } from '../../functions/requests/request-transitions.ts';
import { TRANSITIONS } from '../../functions/requests/work-order-transitions.ts';

const page = readFileSync(new URL('../../functions/requests/states.md', import.meta.url), 'utf8');

/** A state as mermaid writes it: a name has no hyphen. */
const named = (state: string): string => state.replaceAll('-', '_');

/** A table of transitions as the lines of a state diagram, those that lead back to the same state left out. */
const diagramOf = (
  table: Record<string, Record<string, string>>,
  label: (key: string, value: string) => [string, string],
) =>
  Object.entries(table).flatMap(([from, row]) => {
    const labels = new Map<string, string[]>();
    for (const [key, value] of Object.entries(row)) {
      const [to, by] = label(key, value);
      if (to !== from) labels.set(to, [...(labels.get(to) ?? []), by]);
    }
    return [...labels].map(([to, by]) => `  ${named(from)} --> ${named(to)}: ${by.join(', ')}`);
  });

const block = (title: string): string[] =>
  (new RegExp(`## ${title}\\n[^]*?\`\`\`mermaid\\nstateDiagram-v2\\n([^]*?)\`\`\``).exec(page)?.[1] ?? '')
    .split('\n')
    .filter((line) => line.includes('-->'));

test('the page of states draws the table of requests', () => {
  const drawn = diagramOf(REQUEST_TRANSITIONS, (to, by) => [to, by]);
  expect(block('A request')).toEqual(drawn);
});

test('the page of states draws the table of work orders', () => {
  const drawn = diagramOf(TRANSITIONS, (action, to) => [to, action]);
  expect(block('A work order')).toEqual(drawn);
});

test('the page of states draws the table of concerns', () => {
  const drawn = diagramOf(CONCERN_TRANSITIONS, (action, to) => [to, action]);
  expect(block('A concern')).toEqual(drawn);
});

import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PARTNER_DIMENSION } from '../../functions/measures/contract.ts';
import { synthesise, textOf } from './templates.ts';

interface Widget {
  type: string;
  y: number;
  width: number;
  x: number;
  properties: { markdown?: string; title?: string; metrics?: unknown[][]; view?: string };
}

const root = join(import.meta.dirname, '../..');
const dashboards = synthesise('local')
  .ofType('AWS::CloudWatch::Dashboard')
  .map(({ Properties }) => ({
    name: String(Properties.DashboardName),
    body: JSON.parse(textOf(Properties.DashboardBody)) as { widgets: Widget[] },
  }));
const metrics = dashboards.flatMap(({ body }) => body.widgets.flatMap(({ properties }) => properties.metrics ?? []));

/** `namespace name` of every metric of every contract. */
const contracted = async (): Promise<string[]> => {
  const names = await Promise.all(
    globSync('functions/*/contract.ts', { cwd: root }).map(async (file) => {
      const contract = (await import(join(root, file))) as { METRICS_NAMESPACE?: string; MetricName?: object };
      return Object.values(contract.MetricName ?? {}).map((name) => `${contract.METRICS_NAMESPACE} ${String(name)}`);
    }),
  );
  return names.flat().sort();
};

test('are one for the manager and one for whoever is on call', () => {
  expect(dashboards.map(({ name }) => name).sort()).toEqual(['service-operations', 'system-health']);
});

test('show every metric of every contract, and no other of ours', async () => {
  const shown = metrics
    .filter(([namespace]) => typeof namespace === 'string' && namespace.startsWith('Resolve311/'))
    .map(([namespace, name]) => `${String(namespace)} ${String(name)}`);
  expect([...new Set(shown)].sort()).toEqual(await contracted());
});

test('name on time by its formula: met ÷ (met + missed), closed with a target', () => {
  const expressions = metrics.map(([first]) => first as { expression?: string; label?: string });
  const onTime = expressions.filter(({ label }) => label?.startsWith('On time'));
  expect(onTime.length).toBeGreaterThan(0);
  for (const { expression, label } of onTime) {
    expect(expression).toBe('100 * FILL(met, 0) / (FILL(met, 0) + FILL(missed, 0))');
    expect(label).toBe('On time, closed with a target, %');
  }
});

test('find the partners by their dimension, so that a new partner needs no new dashboard', () => {
  const searches = metrics.flatMap(([first]) => (first as { expression?: string }).expression ?? []);
  const byPartner = searches.filter((expression) => expression.includes('SEARCH('));
  expect(byPartner.length).toBeGreaterThan(0);
  for (const search of byPartner) expect(search).toContain(`,${PARTNER_DIMENSION}}`);
});

test('begin, for the manager, with how things stand now, in the order in which she acts', () => {
  const [{ body }] = dashboards.filter(({ name }) => name === 'service-operations') as [(typeof dashboards)[0]];
  const numbers = body.widgets.filter(({ properties }) => properties.view === 'singleValue');
  expect(Math.max(...numbers.map(({ y }) => y))).toBeLessThan(5);
  const labels = numbers.flatMap(({ properties }) => (properties.metrics ?? []).map((metric) => metric.at(-1)));
  expect(labels.flatMap((one) => (one as { label?: string; visible?: boolean }).label ?? [])).toEqual([
    ...['Open', 'Due today', 'At risk', 'Breached', 'In review', 'Concerns', 'On time, closed with a target, %'],
  ]);
});

test('give a state one colour wherever it stands', () => {
  const byLabel = new Map<string, Set<unknown>>();
  for (const metric of metrics) {
    const { label, color } = metric.at(-1) as { label?: string; color?: string };
    if (!label || !['Open', 'Due today', 'At risk', 'Breached'].includes(label)) continue;
    byLabel.set(label, (byLabel.get(label) ?? new Set()).add(color));
  }
  expect([...byLabel.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1]);
  expect(new Set([...byLabel.values()].flatMap((colors) => [...colors])).size).toBe(4);
});

test('draw days as lines, because a bar of CloudWatch has one value for all the time shown', () => {
  for (const { body } of dashboards)
    for (const { properties } of body.widgets) if (properties.view === 'bar') expect(properties.title).toMatch(/now/);
});

test('say above each group how to read it, in one sentence', () => {
  for (const { body } of dashboards) {
    const texts = body.widgets.filter(({ type }) => type === 'text');
    expect(texts.length).toBeGreaterThan(3);
    for (const { properties } of texts) expect(properties.markdown).toMatch(/^## [^\n]+\n[^.]+\.$/);
    for (const { properties, type } of body.widgets) if (type !== 'text') expect(properties.title).toBeTruthy();
  }
});

test('fit the 24 columns', () => {
  for (const { body } of dashboards) for (const { x, width } of body.widgets) expect(x + width).toBeLessThanOrEqual(24);
});

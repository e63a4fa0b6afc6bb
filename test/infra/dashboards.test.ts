import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PARTNER_DIMENSION } from '../../functions/measures/contract.ts';
import { synthesise, textOf } from './templates.ts';

interface Widget {
  type: string;
  width: number;
  x: number;
  properties: { markdown?: string; title?: string; metrics?: unknown[][] };
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
  const byPartner = searches.filter((expression) => expression.startsWith('SEARCH'));
  expect(byPartner.length).toBeGreaterThan(0);
  for (const search of byPartner) expect(search).toContain(`,${PARTNER_DIMENSION}}`);
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

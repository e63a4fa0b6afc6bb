import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

const features = await Promise.all(
  globSync('functions/*/contract.ts', { cwd: ROOT })
    .sort()
    .map(async (file) => {
      const { MetricName } = (await import(join(ROOT, file))) as { MetricName?: Record<string, string> };
      const code = globSync(`${dirname(file)}/*.ts`, { cwd: ROOT })
        .filter((other) => basename(other) !== 'contract.ts')
        .map((other) => readFileSync(join(ROOT, other), 'utf8'))
        .join('\n');
      return { feature: basename(dirname(file)), metrics: Object.entries(MetricName ?? {}), code };
    }),
);
const measuring = features.filter(({ metrics }) => metrics.length > 0);

// That each stands on a dashboard is compared in test/infra/dashboards.test.ts.
describe.each(measuring)('the metrics of $feature', ({ metrics, code }) => {
  test('are named as they are called in the code', () => {
    for (const [key, name] of metrics) expect(name).toBe(key);
  });

  test('are each emitted by the feature itself', () => {
    const silent = metrics.filter(([name]) => !new RegExp(`MetricName\\.${name}\\b|'${name}'`).test(code));
    expect(silent.map(([name]) => name)).toEqual([]);
  });
});

test('seven features measure something', () => {
  expect(measuring.map(({ feature }) => feature)).toEqual([
    ...['audits', 'intake', 'measures', 'notices', 'partners', 'widgets', 'workflow'],
  ]);
});

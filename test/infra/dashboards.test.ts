import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PARTNER_DIMENSION } from '../../functions/measures/contract.ts';
import { WIDGETS } from '../../functions/widgets/contract.ts';
import { withVariables } from '../../infra/local/console/dashboard-variables.ts';
import { PAGING } from '../../infra/observability/paging.ts';
import { synthesise, textOf } from './templates.ts';

interface Widget {
  type: string;
  y: number;
  width: number;
  x: number;
  properties: {
    markdown?: string;
    title?: string;
    metrics?: unknown[][];
    view?: string;
    endpoint?: string;
    params?: Record<string, string>;
    alarms?: string[];
  };
}

const root = join(import.meta.dirname, '../..');
const { ofType } = synthesise('local');
const dashboards = ofType('AWS::CloudWatch::Dashboard').map(({ Properties }) => ({
  name: String(Properties.DashboardName),
  body: JSON.parse(textOf(Properties.DashboardBody)) as { widgets: Widget[]; variables?: Record<string, unknown>[] },
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

test('are one for the manager’s morning, one for each partner, and one for whoever is on call', () => {
  expect(dashboards.map(({ name }) => name).sort()).toEqual(['partners', 'service-operations', 'system-health']);
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

test('show what is throttled of every table and of every index, because a shard is a partition of an index', () => {
  const throttled = metrics.filter(
    ([namespace, name]) => namespace === 'AWS/DynamoDB' && String(name).endsWith('ThrottleEvents'),
  );
  const indexes = ofType('AWS::DynamoDB::Table').flatMap(
    ({ Properties }) => (Properties.GlobalSecondaryIndexes ?? []) as { IndexName: string }[],
  );
  expect(indexes.length).toBeGreaterThan(0);
  for (const { IndexName } of indexes)
    expect(
      throttled.filter((metric) => metric.includes(IndexName)),
      IndexName,
    ).toHaveLength(2);
  expect(throttled).toHaveLength(2 * (indexes.length + 4));
});

test('find the partners by their dimension, so that a new partner needs no new dashboard', () => {
  const searches = metrics.flatMap(([first]) => (first as { expression?: string }).expression ?? []);
  const byPartner = searches.filter((expression) => expression.includes('SEARCH('));
  expect(byPartner.length).toBeGreaterThan(0);
  for (const search of byPartner) expect(search).toContain(`,${PARTNER_DIMENSION}}`);
});

const named = (wanted: string) => dashboards.find(({ name }) => name === wanted)!.body;
const customOf = ({ widgets }: { widgets: Widget[] }) => widgets.filter(({ type }) => type === 'custom');

test('begin, for the manager, with what to do, then with the lists that it is done from, in the order in which she acts', () => {
  const custom = customOf(named('service-operations')).toSorted((one, other) => one.y - other.y || one.x - other.x);
  expect(custom.map(({ properties }) => properties.params?.widget)).toEqual([
    ...['storms', 'today', 'concerns', 'review', 'late', 'due-today'],
    ...['league', 'groups', 'quality', 'findings', 'heat-map'],
  ]);
  const graphs = named('service-operations').widgets.filter(({ type }) => type === 'metric');
  expect(Math.min(...graphs.map(({ y }) => y))).toBeGreaterThan(Math.max(...custom.map(({ y }) => y)));
});

test('show every custom widget there is, each by the function that reads, and none by the one that acts', () => {
  const custom = dashboards.flatMap(({ body }) => customOf(body));
  expect(custom.map(({ properties }) => properties.params?.widget).sort()).toEqual([...WIDGETS].sort());
  const functions = ofType('AWS::Lambda::Function').map(({ Properties }) => String(Properties.FunctionName));
  for (const { properties } of custom) {
    const called = properties.endpoint?.split(':').at(-1);
    expect(functions).toContain(called);
    expect(called).toMatch(/ShowWidget$/);
  }
});

test('choose a partner by a variable that is found in the metrics, and put into graphs and widget alike', () => {
  const { variables, widgets } = named('partners');
  expect(variables).toEqual([
    {
      type: 'property',
      property: PARTNER_DIMENSION,
      id: PARTNER_DIMENSION,
      label: 'Partner',
      inputType: 'select',
      search: `{Resolve311/Measures,service,${PARTNER_DIMENSION}} MetricName="OpenRequests"`,
      populateFrom: PARTNER_DIMENSION,
      defaultValue: '__FIRST',
      visible: true,
    },
  ]);
  const of = withVariables({ widgets }, [
    {
      variable: { type: 'property', property: PARTNER_DIMENSION, id: 'Partner', inputType: 'select' },
      values: [],
      chosen: 'dpw-highway',
    },
  ]);
  const text = JSON.stringify(of);
  expect(text.match(/"Partner","dpw-highway"/g)?.length).toBeGreaterThan(10);
  expect(text).toContain('"Partner":"dpw-highway"');
  expect(text).not.toMatch(/"Partner",:?"-"/);
});

test('of the system begin with the alarms: those that wake somebody, and of all others those that are on', () => {
  const lists = named('system-health').widgets.filter(({ type }) => type === 'alarm');
  const namesOf = (widget?: Widget) => (widget?.properties.alarms ?? []).map((arn) => arn.split(':alarm:')[1] ?? '');
  const [urgent, others] = lists.map(namesOf);
  expect(urgent).toEqual(Object.keys(PAGING).sort());
  const all = ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => String(Properties.AlarmName));
  expect([...urgent!, ...others!].sort()).toEqual(all.sort());
  expect(Math.max(...lists.map(({ y }) => y))).toBeLessThan(3);
});

test('name a price for every driver of cost, and add up what AWS counts of each table and index', () => {
  const [cost] = named('system-health').widgets.filter(({ properties }) =>
    properties.title?.startsWith('What a day costs'),
  );
  const rows = cost?.properties.metrics ?? [];
  const drivers = rows.flatMap(([first]) =>
    (first as { expression?: string; label?: string }).expression
      ? [first as { expression: string; label: string }]
      : [],
  );
  expect(drivers).toHaveLength(5);
  for (const { expression } of drivers) expect(expression).toMatch(/\* 0\.0\d+|0\.0\d+ \*/);
  const units = rows.filter(([namespace]) => namespace === 'AWS/DynamoDB');
  const tables = ofType('AWS::DynamoDB::Table');
  const indexes = tables.flatMap(
    ({ Properties }) => (Properties.GlobalSecondaryIndexes as unknown[] | undefined) ?? [],
  );
  expect(units).toHaveLength(2 * (tables.length + indexes.length));
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
    expect(texts.length).toBeGreaterThan(1);
    for (const { properties } of texts) expect(properties.markdown).toMatch(/^## [^\n]+\n[^.]+\.$/);
    for (const { properties, type } of body.widgets) if (type !== 'text') expect(properties.title).toBeTruthy();
  }
});

test('fit the 24 columns', () => {
  for (const { body } of dashboards) for (const { x, width } of body.widgets) expect(x + width).toBeLessThanOrEqual(24);
});

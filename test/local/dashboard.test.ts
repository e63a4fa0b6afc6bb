import { describe, expect, test } from 'vitest';
import { catalogueOf } from '../../functions/catalogue/catalogue.ts';
import { timeChart, type Series } from '../../infra/local/console/chart.ts';
import { type Variable, metricsOf, periodFor, rangeNamed } from '../../infra/local/console/dashboard-body.ts';
import { type WidgetPlace, drawCustomWidget } from '../../infra/local/console/custom-widget.ts';
import { type ChosenVariable, withVariables } from '../../infra/local/console/dashboard-variables.ts';
import { markdown } from '../../infra/local/console/markdown.ts';
import { sayNumber, timeTicks, valueScale } from '../../infra/local/console/scale.ts';
import { queryMetrics } from '../../infra/local/console/query-metrics.ts';
import { readClick } from '../../infra/local/console/widget-actions.ts';
import { type WidgetSources, drawWidget } from '../../infra/local/console/widgets.ts';
import { openLocalStore } from '../../infra/local/local-store.ts';
import { openMetrics } from '../../infra/local/metrics.ts';
import { nearTypes } from '../../infra/local/near-types.ts';

const ZONE = 'America/New_York';
const HOUR = 3_600_000;
const FROM = Date.UTC(2015, 5, 1, 4); // midnight of June 1 in Boston

describe('the shorthand of a dashboard’s metrics', () => {
  test('repeats a value for a dot and the rest of the row for three', () => {
    const [first, second, third] = metricsOf({
      period: 60,
      stat: 'Sum',
      metrics: [
        ['AWS/Lambda', 'Errors', 'FunctionName', 'one', { label: 'One' }],
        ['.', '.', '.', 'two'],
        ['...', 'three', { stat: 'Maximum', period: 300, yAxis: 'right', visible: false }],
      ],
    });
    const dimension = (Value: string) => [{ Name: 'FunctionName', Value }];
    expect(first).toMatchObject({
      metricName: 'Errors',
      dimensions: dimension('one'),
      label: 'One',
      stat: 'Sum',
      period: 60,
    });
    expect(second).toMatchObject({ namespace: 'AWS/Lambda', metricName: 'Errors', dimensions: dimension('two') });
    expect(third).toMatchObject({
      metricName: 'Errors',
      dimensions: dimension('three'),
      axis: 'right',
      period: 300,
      visible: false,
    });
  });

  test('gives an expression the longest period among the metrics that it names, or that of its search', () => {
    const [share, , , search, sorted] = metricsOf({
      metrics: [
        [{ expression: '100 * met / (met + missed)' }],
        ['R', 'Met', { id: 'met', period: 86_400 }],
        ['R', 'Missed', { id: 'missed', period: 3600 }],
        [{ expression: `SEARCH('{R,Partner} MetricName="Open"', 'Maximum', 900)` }],
        [{ expression: `SORT(SEARCH('{R,Partner} MetricName="Open"', 'Maximum', 900), MAX, DESC, 10)` }],
      ],
    });
    expect(share?.period).toBe(86_400);
    expect(search?.period).toBe(900);
    expect(sorted?.period).toBe(900);
  });

  test('names a search that found nothing by itself, which is no name to be shown', () => {
    const expression = `SEARCH('{R,Partner} MetricName="Breached"', 'Sum', 86400)`;
    const metrics = openMetrics(openLocalStore());
    const wanted = metricsOf({ metrics: [[{ expression }]] });
    const found = queryMetrics({ metrics, timeZone: ZONE }, wanted, () => 86_400, { from: FROM, to: FROM + 48 * HOUR });
    expect(found).toEqual([{ id: wanted[0]!.id, label: expression, points: [] }]);
  });

  test('reads the range from the address, or else from the dashboard', () => {
    expect(rangeNamed('3d', '-P7D')).toBe('3d');
    expect(rangeNamed('constructor', '-PT12H')).toBe('12h');
    expect(rangeNamed(null, '-P7D')).toBe('1w');
    expect(rangeNamed(null)).toBe('1w');
  });

  test('lengthens a period until a chart has at most 200 points, and never shortens it', () => {
    expect(periodFor(300, 12 * HOUR)).toBe(300);
    expect(periodFor(300, 7 * 24 * HOUR)).toBe(3600);
    expect(periodFor(86_400, 3 * HOUR)).toBe(86_400);
  });
});

describe('a chart’s scales', () => {
  test('begin at zero and end at a round number above the highest value', () => {
    expect(valueScale([3, 118]).ticks).toEqual([0, 50, 100, 150]);
    expect(valueScale([0.3, 0.9]).ticks).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  test('have whole steps for whole values, and room where all are zero', () => {
    expect(valueScale([0, 0]).ticks).toEqual([0, 1]);
    expect(valueScale([0, 2]).ticks).toEqual([0, 1, 2]);
    expect(valueScale([]).ticks).toEqual([0, 1]);
  });

  test('keep the ends that the dashboard gives', () => {
    expect(valueScale([97.5], { min: 0, max: 100 }).ticks).toEqual([0, 25, 50, 75, 100]);
  });

  test('hold values below zero', () => {
    expect(valueScale([-7, 5]).min).toBeLessThanOrEqual(-7);
  });

  test('mark the city’s midnights over a week', () => {
    const ticks = timeTicks(FROM, FROM + 7 * 24 * HOUR, ZONE);
    expect(ticks.map(({ label }) => label)).toEqual([
      'Mon Jun 1',
      'Tue Jun 2',
      'Wed Jun 3',
      'Thu Jun 4',
      'Fri Jun 5',
      'Sat Jun 6',
      'Sun Jun 7',
      'Mon Jun 8',
    ]);
    expect(ticks[0]?.at).toBe(FROM);
  });

  test('still mark midnight on the day when clocks change', () => {
    const ticks = timeTicks(Date.UTC(2015, 10, 1, 4), Date.UTC(2015, 10, 3, 5), ZONE, 3);
    expect(ticks.map(({ at }) => new Date(at).toISOString())).toContain('2015-11-02T05:00:00.000Z');
  });

  test('write numbers as people read them', () => {
    expect([2385, 93.42, 0.254, 1_234_567, 12.25].map(sayNumber)).toEqual(['2,385', '93.4', '0.25', '1.2M', '12.3']);
  });
});

const aSeries = (more: Partial<Series> = {}): Series => ({
  label: 'Open',
  color: 'var(--s1)',
  points: [0, 1, 2, 6, 7].map((hour) => ({ at: FROM + hour * HOUR, value: hour + 1 })),
  period: HOUR,
  axis: 'left',
  unit: '',
  ...more,
});
const chart = (series: Series[]) =>
  timeChart({
    title: 'Backlog',
    series,
    thresholds: [],
    from: FROM,
    to: FROM + 10 * HOUR,
    timeZone: ZONE,
    stacked: false,
    left: {},
    right: {},
  }).toString();

describe('a chart', () => {
  test('breaks its line where nothing was measured, because silence is not a value', () => {
    const line = /class="line"[^>]*\sd="([^"]*)"/.exec(chart([aSeries()]))![1]!;
    expect(line.match(/M/g)).toHaveLength(2);
  });

  test('says its values in words for those who do not see it', () => {
    expect(chart([aSeries()])).toContain('aria-label="Backlog: Open 8, between 1 and 8"');
  });

  test('escapes labels, also in what its script reads', () => {
    const drawn = chart([aSeries({ label: '"><script>alert(1)</script>' })]);
    expect(drawn).not.toContain('<script>');
  });
});

const sources = (more: Partial<WidgetSources> = {}): WidgetSources => ({
  from: FROM,
  to: FROM + 10 * HOUR,
  timeZone: ZONE,
  autoPeriod: true,
  query: (metrics) => metrics.map(({ id, label }) => ({ id, label: label ?? id, points: [...aSeries().points] })),
  alarms: [
    { name: 'intake/Failing', arn: 'arn:one', state: 'ALARM' },
    { name: 'pages/Failing', arn: 'arn:two', state: 'OK' },
  ],
  ...more,
});
const draw = (type: string, properties: Record<string, unknown>, more: Partial<WidgetSources> = {}) =>
  drawWidget({ type, properties }, sources(more)).toString();
const metrics = [
  ['R', 'Open', { label: 'Open' }],
  ['R', 'Late', { label: 'Late %' }],
];

describe('a widget', () => {
  test('shows the last value of each metric, with the unit that its label names', async () => {
    const drawn = draw('metric', { view: 'singleValue', metrics });
    expect(drawn).toMatch(/Open<\/span>\s*<b>8<\/b>/);
    expect(drawn).toMatch(/<b>8<small>%<\/small><\/b>/);
  });

  test.each(['timeSeries', 'singleValue', 'bar', 'pie', 'gauge', 'table'])('draws the view %s', (view) => {
    const drawn = draw('metric', { view, metrics });
    expect(drawn).toContain('Open');
    expect(drawn).not.toContain('CloudWatch only');
  });

  test.each(['timeSeries', 'singleValue', 'bar', 'pie'])(
    'says plainly that there is no data, in the view %s',
    async (view) => {
      const drawn = draw(
        'metric',
        { view, metrics },
        { query: () => [{ id: 'unnamed_0', label: 'Open', points: [] }] },
      );
      expect(drawn.toLowerCase()).toContain('no data');
    },
  );

  test('gives no two series of a chart one colour, as long as there are eight', async () => {
    const coloured = ['#1f77b4', undefined, undefined, '#d62728', undefined].map((color, index) => [
      'R',
      `M${index}`,
      { label: `M${index}`, ...(color ? { color } : {}) },
    ]);
    const drawn = draw('metric', { metrics: coloured });
    const colors = [...drawn.matchAll(/class="line"\s+style="stroke:([^"]*)"/g)].map(([, color]) => color);
    expect(colors).toHaveLength(5);
    expect(new Set(colors).size).toBe(5);
  });

  test('takes no colour that is not one', async () => {
    const drawn = draw('metric', { metrics: [['R', 'M', { color: 'red;background:url(//evil.example)' }]] });
    expect(drawn).not.toContain('evil');
  });

  test('lists alarms with the ringing ones first', async () => {
    const drawn = draw('alarm', { alarms: ['arn:two', 'arn:one'] });
    expect(drawn.indexOf('intake/Failing')).toBeLessThan(drawn.indexOf('pages/Failing'));
  });

  test('says what it cannot draw', async () => {
    expect(draw('log', {})).toContain('drawn by CloudWatch only');
  });
});

const place: WidgetPlace = {
  dashboard: 'service-operations',
  address: '/dashboards/service-operations?range=1w',
  theme: 'dark',
  from: FROM,
  to: FROM + HOUR,
  timeZone: ZONE,
};
const BUTTON =
  '<button class="btn" onclick="evil()">Accept</button> <cwdb-action action="call" confirmation="Do &quot;it&quot;?" endpoint="arn:act">{"action":"accept","version":3}</cwdb-action>';

describe('a custom widget', () => {
  const drawnOf = async (answer: unknown) =>
    (
      await drawCustomWidget({ title: 'Mine', endpoint: 'arn:fn' }, place, () => Promise.resolve(answer))
    ).drawing.toString();

  test('calls its function with its parameters and with the context that CloudWatch gives', async () => {
    const calls: unknown[] = [];
    const params = { widget: 'late' };
    await drawCustomWidget(
      { title: 'Mine', endpoint: 'arn:fn', params },
      place,
      async (endpoint, event) => void calls.push(endpoint, event),
    );
    expect(calls).toMatchObject([
      'arn:fn',
      {
        widget: 'late',
        widgetContext: { theme: 'dark', title: 'Mine', params, forms: { all: {} }, timeRange: { start: FROM } },
      },
    ]);
  });

  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<iframe src="https://evil.example"></iframe>',
    '<svg onload="alert(1)"><use href="#x"/><foreignObject><b>x</b></foreignObject></svg>',
    '<a href="javascript:alert(1)">x</a>',
    '<form action="https://evil.example"><input name="a" onfocus="alert(1)" autofocus></form>',
    '<button formaction="https://evil.example">x</button>',
    '<object data="x"></object><embed src="x"><link rel="stylesheet" href="x"><meta http-equiv="refresh" content="0">',
  ])('is left without what could act: %s', async (markup) => {
    expect(await drawnOf(`<p>Here</p>${markup}`)).not.toMatch(
      /<(script|iframe|use|foreignobject|object|embed|link|meta|form)\b|\son\w+=|javascript:|evil\.example|autofocus/i,
    );
    expect(await drawnOf(`<p>Here</p>${markup}`)).toContain('<p>Here</p>');
  });

  test('keeps its style, which the page’s policy names, and the case of its SVG', async () => {
    const { drawing, styles } = await drawCustomWidget(
      {},
      place,
      async () => '<style>.a>b{color:red}</style><svg viewBox="0 0 1 1"></svg>',
    );
    expect(styles).toEqual(['.a>b{color:red}']);
    expect(drawing.toString()).toBe('<style>.a>b{color:red}</style><svg viewBox="0 0 1 1"></svg>');
  });

  test('has its actions as buttons of one form, which hands over what was filled in', async () => {
    const drawn = await drawnOf(`<input name="text-1">${BUTTON}`);
    expect(drawn).toContain('<form method="post" action="/dashboards/service-operations?range=1w">');
    const value = /name="console\.press" value="([^"]*)"/.exec(drawn)?.[1]?.replaceAll('&quot;', '"') ?? '';
    const form = new URLSearchParams({ 'console.press': value, 'text-1': 'Words' });
    expect(readClick(form)).toEqual({
      action: { endpoint: 'arn:act', confirmation: 'Do "it"?', parameters: { action: 'accept', version: 3 } },
      fields: { 'text-1': 'Words' },
      answered: false,
    });
    expect(drawn).not.toContain('cwdb-action');
  });

  test('has no button for an action that cannot be read, and none is pressed by the enter key', async () => {
    expect(await drawnOf(BUTTON.replace('{"action"', 'nonsense'))).not.toContain('<button');
    expect(await drawnOf(BUTTON)).toMatch(/<form[^>]*>\s*<button disabled/);
    expect(readClick(new URLSearchParams({ 'console.press': 'nonsense' }))).toBeUndefined();
  });

  test('may answer Markdown or JSON', async () => {
    expect(await drawnOf({ markdown: '## Hello' })).toContain('<h2 id="hello">Hello</h2>');
    expect(await drawnOf({ a: '<b>' })).toContain('&lt;b&gt;');
  });
});

describe('the variables of a dashboard', () => {
  const variable = (more: Partial<Variable>): ChosenVariable => ({
    variable: { type: 'property', id: 'v', inputType: 'select', ...more },
    values: [],
    chosen: 'parks',
  });
  const body = {
    widgets: [
      {
        type: 'metric',
        properties: { title: 'Of Partner', metrics: [['R', 'Open', 'service', 'x', 'Partner', '-', { id: 'm' }]] },
      },
      { type: 'custom', properties: { params: { Partner: '-', widget: 'partner' } } },
    ],
  };

  test('put a property into dimensions and parameters of its name, and into no text', () => {
    const [metric, custom] = withVariables(body, [variable({ property: 'Partner' })]).widgets;
    expect(metric?.properties).toEqual({
      title: 'Of Partner',
      metrics: [['R', 'Open', 'service', 'x', 'Partner', 'parks', { id: 'm' }]],
    });
    expect(custom?.properties).toEqual({ params: { Partner: 'parks', widget: 'partner' } });
  });

  test('put a pattern wherever it matches, and nothing where nothing is chosen', () => {
    const text = JSON.stringify(withVariables(body, [variable({ type: 'pattern', pattern: 'Open' })]));
    expect(text).toContain('"R","parks"');
    expect(withVariables(body, [{ ...variable({ property: 'Partner' }), chosen: undefined }])).toEqual(body);
  });
});

describe('Markdown', () => {
  test('becomes headings, lists, tables, code and links', () => {
    const drawn = markdown(
      '## One\nText with `code`, **bold** and [a link](https://city.example).\n\n- a\n- b\n\n| H |\n|---|\n| c |',
    ).toString();
    expect(drawn).toContain('<h2 id="one">One</h2>');
    expect(drawn).toContain('<code>code</code>');
    expect(drawn).toContain('<strong>bold</strong>');
    expect(drawn).toContain('<a href="https://city.example">a link</a>');
    expect(drawn).toMatch(/<ul>\s*<li>a<\/li>/);
    expect(drawn).toMatch(/<td>c<\/td>/);
  });

  test('lets no HTML and no address of another kind through', () => {
    const drawn = markdown('<script>alert(1)</script> [x](javascript:alert(1)) [y](//evil.example)').toString();
    expect(drawn).not.toContain('<script>');
    expect(drawn).not.toContain('href');
  });

  test('ends, whatever it is given', () => {
    for (const text of ['', '```', '|', '-', '#', '- ', '#\n-\n|\n```\n', '  indented', '1.', '***']) {
      expect(() => markdown(text).toString()).not.toThrow();
    }
  });
});

test('finds the types that were nearly typed', () => {
  const somerville = catalogueOf('somerville');
  const codes = (typed: string) => nearTypes(somerville, typed).map(({ code }) => code);
  expect(codes('pothoel')[0]).toBe('pothole');
  expect(codes('grafiti').some((code) => code.includes('graffiti'))).toBe(true);
  expect(codes('')).toEqual([]);
  expect(codes('xqzxqz')).toEqual([]);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { raiseConcern } from '../../functions/concerns/raise-concern.ts';
import type { LoadedFile } from '../../functions/requests/requests.store.ts';
import { concernPlace, reviewPlace } from '../../functions/requests/queue-line.ts';
import { WIDGETS, type WidgetName } from '../../functions/widgets/contract.ts';
import { GOALS } from '../../functions/measures/contract.ts';
import { describeWidgets } from '../../functions/widgets/describe.ts';
import { showWidget } from '../../functions/widgets/show-widget.handler.ts';
import { standingsOf } from '../../functions/widgets/league-table.ts';
import { tasksOf, todayCard } from '../../functions/widgets/today-card.ts';
import { spanBefore } from '../../functions/widgets/weeks.ts';
import { emptyBacklog } from '../../functions/measures/backlog.ts';
import { MARKUP } from '../support/bad-input.ts';
import { HOUR, TUESDAY, aContext, aRequest, changeOf, keep } from '../support/builders.ts';
import { ACT, type Given, NOW, aFinding, aReviewable, aRollUp, aWatched, sourcesOf } from './builders.ts';

const counted: string[] = [];
const metrics = { count: (name: string) => void counted.push(name), gauge: () => undefined, publish: () => undefined };

const show = (given: Given | 'broken', event: Record<string, unknown>): Promise<string> => {
  const broken = () => Promise.reject(new Error('The table is gone.'));
  const sources =
    given === 'broken'
      ? {
          open: broken,
          files: broken,
          reviews: broken,
          concerns: broken,
          rollUps: broken,
          findings: broken,
          audits: broken,
        }
      : sourcesOf(given);
  return showWidget({ sources, metrics, act: ACT, now: () => NOW })(event);
};

const withConcern = (text: string, address = '12 Elm St'): LoadedFile => {
  const kept = aRequest.inProgress({ place: { address, lat: 42.39, lon: -71.12 } });
  const by = { kind: 'constituent', name: 'constituent' } as const;
  return keep(
    kept,
    changeOf(raiseConcern(kept, { action: 'raise-concern', reason: 'safety', text }, by, aContext(), TUESDAY)),
  );
};

/** Everything that a widget can show, with one text in the place of every text that comes from outside. */
const everything = (text: string): Given => {
  const file = withConcern(`A text of sufficient length: ${text}`, text);
  const unknown = aRequest.inReview({ reportedType: text || 'something', place: { address: text } });
  const late = aWatched({ requestId: file.request.id, typeName: text, partner: text });
  return {
    requests: [late, { ...late, dueAt: NOW + HOUR }],
    files: [
      file,
      { ...aReviewable(), request: { ...aReviewable().request, id: 'R-TEST-0000-0001' } },
      { ...unknown, request: { ...unknown.request, id: 'R-TEST-0000-0002' } },
    ],
    rollUps: [
      aRollUp(
        { met: 20, missed: 3, accepted: 9, rated: 9, overall: 40, offered: 4, sentBack: 1 },
        { partner: text, type: text },
      ),
    ],
    findings: [aFinding({ subject: text, place: text })],
  };
};

/** The tags of a document with the names of their attributes: what hostile text must not change. */
const skeleton = (markup: string): string =>
  markup
    .replace(/"[^"]*"/g, '""')
    .replace(/>[^<]*(?=<)/g, '>')
    .replace(/\s+/g, ' ');

describe('a widget', () => {
  test.each(WIDGETS)('%s answers `describe` with its own documentation, and reads nothing for it', async (widget) => {
    const text = await show('broken', { describe: true, widget });
    expect(text).toMatch(/^## \S/);
    expect(text).toContain(`| \`widget\` | \`${widget}\` |`);
    expect(describeWidgets()).toContain(text);
  });

  test.each(WIDGETS)('%s says when it was updated, in the dashboard’s colours', async (widget) => {
    const event = { widget, Partner: 'dpw-highway' };
    const light = await show(everything('Elm'), event);
    expect(light).toContain('Updated Thursday, June 4, 2026, 9:00 AM.');
    expect(light).toContain('class="cwdb-no-default-styles r311 light"');
    const dark = await show(everything('Elm'), { ...event, widgetContext: { theme: 'dark' } });
    expect(dark).toBe(light.replace('r311 light', 'r311 dark'));
  });

  test.each(WIDGETS)('%s draws no markup of anybody else', async (widget) => {
    const harmless = skeleton(await show(everything('Elm'), { widget, Partner: 'dpw-highway' }));
    for (const text of MARKUP)
      expect(skeleton(await show(everything(text.trim()), { widget, Partner: 'dpw-highway' })), text).toBe(harmless);
  });

  test.each(WIDGETS.filter((name) => name !== 'storms'))(
    '%s says in its place that it could not be read',
    async (widget) => {
      counted.length = 0;
      const drawn = await show('broken', { widget, Partner: 'dpw-highway' });
      expect(drawn).toContain('This could not be read just now.');
      expect(drawn).not.toContain('The table is gone.');
      expect(counted).toEqual(['WidgetsFailed']);
    },
  );

  test('holds nobody’s name, address of mail, or words', async () => {
    for (const widget of WIDGETS) {
      const drawn = await show({ ...everything('Elm'), files: [withConcern('My neighbour Bob shouts.')] }, { widget });
      for (const personal of ['Ana', 'ana@resident.example', 'Bob', 'bakery'])
        expect(drawn, widget).not.toContain(personal);
    }
  });

  test('whose name is none says so, and lists those there are in its documentation', async () => {
    expect(await show({}, { widget: '<script>' })).toContain('There is no such widget.');
    const all = await show({}, { describe: true });
    for (const widget of WIDGETS) expect(all).toContain(`\`${widget}\``);
  });

  test('answers whatever it is called with', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom('widget', 'Partner', 'widgetContext', 'describe', 'x'), fc.jsonValue()),
        async (event) => {
          expect(typeof (await show({}, event))).toBe('string');
        },
      ),
      { seed: 27, numRuns: 200 },
    );
  });
});

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const idOf = (index: number) => `R-TEST-0000-${String(1000 + index)}`;

describe('a list of too many', () => {
  const files = many(40, (index): LoadedFile => {
    const kept = index % 2 ? aReviewable() : withConcern('Nobody has come, and it is dangerous.');
    const id = idOf(index);
    const concerns = (kept as LoadedFile).concerns?.map((one) => ({ ...one, id: `${id}-C1`, requestId: id }));
    return { ...kept, request: { ...kept.request, id }, ...(concerns ? { concerns } : {}) };
  });
  const requests = many(2000, (index) => aWatched({ requestId: idOf(index), dueAt: NOW + (index % 2 ? HOUR : -HOUR) }));
  const rollUps = many(400, (index) =>
    aRollUp({ met: 20, accepted: 5 }, { partner: `partner-${index % 60}`, type: `type-${index % 60}` }),
  );
  const findings = many(30, (index) => aFinding({ subject: `type-${index}` }));

  test.each([
    ['late', 10, '990 more'],
    ['due-today', 12, '988 more'],
    ['review', 8, '12 more'],
    ['concerns', 8, '12 more'],
    ['findings', 10, '20 more'],
  ] as const)('%s shows %i and says that there are %s, and where', async (widget: WidgetName, shown, more) => {
    const drawn = await show({ requests, files, rollUps, findings }, { widget });
    const [list = ''] = /<ol class="w-rows">[^]*<\/ol>/.exec(drawn) ?? [];
    expect(list.match(/<li>/g)).toHaveLength(shown);
    expect(drawn).toMatch(new RegExp(`${more}: \\S`));
    expect(drawn.length).toBeLessThan(100_000);
  });

  test.each([
    ['league', 20, '40 more'],
    ['heat-map', 15, '45 more'],
  ] as const)('%s shows %i and says that there are %s, and where', async (widget: WidgetName, shown, more) => {
    const drawn = await show({ requests, rollUps }, { widget });
    expect(drawn.match(/<th scope="row">/g)).toHaveLength(shown);
    expect(drawn).toMatch(new RegExp(`${more}: \\S`));
  });
});

describe('the morning', () => {
  const morning = {
    backlog: { ...emptyBacklog(), atRisk: 2 },
    late: [aWatched({ dueAt: NOW - HOUR }) as ReturnType<typeof aWatched> & { dueAt: number }],
    dueToday: [],
    reviews: { lines: [], more: false },
    concerns: { lines: [], more: false },
    findings: 0,
    rollUps: [],
    window: spanBefore('2026-06-04'),
  };

  test('says what to do in the order of its urgency, and leaves out what is not there', () => {
    expect(tasksOf(morning, NOW)).toEqual([
      'Ask for 1 that is late: DPW Highway 1.',
      'Look at 2 at risk: nothing has been missed yet.',
    ]);
    expect(tasksOf({ ...morning, late: [], backlog: emptyBacklog() }, NOW)).toEqual([]);
  });

  test('counts one as one', async () => {
    const [late] = morning.late;
    const review = reviewPlace(aReviewable().request)!.line;
    const concern = { ...concernPlace(withConcern('Nobody has come yet.').concerns![0]!, aReviewable().request)!.line };
    const told = {
      ...morning,
      backlog: emptyBacklog(),
      late: [],
      dueToday: [late!],
      reviews: { lines: [{ ...review, dueAt: NOW - HOUR }], more: false },
      concerns: { lines: [{ ...concern, contactBy: NOW - HOUR }], more: false },
    };
    expect(tasksOf(told, NOW)).toEqual([
      'Call 1 who raised a concern and was promised a word by now.',
      'Decide on 1 request that waits longer in review than was promised.',
      'See that 1 due today is done: DPW Highway 1.',
    ]);
    const due = aWatched({ dueAt: NOW + HOUR });
    expect(await show({ requests: [due] }, { widget: 'due-today' })).toContain('1 falls due by midnight.');
    expect(await show({ files: [aReviewable()] }, { widget: 'review' })).toContain('1 waits,');
  });

  test('says that there are more where a storm leaves more in review than are counted', () => {
    const review = reviewPlace(aReviewable().request)!.line;
    const of = (late: number, all: number) => ({
      lines: Array.from({ length: all }, (_, index) => ({ ...review, dueAt: index < late ? NOW - HOUR : NOW + HOUR })),
      more: true,
    });
    const quiet = { ...morning, backlog: emptyBacklog(), late: [] };
    expect(tasksOf({ ...quiet, reviews: of(500, 500) }, NOW)).toEqual([
      'Decide on 500 and more requests that wait longer in review than was promised.',
    ]);
    expect(tasksOf({ ...quiet, reviews: of(20, 500) }, NOW)).toEqual([
      'Decide on 20 requests that wait longer in review than was promised.',
      'Decide on 480 more in review, and those behind them.',
    ]);
    expect(todayCard({ ...quiet, reviews: of(500, 500) }, NOW).toString()).toMatch(
      /<dd>500 and more\s*<small>not kept: goal 0, of 500 and more in review/,
    );
  });

  test('sets each headline number beside its goal, and says which are not kept', async () => {
    const drawn = await show(
      { requests: [aWatched()], rollUps: [aRollUp({ met: 8, missed: 2 })] },
      { widget: 'today' },
    );
    expect(drawn).toMatch(
      /On time, closed with a target<\/dt>\s*<dd>80\.0 %\s*<small>not kept: goal 90 %, of 10 in 30 days/,
    );
    expect(drawn).toMatch(/Reviews over time<\/dt>\s*<dd>0\s*<small>goal 0/);
    expect(drawn).toMatch(/Opened again<\/dt>\s*<dd>0\.0 %/);
  });
});

test('a finding says what changed, how sure that is, and where, if it has a place', async () => {
  const place = aFinding({ kind: 'comes-again', place: '42.3855,-71.1216', interval: [1, 3], value: 6, usual: 2 });
  const drawn = await show(
    { findings: [aFinding(), place, aFinding({ closed: '2026-05-25', subject: 'graffiti' })] },
    { widget: 'findings' },
  );
  expect(drawn).toMatch(/<b>Pothole[^<]*<\/b>: more requests than usual\./);
  expect(drawn).toMatch(/40 against 12, n = 40/);
  expect(drawn).toContain('?mlat=42.3855&amp;mlon=-71.1216');
  expect(drawn.match(/<li>/g)).toHaveLength(2);
});

test('the league puts those furthest from the goal first, and few verdicts last', () => {
  const rollUps = [
    aRollUp({ met: 95, missed: 5 }, { partner: 'good' }),
    aRollUp({ met: 50, missed: 50 }, { partner: 'bad' }),
    aRollUp({ missed: 3 }, { partner: 'few' }),
  ];
  const standings = standingsOf(rollUps, emptyBacklog(), spanBefore('2026-06-04'));
  expect(standings.map(({ partner }) => partner)).toEqual(['bad', 'good', 'few']);
  expect(standings[0]).toMatchObject({ onTime: 0.5, verdicts: 100 });
  expect(standings[0]?.weeks.filter((week) => week !== undefined)).toEqual([0.5]);
  expect(GOALS.onTime).toBe(0.9);
});

test('R171 a partner’s card counts in the strict formula what is overdue as its scorecard does: work, and no question', async () => {
  const text = await show(
    {
      requests: [aWatched(), aWatched({ requestId: 'R-TEST-0000-0001', typeClass: 'information' })],
      rollUps: [aRollUp({ met: 8, missed: 1 })],
    },
    { widget: 'partner', Partner: 'dpw-highway' },
  );
  expect(text).toContain('2 late');
  expect(text.replace(/\s+/g, ' ')).toMatch(
    /on time, strict[^<]*<\/th> <td class="w-number">80\.0 %<\/td> <td class="w-number">10</,
  );
});

import { type WidgetName, WIDGETS } from './contract.ts';

/** What each widget shows and can do; the words of its documentation. */
export const DESCRIPTIONS: Record<WidgetName, { title: string; shows: string; acts?: string }> = {
  today: {
    title: 'Today',
    shows:
      'The headline numbers beside their goals, and what to do today in the order of its urgency. Figures beside a goal are of 30 days.',
  },
  storms: {
    title: 'Storm',
    shows: 'The storm that is on, with its name, what it touches and until when; or that none is.',
  },
  'due-today': {
    title: 'Due today',
    shows: 'Requests whose promise ends by the city’s midnight, the next first: twelve at most, and how many more.',
  },
  late: {
    title: 'Late, and whose',
    shows:
      'Open requests whose promise has passed, the longest late first: ten at most, how many more, and whose they are.',
    acts: 'Take one up (it stands in the history), or raise a concern about it.',
  },
  review: {
    title: 'Review',
    shows:
      'Requests that wait for a person, those first that are to be decided first: eight at most. Those with words of danger have no one-click button: they are to be read.',
    acts: 'Accept as reported, or accept for another partner.',
  },
  concerns: {
    title: 'Concerns',
    shows: 'Open concerns, those first who were not contacted: eight at most.',
    acts: 'Write down that the person was contacted, or hand the concern on.',
  },
  league: {
    title: 'Partners',
    shows:
      'Partners beside each other: on time (closed with a target) over twelve weeks and week by week, late and open now, misrouted. Twenty at most.',
  },
  groups: {
    title: 'Groups of types',
    shows: 'Groups of request types: late, due today and open now, on time over twelve weeks. Fifteen at most.',
  },
  'heat-map': {
    title: 'Types by weekday',
    shows: 'What was accepted of the fifteen busiest types on each day of the week, over twelve weeks.',
  },
  quality: {
    title: 'Quality',
    shows:
      'What residents answered over twelve weeks, with the number of answers, and the last month’s audits with their intervals.',
  },
  findings: {
    title: 'Findings',
    shows: 'What changed beyond chance and still is so: ten at most, each with how sure it is and a case.',
  },
  partner: {
    title: 'One partner',
    shows:
      'The figures of the partner that the dashboard’s variable chose, each with its formula and number of cases, its weeks, and what of its work is late.',
  },
};

/** The documentation of one widget, as Markdown, or of all where none is named: what `describe` asks for (AWS, "Creating a custom widget"). */
export const describeWidgets = (name?: WidgetName): string =>
  (name ? [name] : WIDGETS)
    .map((one) => {
      const { title, shows, acts } = DESCRIPTIONS[one];
      return [
        `## ${title}`,
        shows,
        ...(acts ? [`Buttons: ${acts} Each asks first, and refuses what has changed since it was shown.`] : []),
        '### Parameters',
        '| name | value |',
        '|---|---|',
        `| \`widget\` | \`${one}\` |`,
        ...(one === 'partner' ? ['| `Partner` | code of a partner; the dashboard’s variable sets it |'] : []),
      ].join('\n');
    })
    .join('\n\n');

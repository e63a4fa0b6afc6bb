import { partnerName } from '../../functions/catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import { FEWEST_RATINGS } from '../../functions/measures/kpi.ts';
import { createMeasuresStore } from '../../functions/measures/measures.store.ts';
import { NO_DATA, sayShare } from '../../functions/measures/say-figure.ts';
import { monthOf } from '../../functions/measures/window.ts';
import { type SurveyLine, type SurveyedBy, surveyLeague, surveyTotal } from '../../functions/surveys/league.ts';
import { type CsvWish, giveCsv } from './give-csv.ts';
import { checkMonth, monthIn } from './months.ts';
import { say } from './options.ts';
import { OpsError, type Where, catalogueInForce, findService } from './register.ts';

const TITLES = [
  'of',
  'name',
  'asked',
  'response rate',
  'n',
  'accuracy',
  'courtesy',
  'ease',
  'overall',
  'satisfied',
  'low',
  'high',
];

/** Prints what residents said of each partner or type in a month, or of a year until its end, as lines or as CSV. Throws an OpsError where nobody was asked. */
export const showSurveys = async (
  options: Where & { month?: string; by: SurveyedBy; year?: boolean; csv?: CsvWish },
): Promise<void> => {
  checkMonth(options.month);
  const service = await findService(options);
  const { by, year, csv } = options;
  const month = monthIn(options.month, service.now);
  const catalogue = await catalogueInForce(service, PUBLISHED_NAME);
  const nameOf = (code: string): string => {
    if (by === 'partner') return partnerName(code);
    return by === 'type' ? (catalogue.find(code)?.name ?? code) : code;
  };
  const { to } = monthOf(month);
  const from = year ? `${month.slice(0, 4)}-01-01` : monthOf(month).from;
  const { rollUps } = await createMeasuresStore(service.client, service.measures).rollUpsBefore(to);
  const within = rollUps.filter(({ day }) => day >= from);
  const league = surveyLeague(within, by);
  if (league.length === 0) throw new OpsError(`Nobody was asked or answered from ${from} to before ${to}.`);
  const lines = [...league, surveyTotal(within)];
  if (await giveCsv({ titles: TITLES, rows: lines.map((line) => rowOf(line, nameOf(line.of))) }, csv)) return;
  say(
    `What residents said from ${from} to before ${to}, by ${by}: the least satisfied first; satisfied is four or five of five overall, with its interval of 95 %; below ${FEWEST_RATINGS} answers no average.`,
  );
  for (const line of lines) say(`${nameOf(line.of)}: ${told(line)}`);
};

const told = ({ asked, responseRate, n, overall, satisfied }: SurveyLine): string =>
  [
    satisfied
      ? `satisfied ${sayShare(satisfied.share)} (${sayShare(satisfied.low)} to ${sayShare(satisfied.high)}), overall ${overall?.toFixed(2)} of 5`
      : NO_DATA,
    `n = ${n}`,
    `asked ${asked}, response rate ${sayShare(responseRate)}`,
  ].join('; ');

const rowOf = (line: SurveyLine, name: string): string[] => {
  const { of, asked, responseRate, n, accuracy, courtesy, ease, overall, satisfied } = line;
  const figures = [
    responseRate,
    n,
    accuracy,
    courtesy,
    ease,
    overall,
    satisfied?.share,
    satisfied?.low,
    satisfied?.high,
  ];
  return [of, name, String(asked), ...figures.map((value) => value?.toString() ?? NO_DATA)];
};

import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { type SurveyScores, scoresBy } from '../../functions/surveys/scores.ts';
import { type SurveyRecord, surveysKey } from '../../functions/surveys/survey-record.ts';
import { SURVEY_QUESTIONS } from '../../functions/surveys/survey.ts';
import { say } from './options.ts';
import { OpsError, type RunningService, type Where, findService } from './register.ts';
import { writeCsv } from './sheets/csv.ts';

const NO_DATA = 'no data';

const recordsOf = async ({ client, table }: RunningService, month: string): Promise<SurveyRecord[]> => {
  const found: SurveyRecord[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': surveysKey(month) },
    },
  );
  for await (const { Items = [] } of pages) found.push(...(Items as SurveyRecord[]));
  return found;
};

/** Scores as the cells of a row: how many were asked and answered, the rate, and the average of each question. */
export const cellsOf = ({ asked, answered, responseRate, averages }: SurveyScores): string[] => [
  String(asked),
  String(answered),
  responseRate === undefined ? NO_DATA : `${(responseRate * 100).toFixed(1)} %`,
  ...SURVEY_QUESTIONS.map((question) => averages?.[question].toFixed(2) ?? NO_DATA),
];

const TITLES = ['city and partner', 'asked', 'answered', 'response rate', ...SURVEY_QUESTIONS];

/** Prints the scores of the requests that were resolved in a month, as lines or as CSV. Throws an OpsError for what is no month. */
export const surveys = async (options: Where & { month?: string; csv?: boolean }): Promise<void> => {
  const { month, csv } = options;
  if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/u.test(month))
    throw new OpsError(`${month} is no month; write 2026-06.`);
  const service = await findService(options);
  const records = await recordsOf(service, month ?? new Date(service.now).toISOString().slice(0, 7));
  const rows = scoresBy(records).map(([name, scores]) => [name, ...cellsOf(scores)]);
  if (csv) return void process.stdout.write(writeCsv({ titles: TITLES, rows }));
  if (rows.length === 0) return say('Nobody was asked, and nobody has answered.');
  for (const [name = '', ...cells] of [TITLES, ...rows])
    say(`${name.padEnd(34)}${cells.map((cell) => cell.padStart(14)).join('')}`);
};

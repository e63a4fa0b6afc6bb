import { catalogueOf } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { type Office, readOffice } from '../review/office.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { WatchRegisterEnvironment } from './contract.ts';
import { calendarFindings, findingsOf } from './findings.ts';
import { LogMessage } from './log-messages.ts';
import { registerNotice } from './register-notices.ts';
import { type QueueNotice, createNoticeQueue } from '../notices/notice-queue.store.ts';

const log = logOf(LogMessage);

interface Dependencies {
  queue: QueueNotice;
  office: Office;
  now: () => number;
}

/** Looks the register of partners and the calendars through, and tells the manager of each finding once. */
export const watchRegister =
  ({ queue, office, now }: Dependencies) =>
  async (): Promise<{ findings: number; told: number }> => {
    const catalogue = catalogueOf(PUBLISHED_NAME);
    const findings = [...findingsOf(catalogue, now()), ...calendarFindings(catalogue, now())];
    let told = 0;
    for (const finding of findings) if (await queue(registerNotice(finding, catalogue, office, now()))) told += 1;
    log.info('REGISTER_WATCHED', { findings: findings.length, told });
    return { findings: findings.length, told };
  };

export const handler = lambda(
  WatchRegisterEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const now = () => Date.now();
    const queue = createNoticeQueue(client, environment.NOTICES_TABLE, now);
    return { queue, office: readOffice(environment.OFFICE), ...openCatalogue(environment, client, now), now };
  },
  watchRegister,
);

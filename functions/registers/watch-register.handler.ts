import { isDeepStrictEqual } from 'node:util';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { PUBLISHED_NAME } from '../catalogue/published.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { toLocal } from '../clocks/business-calendar.ts';
import { type QueueNotice, createNoticeQueue } from '../notices/notice-queue.store.ts';
import { type RecipientStore, createRecipientStore } from '../notices/recipients.store.ts';
import { type Office, readOffice } from '../review/office.ts';
import { dynamoDb } from '../shared/clients.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { createKeyReader, readerOf } from '../shared/secrets.ts';
import { WatchRegisterEnvironment } from './contract.ts';
import { calendarFindings, findingsOf, unreachableContacts } from './findings.ts';
import { withDates } from './lacking.ts';
import { type LackingStore, createLackingStore } from './lacking.store.ts';
import { LogMessage } from './log-messages.ts';
import { registerNotice } from './register-notices.ts';

const log = logOf(LogMessage);

interface Dependencies {
  queue: QueueNotice;
  recipients: Pick<RecipientStore, 'look'>;
  lacking: LackingStore;
  office: Office;
  now: () => number;
}

/**
 * Looks the register of partners and the calendars through, and tells the manager of each finding once. What is missing is kept before it is told:
 * a run that went no further is made good by the next.
 */
export const watchRegister =
  ({ queue, recipients, lacking, office, now }: Dependencies) =>
  async (): Promise<{ findings: number; told: number }> => {
    const catalogue = catalogueOf(PUBLISHED_NAME);
    const found = [
      ...findingsOf(catalogue, now()),
      ...(await unreachableContacts(catalogue, recipients.look, now())),
      ...calendarFindings(catalogue, now()),
    ];
    const known = await lacking.find();
    const { findings, lacking: present } = withDates(found, known, toLocal(now(), catalogue.timeZone).slice(0, 10));
    if (!isDeepStrictEqual(present, known)) await lacking.put(present);
    let told = 0;
    for (const finding of findings) if (await queue(registerNotice(finding, catalogue, office, now()))) told += 1;
    log.info('REGISTER_WATCHED', {}, { findings: findings.length, told });
    return { findings: findings.length, told };
  };

export const handler = lambda(
  WatchRegisterEnvironment,
  (environment): Dependencies => {
    const client = dynamoDb();
    const now = () => Date.now();
    const addressKey = readerOf(createKeyReader(now), environment.ADDRESS_KEY_SECRET);
    const { NOTICES_TABLE: table, OFFICE } = environment;
    return {
      queue: createNoticeQueue(client, table, now),
      recipients: createRecipientStore(client, table, addressKey, now),
      lacking: createLackingStore(client, table),
      office: readOffice(OFFICE),
      ...openCatalogue(environment, client, now),
      now,
    };
  },
  watchRegister,
);

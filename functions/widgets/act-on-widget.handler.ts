import { catalogueOf } from '../catalogue/catalogue.ts';
import { openCatalogue } from '../catalogue/refresh-catalogue.store.ts';
import { type RequestsStore, openRequests } from '../requests/requests.store.ts';
import { type Office, readOffice } from '../review/office.ts';
import { lambda } from '../shared/lambda.ts';
import { logOf } from '../shared/logger.ts';
import { type Counter, createCounter } from '../shared/metrics.ts';
import { type ReadKeys, createKeyReader } from '../shared/secrets.ts';
import { surveyWindowMs } from '../surveys/contract.ts';
import { type Answered, answerBox, linkBox } from './answer-box.ts';
import { ActOnWidgetEnvironment, METRICS_NAMESPACE, MetricName } from './contract.ts';
import { frame } from './frame.ts';
import { LogMessage } from './log-messages.ts';
import { pageLink } from './page-link.ts';
import { type WidgetChange, decideWidgetChange, readWidgetCommand } from './widget-command.ts';
import { fieldsIn, themeIn, widgetEventOf } from './widget-event.ts';

const log = logOf(LogMessage);

interface Dependencies {
  requests: Pick<RequestsStore, 'changeWithHistory'>;
  metrics: Counter<keyof typeof MetricName>;
  readKeys: ReadKeys;
  linkKeysSecret: string;
  publicUrl: string;
  office: Office;
  /** How long a resolved request may be reopened, ms. */
  surveyWindowMs: number;
  now: () => number;
}

/** Does what a button of a widget says: one command, one transaction, or the link to a page. Answers a box for the dashboard's pop-up, whatever happens. */
export const actOnWidget =
  (dependencies: Dependencies) =>
  async (given: unknown): Promise<string> => {
    const { metrics, now } = dependencies;
    const event = widgetEventOf(given);
    const shown = { theme: themeIn(event), now: now() };
    const reading = readWidgetCommand(event, fieldsIn(event));
    try {
      if (reading.kind === 'open') {
        const keys = await dependencies.readKeys(dependencies.linkKeysSecret);
        return frame(linkBox(pageLink(reading, dependencies.publicUrl, keys, shown.now)), shown).toString();
      }
      const answered = reading.kind === 'refused' ? reading : await carryOut(reading.change, dependencies);
      tell(answered, reading.kind === 'change' ? reading.change : undefined, metrics);
      return frame(answerBox(answered), shown).toString();
    } catch (error) {
      log.error('ACTION_FAILED', { error });
      metrics.count(MetricName.ActionsFailed);
      return frame(answerBox({ kind: 'failed' }), shown).toString();
    }
  };

const carryOut = async (
  change: WidgetChange,
  { requests, office, surveyWindowMs, now }: Dependencies,
): Promise<Answered> => {
  const { requestId } = change;
  const result = await requests.changeWithHistory(requestId, (file) =>
    decideWidgetChange(file, change, { catalogue: catalogueOf(file.request.catalogue), office, surveyWindowMs }, now()),
  );
  return result?.outcome ?? { kind: 'refused', code: 'not-found', message: 'There is no such request.' };
};

const tell = (answered: Answered, change: WidgetChange | undefined, metrics: Dependencies['metrics']): void => {
  const about = change ? { action: change.command.command.action, requestId: change.requestId } : {};
  if (answered.kind === 'refused') {
    log.info('ACTION_REFUSED', { ...about, code: answered.code, field: answered.field });
    metrics.count(MetricName.ActionsRefused);
  } else {
    log.info('ACTION_TAKEN', { ...about, outcome: answered.kind });
    metrics.count(MetricName.ActionsTaken);
  }
};

export const handler = lambda(
  ActOnWidgetEnvironment,
  (environment): Dependencies => {
    const { requests, now } = openRequests(environment);
    return {
      requests,
      now,
      ...openCatalogue(environment),
      metrics: createCounter(METRICS_NAMESPACE, MetricName),
      readKeys: createKeyReader(now),
      linkKeysSecret: environment.LINK_KEYS_SECRET,
      publicUrl: environment.PUBLIC_URL,
      office: readOffice(environment.OFFICE),
      surveyWindowMs: surveyWindowMs(environment),
    };
  },
  actOnWidget,
);

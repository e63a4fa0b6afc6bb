import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as contract from '../../functions/open311/contract.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { type PublicFeatureProps, allowCatalogue, allowFiling, storeEnvironment } from './feature-props.ts';

const BASE = '/open311/v2';

/** The two formats of the standard, each with an address of its own. */
const FORMATS = ['json', 'xml'] as const;

/**
 * Figures change once a month, and answers may be kept for an hour: two calls a second are many. The five million calls a month that this
 * lets through, of a third of a megabyte each, come to some $200 at most, three quarters of it traffic.
 */
const FIGURES_THROTTLE = { rate: 2, burst: 10 };

/** Open311 GeoReport v2: what can be asked for, what is public of requests, and a way to report. */
export class Open311 extends Construct {
  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    const OPEN311 = JSON.stringify(house.config.open311);
    const PUBLIC_TABLE = data.published.tableName;

    const describeServices = new ServiceFunction(this, 'DescribeServices', {
      house,
      handler: 'open311/describe-services.handler.ts',
      environmentSchema: contract.DescribeServicesEnvironment,
      environment: {
        REQUESTS_TABLE: data.requests.tableName,
        OPEN311,
        PUBLIC_URL: api.publicUrl,
        CONTACT: house.config.sender,
      },
      timeout: Duration.seconds(10),
      failing: {
        what: 'The list of services could not be told.',
        impact: 'Apps that ask for it anew cannot offer the city’s services, and their residents cannot report.',
      },
    });
    allowCatalogue(data, describeServices);

    const readRequests = new ServiceFunction(this, 'ReadRequests', {
      house,
      handler: 'open311/read-requests.handler.ts',
      environmentSchema: contract.ReadRequestsEnvironment,
      environment: { REQUESTS_TABLE: data.requests.tableName, PUBLIC_TABLE, OPEN311 },
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'Public requests could not be read.',
        impact: 'Apps and maps show old requests or none; nobody’s request is touched.',
      },
    });
    allowCatalogue(data, readRequests);
    data.published.allow(readRequests, ['BatchGetItem', 'Query'], ['REQUEST#*']);
    for (const index of [
      contract.BY_TIME_INDEX,
      contract.BY_CHANGE_INDEX,
      contract.BY_SERVICE_INDEX,
      contract.OPEN_INDEX,
    ])
      data.published.allowIndex(readRequests, index);

    const acceptReport = new ServiceFunction(this, 'AcceptReport', {
      house,
      handler: 'open311/accept-report.handler.ts',
      environmentSchema: contract.AcceptReportEnvironment,
      environment: {
        ...storeEnvironment(data),
        PUBLIC_TABLE,
        OPEN311,
        OPEN311_KEYS_SECRET: data.open311Keys.secretArn,
      },
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'A report through Open311 ended in an error of ours.',
        impact: 'A resident’s report may not be recorded unless the app sends it again.',
      },
    });
    allowFiling(data, acceptReport);
    acceptReport.explainGrants({
      actions: ['dynamodb:Query'],
      reason:
        'It looks whether a report came before when two of the same come at once; the tests’ come one after the other.',
    });
    allowCatalogue(data, acceptReport);
    data.published.allow(acceptReport, ['PutItem'], ['REQUEST#*']);
    data.published.allow(acceptReport, ['UpdateItem'], ['RATE#*']);
    data.open311Keys.allowRead(acceptReport);

    const readFigures = new ServiceFunction(this, 'ReadFigures', {
      house,
      handler: 'open311/read-figures.handler.ts',
      environmentSchema: contract.ReadFiguresEnvironment,
      environment: { PUBLIC_TABLE, OPEN311 },
      timeout: Duration.seconds(10),
      failing: {
        what: 'The public figures could not be told.',
        impact:
          'Whoever shows or studies the city’s figures has those of the last answer; nobody’s request is touched.',
      },
    });
    data.published.allow(readFigures, ['Query'], ['FIGURES']);
    for (const format of ['json', 'csv']) api.route('GET', `/open311/figures.${format}`, readFigures, FIGURES_THROTTLE);

    for (const format of FORMATS) {
      api.route('GET', `/open311/discovery.${format}`, describeServices);
      api.route('GET', `${BASE}/services.${format}`, describeServices);
      api.route('GET', `${BASE}/requests.${format}`, readRequests);
      api.route('POST', `${BASE}/requests.${format}`, acceptReport);
      api.route('GET', `${BASE}/servicerequestupdates.${format}`, readRequests);
    }
    api.route('GET', `${BASE}/services/{document}`, describeServices);
    api.route('GET', `${BASE}/requests/{document}`, readRequests);
    api.route('GET', `${BASE}/tokens/{document}`, readRequests);
    // What has another ending is answered too, and not by a gateway that speaks another language.
    api.route('GET', `${BASE}/{document}`, describeServices);
    api.route('POST', `${BASE}/{document}`, describeServices);
  }
}

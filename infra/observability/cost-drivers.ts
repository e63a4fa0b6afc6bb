import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ServiceApi } from '../constructs/service-api.ts';
import type { Workflow } from '../constructs/workflow.ts';
import type { DataStack } from '../stacks/data-stack.ts';

const DAY = Duration.days(1);

/** List prices of us-east-1, dollars for one unit, as the bench of costs has them (test/bench/README.md, Cost). */
const PRICE = {
  email: 1e-4,
  stateEntered: 25e-6,
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  invocation: 0.2e-6,
  gigabyteSecond: 13.3334e-6,
  apiCall: 3.5e-6,
} as const;

/** States that a simple request enters; the bench counts them. Step Functions counts them for an account only. */
const STATES_A_REQUEST = 6;

/** Functions have a quarter or half a GB: half is what they cost at most. */
const GIGABYTES = 0.5;

/** A number as metric math reads it; it knows no exponents. */
const written = (price: number): string => price.toFixed(12).replace(/0+$/, '');

/** What a day costs at list price, by its biggest drivers, $ each; what AWS has not counted has no line, and no zero. */
export const costDrivers = ({
  api,
  workflow,
  data,
  sent,
}: {
  api: ServiceApi;
  workflow: Workflow;
  data: DataStack;
  /** Notices that were sent. */
  sent: Metric;
}): MathExpression[] => {
  const driver = (label: string, expression: string, usingMetrics: Record<string, Metric>) =>
    new MathExpression({
      label,
      expression,
      usingMetrics: Object.fromEntries(
        Object.entries(usingMetrics).map(([id, metric]) => [id, metric.with({ period: DAY })]),
      ),
      period: DAY,
    });
  const tables = [data.requests, data.notices, data.published, data.measures];
  const named = (letter: string, units: Metric[]) =>
    units.map((metric, index) => [`${letter}${index}`, metric] as const);
  const writes = named(
    'w',
    tables.flatMap((table) => table.units('ConsumedWriteCapacityUnits')),
  );
  const read = named(
    'r',
    tables.flatMap((table) => table.units('ConsumedReadCapacityUnits')),
  );
  // The first is of the requests themselves, which every working day has: where AWS counted nothing, no zero is made up.
  const sum = (units: readonly (readonly [id: string, Metric])[]) =>
    units.map(([id], index) => (index === 0 ? id : `FILL(${id}, 0)`)).join(' + ');
  const account = (metricName: string) => new Metric({ namespace: 'AWS/Lambda', metricName, statistic: 'Sum' });
  return [
    driver('E-mails', `sent * ${written(PRICE.email)}`, { sent }),
    driver('Workflow, six states a request', `started * ${written(PRICE.stateEntered * STATES_A_REQUEST)}`, {
      started: workflow.metric('ExecutionsStarted'),
    }),
    driver(
      'Tables and indexes',
      `${written(PRICE.writeUnit)} * (${sum(writes)}) + ${written(PRICE.readUnit)} * (${sum(read)})`,
      Object.fromEntries([...writes, ...read]),
    ),
    driver(
      'Functions of the account, at 512 MB',
      `invoked * ${written(PRICE.invocation)} + milliseconds * ${written((PRICE.gigabyteSecond * GIGABYTES) / 1000)}`,
      { invoked: account('Invocations'), milliseconds: account('Duration') },
    ),
    driver('API calls', `called * ${written(PRICE.apiCall)}`, { called: api.metric('Count', 'Sum') }),
  ];
};

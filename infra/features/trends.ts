import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FindTrendsEnvironment } from '../../functions/trends/contract.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { type FeatureProps, allowCatalogue, officeEnvironment, storeEnvironment } from './feature-props.ts';

/** What changed beyond chance, and targets that say nothing: found every night in the roll-ups. */
export class Trends extends Construct {
  constructor(scope: Construct, id: string, { house, data }: FeatureProps) {
    super(scope, id);
    const findTrends = new ScheduledFunction(this, 'FindTrends', {
      house,
      handler: 'trends/find-trends.handler.ts',
      environmentSchema: FindTrendsEnvironment,
      environment: {
        ...storeEnvironment(data),
        ...officeEnvironment(house),
        MEASURES_TABLE: data.measures.tableName,
      },
      every: Duration.days(1),
      description:
        'Looks through the last whole week for what changed beyond chance, and tells the manager of what is new.',
      memory: 512,
      failing: {
        what: 'The last whole week was not looked through for trends last night.',
        impact:
          'The manager is not told of what changed beyond chance, of targets that nobody meets or everybody with ease; no request is touched.',
      },
    });
    allowCatalogue(data, findTrends);
    data.measures.allow(findTrends, ['Query'], ['DAYS', 'ROLL-UPS#*', 'ROWS#*', 'TRENDS']);
    data.measures.allow(findTrends, ['PutItem'], ['TRENDS']);
    data.notices.allow(findTrends, ['PutItem']);
  }
}

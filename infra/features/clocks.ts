import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as contract from '../../functions/clocks/contract.ts';
import { WATCH_INDEX } from '../../functions/shared/contract.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import {
  type PublicFeatureProps,
  allowCatalogue,
  allowCommand,
  allowQuietCommand,
  formEnvironment,
  officeEnvironment,
  storeEnvironment,
} from './feature-props.ts';

/** Acts on the milestones of running clocks, moves them when a calendar or a storm changes, and records who answers an escalation. */
export class Clocks extends Construct {
  /** The workflow's task at a milestone. */
  readonly actOnMilestones: ServiceFunction;

  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    this.actOnMilestones = new ServiceFunction(this, 'ActOnMilestones', {
      house,
      handler: 'clocks/act-on-milestones.handler.ts',
      environmentSchema: contract.ActOnMilestonesEnvironment,
      environment: { ...storeEnvironment(data), ...officeEnvironment(house) },
      timeout: Duration.seconds(30),
      failing: { coveredBy: 'The workflow retries it; what stays broken raises workflow/OperatorsNeeded.' },
    });
    allowCommand(data, this.actOnMilestones);
    allowCatalogue(data, this.actOnMilestones);

    const acknowledgeEscalation = new ServiceFunction(this, 'AcknowledgeEscalation', {
      house,
      handler: 'clocks/acknowledge-escalation.handler.ts',
      environmentSchema: contract.AcknowledgeEscalationEnvironment,
      environment: formEnvironment({ house, data, api }),
      timeout: Duration.seconds(15),
      memory: 512,
      failing: {
        what: 'The acknowledgement of an escalation could not be recorded.',
        impact: 'The next level is written to although somebody has taken the matter on.',
      },
    });
    allowCommand(data, acknowledgeEscalation);
    allowCatalogue(data, acknowledgeEscalation);
    data.linkKeys.allowRead(acknowledgeEscalation);
    data.photos.allowShow(acknowledgeEscalation);
    api.route('POST', '/escalations/{token}', acknowledgeEscalation);

    const moveClocks = new ScheduledFunction(this, 'MoveClocks', {
      house,
      handler: 'clocks/move-clocks.handler.ts',
      environmentSchema: contract.MoveClocksEnvironment,
      environment: storeEnvironment(data),
      every: Duration.minutes(5),
      description: 'Counts the open promises anew when a calendar or a storm has changed, and does nothing otherwise.',
      memory: 512,
      failing: {
        what: 'Open promises were not counted anew after a calendar or a storm had changed.',
        impact: 'Residents read the due time of before the change, and warnings may come too early or too late.',
      },
    });
    allowQuietCommand(data, moveClocks);
    allowCatalogue(data, moveClocks);
    data.requests.allowIndex(moveClocks, WATCH_INDEX);
    data.requests.allow(moveClocks, ['GetItem', 'PutItem'], ['CLOCKS#*']);
  }
}

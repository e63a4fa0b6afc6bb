import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AcknowledgeEscalationEnvironment, ActOnMilestonesEnvironment } from '../../functions/clocks/contract.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import {
  type PublicFeatureProps,
  allowCatalogue,
  allowCommand,
  formEnvironment,
  officeEnvironment,
  storeEnvironment,
} from './feature-props.ts';

/** Acts on the milestones of running clocks, and records who answers an escalation. */
export class Clocks extends Construct {
  /** The workflow's task at a milestone. */
  readonly actOnMilestones: ServiceFunction;

  constructor(scope: Construct, id: string, { house, data, api }: PublicFeatureProps) {
    super(scope, id);
    this.actOnMilestones = new ServiceFunction(this, 'ActOnMilestones', {
      house,
      handler: 'clocks/act-on-milestones.handler.ts',
      environmentSchema: ActOnMilestonesEnvironment,
      environment: { ...storeEnvironment(data), ...officeEnvironment(house) },
      timeout: Duration.seconds(30),
      failing: { coveredBy: 'The workflow retries it; what stays broken raises workflow/OperatorsNeeded.' },
    });
    allowCommand(data, this.actOnMilestones);
    allowCatalogue(data, this.actOnMilestones);

    const acknowledgeEscalation = new ServiceFunction(this, 'AcknowledgeEscalation', {
      house,
      handler: 'clocks/acknowledge-escalation.handler.ts',
      environmentSchema: AcknowledgeEscalationEnvironment,
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
  }
}

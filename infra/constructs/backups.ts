import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { EnvironmentName } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import { nameOf } from './house.ts';
import type { ServiceTable } from './service-table.ts';

export interface BackupsProps {
  environment: EnvironmentName;
  key: IKey;
  tables: ServiceTable[];
}

/** Days that the copy of a day is kept: as far back as a table itself can be set. */
const DAILY_KEPT = Duration.days(35);
/** Days that the copy of a month is kept: a fiscal year can be looked at after its end. */
const MONTHLY_KEPT = Duration.days(400);
/** Days in which whoever may change the vault may still take its lock off; then nobody can, AWS included. */
const LOCK_AFTER = Duration.days(3);

/**
 * Copies of the tables in a vault of their own: one a day, and one a month for more than a year. A table can be set back to any second of 35 days by
 * itself, but not when the table is gone, and not beyond; no copy can be deleted before its time, by a mistake or by somebody with our rights.
 */
export class Backups extends Construct {
  constructor(scope: Construct, id: string, { environment, key, tables }: BackupsProps) {
    super(scope, id);
    const vault = new BackupVault(this, 'Vault', {
      backupVaultName: nameOf(environment, 'Backups'),
      encryptionKey: key,
      lockConfiguration: { minRetention: Duration.days(1), changeableFor: LOCK_AFTER },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const plan = new BackupPlan(this, 'Plan', { backupPlanName: nameOf(environment, 'Backups'), backupVault: vault });
    // At night in the city, when nobody works; both are UTC, as AWS Backup counts.
    plan.addRule(
      new BackupPlanRule({
        ruleName: 'daily',
        scheduleExpression: Schedule.cron({ hour: '8', minute: '0' }),
        deleteAfter: DAILY_KEPT,
      }),
    );
    plan.addRule(
      new BackupPlanRule({
        ruleName: 'monthly',
        scheduleExpression: Schedule.cron({ day: '1', hour: '9', minute: '0' }),
        deleteAfter: MONTHLY_KEPT,
      }),
    );
    const selection = plan.addSelection('Tables', {
      resources: tables.map((table) => BackupResource.fromArn(table.tableArn)),
    });
    acknowledge(
      selection,
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
      'AWS keeps this policy to what its backups need, and only its backups may take on the role.',
    );
  }
}

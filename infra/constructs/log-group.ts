import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { House } from './house.ts';

/** A log group as every one here is: it ends with its days, under a key of its own, and goes with its stack: what must be kept is in the tables. */
export const houseLogs = (scope: Construct, id: string, { config, logKey }: House, logGroupName: string): LogGroup =>
  new LogGroup(scope, id, {
    logGroupName,
    retention: config.logDays,
    encryptionKey: logKey,
    removalPolicy: RemovalPolicy.DESTROY,
  });

import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Alarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** Alarms of another stack, by their names in letters, so that neither stack waits for the other. */
export const alarmsByName = (scope: Construct, names: readonly string[]): IAlarm[] =>
  [...names].sort().map((name) =>
    Alarm.fromAlarmArn(
      scope,
      `Alarm-${name}`,
      Stack.of(scope).formatArn({
        service: 'cloudwatch',
        resource: 'alarm',
        resourceName: name,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ),
  );

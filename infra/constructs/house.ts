import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Config, EnvironmentName } from '../config.ts';

/** A handler's path from functions/. */
export type HandlerFile = `${string}.handler.ts`;

/** Where the bundled code of a handler is. */
export type CodeOf = (handler: HandlerFile) => Code;

/** What every house construct is given: where it stands, who is called when it fails, and what its logs are kept under. */
export interface House {
  environment: EnvironmentName;
  config: Config;
  code: CodeOf;
  alarms: ITopic;
  /** Who is woken by the few alarms that cannot wait for the morning. */
  urgentAlarms: ITopic;
  /** What logs are kept under: whoever reads them does not read the tables by it. */
  logKey: IKey;
}

/**
 * The name of a resource: `Resolve311-Production-SendNotice`. Names are given, not generated, so that the runbook's commands can be
 * pasted, a dashboard needs no reference to another stack, and CloudFormation refuses to replace a table by mistake.
 */
export const nameOf = (environment: EnvironmentName, thing: string): string =>
  `Resolve311-${environment[0]?.toUpperCase()}${environment.slice(1)}-${thing}`;

/** The value of the `service` dimension and of `service` in every log line; keeps environments of one account apart. */
export const serviceName = (environment: EnvironmentName): string => `resolve311-${environment}`;

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LinkKeys } from '../../../functions/pages/signed-link.ts';
import type { LocalClock } from '../clock.ts';
import type { LogLine } from '../functions.ts';
import type { Mailbox } from '../mailbox.ts';
import type { Metrics } from '../metrics.ts';
import type { QueueMessage } from '../queues.ts';
import type { StepFunctions } from '../step-functions/step-functions.ts';
import type { ShownAlarm } from './widgets.ts';

/** An alarm with what it says of itself. */
export interface ConsoleAlarm extends ShownAlarm {
  description: string;
  /** When it came into its state, epoch ms. */
  since?: number;
  reason?: string;
}

/** A queue and what lies in it. */
export interface ConsoleQueue {
  name: string;
  messages: readonly QueueMessage[];
}

/** What the console shows of a running stack, and nothing else of it. */
export interface ConsoleStack {
  /** Public address of the API with its stage, no slash at its end. */
  url: string;
  city: string;
  timeZone: string;
  clock: LocalClock;
  dynamodb: DynamoDBDocumentClient;
  tables: { requests: string; notices: string; measures: string };
  /** Where SDK clients find every service but DynamoDB, for tools on this machine. */
  gatewayUrl: string;
  /** Where photos lie, for tools on this machine. */
  photos: { endpoint: string; bucket: string };
  linkKeys(): LinkKeys;
  /** The secret that a platform signs with, or the key of `open311`; undefined for a platform that is not there. */
  webhookSecret(platform: string): string | undefined;
  /** Platform names with the catalogue that each uses. */
  platforms: Record<string, { catalogue: string; format: string }>;
  stepFunctions: StepFunctions;
  machines: { name: string; arn: string; definition: MachineDefinition }[];
  dashboards: { name: string; body: string }[];
  metrics: Metrics;
  alarms(): ConsoleAlarm[];
  queues(): ConsoleQueue[];
  functions: {
    names(): string[];
    /** Whether there is one by this name or ARN. */
    has(name: string): boolean;
    logs(name: string): LogLine[];
    invoke(name: string, event: unknown): Promise<unknown>;
  };
  mailbox: Pick<Mailbox, 'list' | 'count' | 'read' | 'url'>;
}

/** The part of a state machine's text that is drawn. */
export interface MachineDefinition {
  Comment?: string;
  StartAt: string;
  States: Record<
    string,
    {
      Type: string;
      Comment?: string;
      Next?: string;
      Default?: string;
      End?: boolean;
      Choices?: { Next: string; Condition?: string }[];
      Catch?: { ErrorEquals: string[]; Next: string }[];
    }
  >;
}

import * as z from 'zod/mini';
import { StoreEnvironment, namespaceOf, required } from '../shared/contract.ts';

export const METRICS_NAMESPACE = namespaceOf('Workflow');

export const MetricName = {
  WorkflowsStarted: 'WorkflowsStarted',
  WorkflowsWoken: 'WorkflowsWoken',
  /** Requests whose automation gave up; a person has to look. */
  OperatorsNeeded: 'OperatorsNeeded',
  /** Milestones and workflows that the reconciler found undone and repaired. */
  Repairs: 'Repairs',
  /** Notices whose sending is uncertain and waits for a person. */
  NoticesUncertain: 'NoticesUncertain',
} as const;

/** The task that registers a token. */
export const WaitForChangeEnvironment = StoreEnvironment;

/** The task that ends the survey window. */
export const CloseRequestEnvironment = StoreEnvironment;

/** The task that every catch leads to. */
export const CallOperatorEnvironment = StoreEnvironment;

/** How often tables, executions and notices are compared, minutes. */
export const RECONCILED_EVERY_MINUTES = 2;

/** The schedule that compares them. */
export const ReconcileEnvironment = z.extend(StoreEnvironment, { STATE_MACHINE_ARN: required, OFFICE: required });

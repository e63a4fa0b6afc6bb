/** Every line that the workflow's functions log: its code and what it means. */
export const LogMessage = {
  WORKFLOW_STARTED_LATE: 'The reconciler found a request whose workflow had not started, and started it.',
  MILESTONE_FOUND_LATE: 'The reconciler found a milestone or a closing that no timer had brought, and did it.',
  REQUEST_NOT_REPAIRED: 'The reconciler could not repair a request, and went on with those behind it.',
} as const;

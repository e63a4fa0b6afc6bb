/** The name of a cycle's first execution: a second start of the same name does nothing, so a repeated stream record is harmless. */
export const executionName = (requestId: string, cycle: number): string => `${requestId}-${cycle}`;

/** The name of an execution that the reconciler starts in place of a lost one: once for each version that it found stuck. */
export const repairName = (requestId: string, cycle: number, version: number): string =>
  `${requestId}-${cycle}-r${version}`;

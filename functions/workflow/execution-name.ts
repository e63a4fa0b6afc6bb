/** The name of a cycle's first execution: a second start of the same name does nothing, so a repeated stream record is harmless. */
export const executionName = (requestId: string, cycle: number): string => `${requestId}-${cycle}`;

/**
 * The name of an execution that goes on where there is none: in place of a lost one, or for the concern about a request whose own had
 * ended. Once for each version, so that the stream and the reconciler start one together.
 */
export const lateName = (requestId: string, cycle: number, version: number): string =>
  `${requestId}-${cycle}-r${version}`;

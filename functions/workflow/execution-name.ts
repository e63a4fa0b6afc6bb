/** The name of a cycle's first execution: a second start of the same name does nothing, so a repeated stream record is harmless. */
export const executionName = (requestId: string, cycle: number): string => `${requestId}-${cycle}`;

/**
 * The name of an execution that goes on where there is none: in place of a lost one, or for the concern about a request whose own had
 * ended. Once for each version, so that the stream and the reconciler start one together.
 */
export const lateName = (requestId: string, cycle: number, version: number): string =>
  `${requestId}-${cycle}-r${version}`;

const AGAIN_MS = 10 * 60_000;

/**
 * The name of one more execution, where a request has not got on although its first and the late one of its version began: an outage that outlasts
 * both of them. One in ten minutes, so that it gets on within a quarter of an hour after the outage, and a long one starts six an hour.
 */
export const againName = (requestId: string, cycle: number, version: number, now: number): string =>
  `${lateName(requestId, cycle, version)}-${Math.floor(now / AGAIN_MS)}`;

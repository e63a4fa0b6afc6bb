/** Every line that the plumbing logs: its code and what it means. */
export const LogMessage = {
  INVOCATION_FAILED:
    'An invocation ended with an error; `errorName` says which and `errorAt` where. Its caller tries again by its own rules.',
  MESSAGE_FAILED: 'A message of a queue was not handled; the queue brings it again, and gives it up in the end.',
  STREAM_RECORD_FAILED: 'A record of a stream was not handled; Lambda brings it again, and every one after it.',
} as const;

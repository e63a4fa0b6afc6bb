/** Every line that the clocks log. */
export const LogMessage = {
  CLOCKS_MOVED: 'Open promises were counted anew under the calendars and storms in force: `looked` at, `moved`.',
  CLOCKS_NOT_MOVED:
    'The promises of a request could not be counted anew: its calendar ends, or an agreement that it names is not there.',
} as const;

/** Every line that the clocks log. */
export const LogMessage = {
  CLOCKS_MOVED: 'Open promises were counted anew under the calendars and storms in force: `looked` at, `moved`.',
} as const;

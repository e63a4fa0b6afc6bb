/** Every line that the look for trends logs. */
export const LogMessage = {
  TRENDS_FOUND:
    'The last whole week was looked through: `findings` hold, `fresh` of them are told now, `closed` hold no more.',
} as const;

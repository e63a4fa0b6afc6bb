/** Every line that the scorecards log. */
export const LogMessage = {
  SCORECARDS_WRITTEN:
    'Monthly scorecards were queued: `partners` to the desks of partners, `manager` to the Service Operations Manager.',
  SCORECARD_NOT_OPENED: 'A link to a scorecard did not open.',
} as const;

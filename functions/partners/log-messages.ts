/** Every line that the exchange with partners' systems logs: its code and what it means. */
export const LogMessage = {
  UPDATE_TAKEN: 'An update of a partner’s system was taken; `result` says what it came to.',
  UPDATE_FLAGGED:
    'An update was recorded and needs a person: its status is unknown, or the request cannot be reopened.',
  UPDATE_REPEATED: 'An update was known already and got its first answer again.',
  UPDATE_REFUSED: 'An update was refused; `reason` says why.',
  WEBHOOK_SENT: 'A message was taken by its target.',
  WEBHOOK_POSTPONED: 'A message was not taken and waits; `reason` says why, and `nextAttemptAt` until when.',
  WEBHOOK_DEAD: 'A message was given up; `reason` says why. It no longer holds up newer ones, and can be redriven.',
  WEBHOOK_GROUP_LEFT: 'The messages of a request to one target were left to the schedule; `errorName` says why.',
} as const;

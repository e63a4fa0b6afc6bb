/** Every line that improvements log. */
export const LogMessage = {
  IMPROVEMENT_CHANGED: 'An improvement was changed: `action` says how.',
  IMPROVEMENT_REFUSED: 'The form of an improvement was refused and shown again; `code` and `field` say why.',
  IMPROVEMENT_NOT_OPENED: 'A link to findings or to an improvement did not open.',
  IMPROVEMENTS_REMINDED: 'Owners or the manager were told that the day of a review has come: `reminded` letters.',
} as const;

/** Every line that audits log. */
export const LogMessage = {
  AUDITS_DRAWN: 'The sample of `month` was handed out: `cases` in all, `audits` with those that are looked at twice.',
  CORRECTIONS_REMINDED: 'Owners were told that what they have to put right is due: `reminded` of them.',
  AUDIT_FINISHED: 'An audit was finished; `corrected` says whether it opened a correction, `proposed` a reopening.',
  CORRECTION_FINISHED: 'What an audit asked for was put right, as its owner says.',
  AUDIT_REFUSED: 'The form of an audit or a correction was refused and shown again; `code` and `field` say why.',
  AUDIT_NOT_OPENED: 'A link to an audit or a correction did not open.',
} as const;

/** Every line that Open311 logs: its code and what it means. */
export const LogMessage = {
  REPORT_ACCEPTED: 'A report that came through Open311 became a request.',
  REPORT_REPEATED: 'A report was known already and got its first answer again.',
  REPORT_REFUSED: 'A report was refused; `status` is the answer that its client got.',
  REQUEST_PUBLISHED: 'What is public of a request has changed.',
  REQUEST_HIDDEN: 'Nothing of a request is public any more, or yet.',
} as const;

/** Every line that the notices log: its code and what it means. Notices are named by their ids, never by an address. */
export const LogMessage = {
  NOTICE_SENT: 'SES took the message of a notice.',
  NOTICE_REFUSED:
    'SES will not take the message of a notice, or it has no usable address; `reason` says why. It is given up.',
  NOTICE_POSTPONED: 'SES took nothing; the notice is queued again. `reason` says why.',
  NOTICE_UNANSWERED: 'Whether SES took the message is not known; its event or the reconciler settles the claim.',
  NOTICE_SET_ASIDE:
    'Mail is slower than what there is to send: the notice waits for the next release, in order of importance.',
  NOTICE_WITHHELD:
    'A notice was not given to SES on purpose; `reason` says why: its recipient, who is not reached or does not want it, or the environment, which does not send.',
  RECIPIENT_UNREACHABLE:
    'A mailbox does not take mail or its owner complained (R140); nothing more is sent to it. `reason` says which.',
  NOTICES_RELEASED:
    'Notices whose time had come went on their way as `released` e-mails, `listed` of them as entries of a list; `leftOut` were overtaken or below a higher level, and `waiting` were found.',
  NOTICE_LANGUAGE_MISSING: 'A message is not written in the language asked for, and was sent in another (R143).',
  SES_EVENT_APPLIED: 'An event of SES moved a notice forward.',
  SES_EVENT_KNOWN: 'An event of SES said what was known already, or came after a later one.',
  SES_EVENT_IGNORED:
    'An event was not one of ours: malformed, of another kind, or about no known notice; `reason` says which.',
} as const;

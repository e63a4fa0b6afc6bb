/** Every line that the weekly lists log. */
export const LogMessage = {
  DIGESTS_WRITTEN:
    'Lists were queued: `partners` to the desks of partners, `manager` the week of the Service Operations Manager, `undeliverable` of those whom e-mail does not reach.',
} as const;

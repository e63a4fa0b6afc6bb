/** Every line that the weekly lists log. */
export const LogMessage = {
  DIGESTS_WRITTEN:
    'Weekly lists were queued: `partners` to the desks of partners, `manager` to the Service Operations Manager.',
} as const;

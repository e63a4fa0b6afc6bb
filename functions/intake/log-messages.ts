/** Every line that intake logs: its code and what it means. */
export const LogMessage = {
  DELIVERY_ACCEPTED: 'A delivery became a request.',
  DELIVERY_REPEATED: 'A delivery or its request was known already and got its first answer again.',
  DELIVERY_REFUSED: 'A delivery was refused; `reason` says why.',
} as const;

/** Every line that the keeping of photos logs: its code and what it means. */
export const LogMessage = {
  PHOTO_KEPT: 'A photo was cleaned and added to its work order.',
  PHOTO_KNOWN: 'The same photo had been dealt with before; nothing was changed.',
  PHOTO_REFUSED: 'A photo was not added; `reason` says why, and its original was deleted.',
  ORIGINAL_GONE: 'An event told of an original that is no longer there: it came twice, or out of order.',
  ORIGINAL_UNKNOWN: 'An event told of an original under a key that no page of ours gave out; it expires by itself.',
} as const;

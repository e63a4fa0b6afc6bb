/** Every line that the preferences log: its code and what it means. Their holder is named by a request, never by an address. */
export const LogMessage = {
  PREFERENCES_SHOWN: 'A signed link opened the page of preferences; `requestId` says by which request it was known.',
  PREFERENCES_CHOSEN: 'Preferences were saved, or had been already.',
  UNSUBSCRIBED: 'One click stopped everything optional for an address (RFC 8058), or it had been stopped already.',
  PREFERENCES_REFUSED: 'A form of preferences was refused and shown again; `field` says why.',
  PREFERENCES_NOT_OPENED:
    'A link was wrong, expired, meant for another page, or led to nobody; its holder saw the page for all four.',
} as const;

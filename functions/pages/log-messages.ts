/** Every line that the pages and their forms log: its code and what it means. */
export const LogMessage = {
  PAGE_SHOWN: 'A signed link opened a page; `purpose` and `requestId` say which.',
  LINK_NOT_OPENED:
    'A link was wrong, expired, meant for another page, or led to nothing; its holder saw the page for all four.',
  FORM_CARRIED_OUT: 'A form was carried out, or had been already; `action` says what it asked for.',
  FORM_REFUSED: 'A form was refused and shown again; `code` and `field` say why.',
  FORM_TOO_LARGE: 'A form was larger than a form can be, and was not read.',
  LINK_KEYS_ROTATED: 'Links are signed with a new key within the hour; the one before goes on to open what it signed.',
} as const;

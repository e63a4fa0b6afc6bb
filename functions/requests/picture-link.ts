/**
 * Reads the address of a picture that somebody named: `https:` and without credentials; undefined for any other. It is kept as a link for
 * people to open, and never fetched.
 */
export const pictureAt = (address: string | undefined): string | undefined => {
  if (!address || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === 'https:' && !url.username && !url.password ? url.href : undefined;
};

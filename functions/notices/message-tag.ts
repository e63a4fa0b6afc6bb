// SES takes letters, digits, hyphen and underscore in a tag's value, and at most 256 of them; a notice's id has hash signs.
const MAX_TAG = 256;
const TAG = /^[\w-]+$/;

/** Writes a notice's id as the value of an SES message tag (base64url of its UTF-8). Throws RangeError for an id above 192 bytes. */
export const tagOf = (noticeId: string): string => {
  const tag = Buffer.from(noticeId, 'utf8').toString('base64url');
  if (tag.length > MAX_TAG)
    throw new RangeError(`A notice's id is too long for a message tag: ${tag.length} characters.`);
  return tag;
};

/** Reads the notice's id back from a tag; undefined for a value that `tagOf` cannot have written. Never throws. */
export const noticeIdOf = (tag: string): string | undefined => {
  if (tag.length > MAX_TAG || !TAG.test(tag)) return undefined;
  const bytes = Buffer.from(tag, 'base64url');
  const id = bytes.toString('utf8');
  // Bytes that are no UTF-8 become longer when they are read, and a tag is not always the shortest of its bytes.
  return Buffer.from(id, 'utf8').equals(bytes) && bytes.toString('base64url') === tag ? id : undefined;
};

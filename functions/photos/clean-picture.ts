import { cleanJpeg } from './clean-jpeg.ts';
import { cleanPng } from './clean-png.ts';

/** A picture that holds what can be seen and nothing else, by the ending of its name; or none that can be read. */
export type CleanPicture = { kind: 'clean'; ending: 'jpg' | 'png'; bytes: Buffer } | { kind: 'unreadable' };

/** The media type of each ending. */
export const MEDIA_TYPES = { jpg: 'image/jpeg', png: 'image/png' } as const;

/** Tells JPEG from PNG by the bytes, whatever the sender called it, and leaves out everything that is not the picture itself (R191). */
export const cleanPicture = (bytes: Buffer): CleanPicture => {
  const jpeg = cleanJpeg(bytes);
  if (jpeg) return { kind: 'clean', ending: 'jpg', bytes: jpeg };
  const png = cleanPng(bytes);
  return png ? { kind: 'clean', ending: 'png', bytes: png } : { kind: 'unreadable' };
};

import * as z from 'zod/mini';
import { StoreEnvironment, required } from '../shared/contract.ts';

/** Where originals lie until they have been looked at: as they came, with all that a camera wrote into them. */
export const ORIGINALS = 'raw/';

/** Where photos lie that hold nothing but the picture. */
export const PHOTOS = 'photos/';

/** Most photos of one work order. */
export const MOST_PHOTOS = 10;

/** Largest file that is taken, bytes. */
export const MOST_BYTES = 10_000_000;

/**
 * Most points of a picture: more than a phone's usual pictures have (12 to 50 million), and few enough that a browser which shows one
 * stays alive, however small the file is packed.
 */
export const MOST_POINTS = 120_000_000;

/** Called when an original has come. */
export const KeepPhotoEnvironment = z.extend(StoreEnvironment, { PHOTOS_BUCKET: required });

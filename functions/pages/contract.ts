import * as z from 'zod/mini';
import { BaseEnvironment, LinkEnvironment, StoreEnvironment, required } from '../shared/contract.ts';

/** What a queue's page needs, and the form on it; `CITY` is the city's name in its heading. */
export const ShowQueueEnvironment = z.extend(StoreEnvironment, { ...LinkEnvironment.shape, CITY: required });

/** What every page of one request needs that a signed link opens, and every form on it. */
export const PageEnvironment = z.extend(ShowQueueEnvironment, { PHOTOS_BUCKET: required });

/** What every form on them needs besides: a concern can be raised on each, and the office is told of it. */
export const FormEnvironment = z.extend(PageEnvironment, { OFFICE: required });

/** What rotates the keys of the links. */
export const RotateLinkKeysEnvironment = z.extend(BaseEnvironment, { LINK_KEYS_SECRET: required });

/** Days between two rotations; longer than the longest link lives, so that two keys are enough to open all. */
export { ROTATED_EVERY_DAYS } from './link-key-rotation.ts';

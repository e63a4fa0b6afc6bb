import * as z from 'zod/mini';
import { BaseEnvironment, LinkEnvironment, StoreEnvironment, required } from '../shared/contract.ts';

/** What every page needs that a signed link opens; `CITY` is the city's name in its heading. */
export const QueueEnvironment = z.extend(StoreEnvironment, { ...LinkEnvironment.shape, CITY: required });

/** What a queue's page needs, and the form on it: the office says who still audits. */
export const ShowQueueEnvironment = z.extend(QueueEnvironment, { OFFICE: required });

/** What every page of one request needs that a signed link opens, and every form on it. */
export const PageEnvironment = z.extend(QueueEnvironment, { PHOTOS_BUCKET: required });

/** What every form on them needs besides: a concern can be raised on each, and the office is told of it. */
export const FormEnvironment = z.extend(PageEnvironment, { OFFICE: required });

/** What rotates the keys of the links. */
export const RotateLinkKeysEnvironment = z.extend(BaseEnvironment, { LINK_KEYS_SECRET: required });

/** Days between two rotations; longer than the longest link lives, so that two keys are enough to open all. */
export { ROTATED_EVERY_DAYS } from './link-key-rotation.ts';

import * as z from 'zod/mini';
import { LinkEnvironment, StoreEnvironment, required } from '../shared/contract.ts';

/** Every page that a signed link opens; reads only, by its grants too. */
export const ShowPageEnvironment = z.extend(StoreEnvironment, { ...LinkEnvironment.shape, CITY: required });

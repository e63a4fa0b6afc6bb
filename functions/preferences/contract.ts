import * as z from 'zod/mini';
import { LinkEnvironment, StoreEnvironment, required } from '../shared/contract.ts';

/** What the page needs on which residents choose how they are written to, and its form; `CITY` is the city's name in its heading. */
export const PageEnvironment = z.extend(StoreEnvironment, {
  ...LinkEnvironment.shape,
  ADDRESS_KEY_SECRET: required,
  CITY: required,
});

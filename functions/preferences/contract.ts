import * as z from 'zod/mini';
import { LinkEnvironment, StoreEnvironment, required } from '../shared/contract.ts';

/** What the page needs on which residents choose how they are written to; `CITY` is the city's name in its heading. */
export const ShowPreferencesEnvironment = z.extend(StoreEnvironment, { ...LinkEnvironment.shape, CITY: required });

/** What its form needs. */
export const ChangePreferencesEnvironment = ShowPreferencesEnvironment;

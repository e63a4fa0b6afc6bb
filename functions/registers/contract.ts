import * as z from 'zod/mini';
import { StoreEnvironment, required } from '../shared/contract.ts';

/** Read by the function that watches the register of partners. */
export const WatchRegisterEnvironment = z.extend(StoreEnvironment, { OFFICE: required, ADDRESS_KEY_SECRET: required });

import * as z from 'zod/mini';
import { StoreEnvironment, required } from '../shared/contract.ts';

/** How often it is asked whether somebody's week has begun, minutes: a list is at most as late as this. */
export const ASKED_EVERY_MINUTES = 15;

/** The schedule that writes the weekly lists. */
export const WriteDigestsEnvironment = z.extend(StoreEnvironment, { OFFICE: required });

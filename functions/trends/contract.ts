import * as z from 'zod/mini';
import { StoreEnvironment, required } from '../shared/contract.ts';

/** The nightly look for trends. */
export const FindTrendsEnvironment = z.extend(StoreEnvironment, { MEASURES_TABLE: required, OFFICE: required });

import * as z from 'zod/mini';
import { catalogueNames } from '../catalogue/source.ts';
import { BaseEnvironment, StoreEnvironment, required } from '../shared/contract.ts';

/** Name of the index of what is public by time: partition `period` (kind and month), order `at` (instant, then id). */
export const BY_TIME_INDEX = 'by-time';

/** Name of the index of public requests by their latest change: partition `changePeriod` (month), order `changedAt` (instant, then id). */
export const BY_CHANGE_INDEX = 'by-change';

/** Name of the index of the public requests of one service by time: partition `servicePeriod` (code and month), order `at`. */
export const BY_SERVICE_INDEX = 'by-service';

/** Name of the index of public requests that are open, by time: partition `openPeriod` (month), order `at`. */
export const OPEN_INDEX = 'open-by-time';

/** What is served: the one jurisdiction of this endpoint, the catalogue of its service types, and the address of the licence of its figures. */
export const Served = z.object({ jurisdiction: required, catalogue: z.enum(catalogueNames), license: required });

/** What is served; `OPEN311` is its JSON. */
export type Served = z.output<typeof Served>;

/** The environment of the function that reads what is public; of the requests table it reads published catalogues only. */
export const ReadRequestsEnvironment = z.extend(BaseEnvironment, {
  REQUESTS_TABLE: required,
  PUBLIC_TABLE: required,
  OPEN311: required,
});

/** The environment of the function that tells figures of months; it reads nothing else. */
export const ReadFiguresEnvironment = z.extend(BaseEnvironment, { PUBLIC_TABLE: required, OPEN311: required });

/** The environment of the function that tells what can be asked for; of the requests table it reads published catalogues only. */
export const DescribeServicesEnvironment = z.extend(BaseEnvironment, {
  REQUESTS_TABLE: required,
  OPEN311: required,
  PUBLIC_URL: required,
  /** Address to which developers write, also for a key. */
  CONTACT: required,
});

/** The environment of the function that takes a report in. */
export const AcceptReportEnvironment = z.extend(StoreEnvironment, {
  PUBLIC_TABLE: required,
  OPEN311: required,
  /** Secret with the name of each client and its key. */
  OPEN311_KEYS_SECRET: required,
});

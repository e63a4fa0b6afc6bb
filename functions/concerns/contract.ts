import { FormEnvironment } from '../pages/contract.ts';

/** The concern's page posts here. */
export const HandleConcernEnvironment = FormEnvironment;

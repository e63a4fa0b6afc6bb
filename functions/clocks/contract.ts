import * as z from 'zod/mini';
import { FormEnvironment } from '../pages/contract.ts';
import { StoreEnvironment, required } from '../shared/contract.ts';

/** The workflow's task at a milestone. */
export const ActOnMilestonesEnvironment = z.extend(StoreEnvironment, { OFFICE: required });

/** The escalation page posts here. */
export const AcknowledgeEscalationEnvironment = FormEnvironment;

/** The schedule that counts open promises anew when a calendar or a storm has changed. */
export const MoveClocksEnvironment = StoreEnvironment;

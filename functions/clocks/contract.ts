import * as z from 'zod/mini';
import { LinkEnvironment, StoreEnvironment, required } from '../shared/contract.ts';

/** The workflow's task at a milestone. */
export const ActOnMilestonesEnvironment = z.extend(StoreEnvironment, { OFFICE: required });

/** The escalation page posts here. */
export const AcknowledgeEscalationEnvironment = z.extend(StoreEnvironment, LinkEnvironment.shape);

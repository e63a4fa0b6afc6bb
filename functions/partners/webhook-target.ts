import * as z from 'zod/mini';
import { WebhookTarget } from './contract.ts';

/** Who is written to by webhook, by `platform:<name>` or `partner:<code>`. */
export type Targets = Readonly<Record<string, z.output<typeof WebhookTarget>>>;

/** Reads the variable that names the targets; one that does not fit its schema stops the function at its start. */
export const readTargets = (text: string): Targets => z.parse(z.record(z.string(), WebhookTarget), JSON.parse(text));

export const platformTarget = (platform: string): string => `platform:${platform}`;
export const partnerTarget = (partner: string): string => `partner:${partner}`;

/** Says whether any platform is written to at all. */
export const hasPlatforms = (targets: Targets): boolean =>
  Object.keys(targets).some((target) => target.startsWith(platformTarget('')));

/** Says whether any partner's system is. */
export const hasPartners = (targets: Targets): boolean =>
  Object.keys(targets).some((target) => target.startsWith(partnerTarget('')));

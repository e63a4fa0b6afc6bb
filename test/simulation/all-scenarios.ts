import { OFFICE } from './office-scenarios.ts';
import { PEOPLE } from './people-scenarios.ts';
import { WAYS, type Scenario } from './scenarios.ts';
import { SYSTEMS } from './system-scenarios.ts';

/** Every scenario that is played; all of them end with the request closed. */
export const SCENARIOS: readonly Scenario[] = [...WAYS, ...SYSTEMS, ...PEOPLE, ...OFFICE];

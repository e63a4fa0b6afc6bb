import { randomUUID } from 'node:crypto';
import type { Invocation } from './invocation.ts';
import type { Secrets } from './secrets.ts';
import type { Resource, Template } from './template.ts';

const DAY_MS = 86_400_000;

/** The order in which Secrets Manager calls the function of a rotation ("Lambda rotation functions"). */
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** The template's rotations of secrets. */
export interface Rotations {
  /** Rotates what has come due; true if anything was. */
  fireDue(): Promise<boolean>;
  /** Whether anything would be rotated now. */
  isDue(): boolean;
}

/** Opens the rotation schedules. One that fails is tried again a day later, as here nobody presses the button. */
export function openRotations(options: {
  template: Template;
  secrets: Secrets;
  invoke: (functionName: string, event: object) => Promise<Invocation>;
  now: () => number;
}): Rotations {
  const { template, secrets, invoke, now } = options;
  const schedules = template.ofType('AWS::SecretsManager::RotationSchedule').map((schedule) => ({
    secretId: String(schedule.properties.SecretId),
    functionName: template.find(String(schedule.properties.RotationLambdaARN), 'AWS::Lambda::Function').name,
    everyMs: daysOf(schedule) * DAY_MS,
    failedAt: -Infinity,
  }));
  type Entry = (typeof schedules)[number];

  const isDue = ({ secretId, everyMs, failedAt }: Entry): boolean =>
    now() >= Math.max(secrets.since(secretId) + everyMs, failedAt + DAY_MS);

  const rotate = async (entry: Entry): Promise<void> => {
    const ClientRequestToken = randomUUID();
    for (const Step of STEPS) {
      const ended = await invoke(entry.functionName, { Step, SecretId: entry.secretId, ClientRequestToken });
      if (!('error' in ended)) continue;
      entry.failedAt = now();
      return;
    }
  };

  let rotating = false;
  return {
    async fireDue() {
      const due = rotating ? [] : schedules.filter(isDue);
      if (due.length === 0) return false;
      rotating = true;
      try {
        for (const entry of due) await rotate(entry);
      } finally {
        rotating = false;
      }
      return true;
    },
    isDue: () => schedules.some(isDue),
  };
}

const daysOf = ({ properties }: Resource): number =>
  Number((properties.RotationRules as { AutomaticallyAfterDays?: number } | undefined)?.AutomaticallyAfterDays);

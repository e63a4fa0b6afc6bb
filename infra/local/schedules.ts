import type { DatabaseSync } from 'node:sqlite';
import type { AsyncInvocations } from './async-invocations.ts';
import { waitsForEvents } from './event-rules.ts';
import { TemplateError } from './intrinsics.ts';
import { idOf } from './resource-names.ts';
import { readSchedule } from './schedule-expression.ts';
import type { Schedule } from './schedule-expression.ts';
import type { Resource, Template } from './template.ts';

/** When a rule last ran and is due next, epoch ms of local time. */
export interface ScheduleState {
  name: string;
  expression: string;
  lastRun: number | undefined;
  due: number;
}

/** The template's schedules. */
export interface Schedules {
  /** Fires what has come due, each at most once however far time has moved, like a laptop that slept. True if any fired. */
  fireDue(): boolean;
  /** Whether any would fire now. */
  isDue(): boolean;
  list(): ScheduleState[];
}

interface Target {
  functionName: string;
  input: string | undefined;
}

/** A target's RetryPolicy is about reaching Lambda, which never fails here; what Lambda retries is the function's setting. */
const TARGET_PROPERTIES = ['Arn', 'Id', 'Input', 'RetryPolicy', 'DeadLetterConfig'];

/** Opens the rules with a ScheduleExpression. `spacing` (local ms) keeps two runs of one rule at least so far apart. */
export function openSchedules(options: {
  template: Template;
  store: DatabaseSync;
  invocations: AsyncInvocations;
  now: () => number;
  spacing?: () => number;
}): Schedules {
  const { template, store, now, spacing = () => 0 } = options;
  store.exec('CREATE TABLE IF NOT EXISTS schedule_runs (name TEXT PRIMARY KEY, last_run REAL NOT NULL) STRICT');
  const load = store.prepare('SELECT last_run FROM schedule_runs WHERE name = ?');
  const save = store.prepare('INSERT OR REPLACE INTO schedule_runs (name, last_run) VALUES (?, ?)');

  const rules = template
    .ofType('AWS::Events::Rule')
    .filter((rule) => rule.properties.State !== 'DISABLED' && !waitsForEvents(rule))
    .map((rule) => {
      const where = `Stack ${rule.stack}, ${rule.logicalId}`;
      const expression = rule.properties.ScheduleExpression as string | undefined;
      if (expression === undefined) throw new TemplateError(`${where}: a rule has a schedule or an event pattern.`);
      const row = load.get(rule.name) as { last_run: number } | undefined;
      return {
        rule,
        expression,
        schedule: readSchedule(expression, where),
        targets: targetsOf(template, rule),
        lastRun: row?.last_run,
        from: row?.last_run ?? now(),
      };
    });

  const dueAt = (rule: { schedule: Schedule; from: number; lastRun: number | undefined }) =>
    Math.max(rule.schedule.after(rule.from), rule.lastRun === undefined ? -Infinity : rule.lastRun + spacing());

  return {
    fireDue() {
      let fired = false;
      const instant = now();
      for (const entry of rules) {
        if (dueAt(entry) > instant) continue;
        fired = true;
        entry.lastRun = entry.from = instant;
        save.run(entry.rule.name, instant);
        for (const { functionName, input } of entry.targets) {
          const event =
            input === undefined ? scheduledEvent(template, entry.rule, instant) : (JSON.parse(input) as unknown);
          options.invocations.add(functionName, event);
        }
      }
      if (fired) options.invocations.run();
      return fired;
    },
    isDue: () => rules.some((entry) => dueAt(entry) <= now()),
    list: () =>
      rules.map((entry) => ({
        name: entry.rule.name,
        expression: entry.expression,
        lastRun: entry.lastRun,
        due: dueAt(entry),
      })),
  };
}

function targetsOf(template: Template, { stack, logicalId, properties }: Resource): Target[] {
  return ((properties.Targets ?? []) as Record<string, unknown>[]).map((target) => {
    const unknown = Object.keys(target).find((key) => !TARGET_PROPERTIES.includes(key));
    if (unknown)
      throw new TemplateError(`Stack ${stack}, ${logicalId}.Targets: the local stack does not know ${unknown}.`);
    const functionName = template.find(String(target.Arn), 'AWS::Lambda::Function').name;
    return { functionName, input: target.Input as string | undefined };
  });
}

const scheduledEvent = ({ place }: Template, rule: Resource, instant: number): object => ({
  version: '0',
  id: idOf(`${rule.name}/${instant}`, 32),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: place.account,
  time: new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z'),
  region: place.region,
  resources: [rule.arn],
  detail: {},
});

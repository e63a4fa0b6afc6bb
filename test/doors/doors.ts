import { readRestApi } from '../../infra/local/routes.ts';
import type { Template } from '../../infra/local/template.ts';
import { shortName } from '../simulation/fakes/functions.ts';

/** A way by which something from outside a function comes to it. */
export interface Door {
  /** As the template has it, `POST /requests/{token}` or `stream Requests → PassOnEvents`. */
  name: string;
  kind: 'page' | 'api' | 'stream' | 'queue' | 'event' | 'schedule' | 'rotation' | 'workflow' | 'dashboard';
  functionName: string;
}

/** Every door of a template, in the order of their names: routes, streams, queues, events, schedules, rotations, workflow tasks, dashboards. */
export const doorsOf = (template: Template): Door[] => {
  const found = [
    ...routes(template),
    ...mappings(template),
    ...rules(template),
    ...rotations(template),
    ...tasks(template),
    ...dashboards(template),
  ];
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
};

const routes = (template: Template): Door[] =>
  (readRestApi(template)?.routes ?? []).map(({ method, resource, functionName }) => ({
    name: `${method} ${resource}`,
    kind: resource.includes('{token}') ? 'page' : 'api',
    functionName: shortName(functionName),
  }));

const mappings = (template: Template): Door[] =>
  template.ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => {
    const source = String(properties.EventSourceArn);
    const functionName = shortName(String(properties.FunctionName));
    const [, table] = /:table\/[^/]*-([^/-]+)\/stream\//.exec(source) ?? [];
    return table
      ? { name: `stream ${table} → ${functionName}`, kind: 'stream' as const, functionName }
      : { name: `queue ${shortName(source)} → ${functionName}`, kind: 'queue' as const, functionName };
  });

const rules = (template: Template): Door[] =>
  template.ofType('AWS::Events::Rule').flatMap(({ properties }) =>
    // What leads to a queue is a note that something was kept; whoever reads it is an operator's command.
    (properties.Targets as { Arn: string }[])
      .filter(({ Arn }) => Arn.includes(':lambda:'))
      .map(({ Arn }) => {
        const functionName = shortName(Arn.replace(/^.*:/, ''));
        const pattern = properties.EventPattern as { 'detail-type'?: string[] } | undefined;
        return pattern
          ? { name: `event ${pattern['detail-type']?.join()} → ${functionName}`, kind: 'event' as const, functionName }
          : { name: `schedule → ${functionName}`, kind: 'schedule' as const, functionName };
      }),
  );

/** Functions that Secrets Manager asks for another key. */
const rotations = (template: Template): Door[] =>
  template.ofType('AWS::SecretsManager::RotationSchedule').map(({ properties }) => {
    const functionName = shortName(String(properties.RotationLambdaARN).replace(/^.*:/, ''));
    return { name: `rotation → ${functionName}`, kind: 'rotation' as const, functionName };
  });

/** Functions that a state machine names among its substitutions. */
const tasks = (template: Template): Door[] =>
  template.ofType('AWS::StepFunctions::StateMachine').flatMap(({ properties }) =>
    Object.values((properties.DefinitionSubstitutions ?? {}) as Record<string, string>)
      .filter((arn) => typeof arn === 'string' && arn.includes(':function:'))
      .map((arn) => shortName(arn.replace(/^.*:/, '')))
      .map((functionName) => ({ name: `workflow → ${functionName}`, kind: 'workflow' as const, functionName })),
  );

/** Functions that dashboards call: the widgets of their bodies, and what a widget's buttons call. */
const dashboards = (template: Template): Door[] => {
  const bodies = template
    .ofType('AWS::CloudWatch::Dashboard')
    .map(({ properties }) => String(properties.DashboardBody));
  const functions = template.ofType('AWS::Lambda::Function');
  const drawn = functions.filter(({ arn }) => bodies.some((body) => body.includes(`"endpoint":"${arn}"`)));
  const buttons = drawn.map(
    ({ properties }) => (properties.Environment as { Variables: Record<string, string> }).Variables.ACT_FUNCTION,
  );
  return functions
    .filter((it) => drawn.includes(it) || buttons.includes(it.arn))
    .map(({ name }) => shortName(name))
    .map((functionName) => ({ name: `dashboard → ${functionName}`, kind: 'dashboard', functionName }));
};

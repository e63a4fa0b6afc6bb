import { GRANTS_EXPLAINED, type ExplainedGrants } from '../../constructs/explained-grants.ts';
import type { Template } from '../template.ts';
import type { GrantUse } from './permissions.ts';

/** Tells why a grant stands that nothing has used yet: the reason that stands beside it in the code and lies in the template; undefined without one. */
export const reasonsOf = (template: Template): ((grant: GrantUse) => string | undefined) => {
  const explained = template
    .ofType('AWS::Lambda::Function')
    .flatMap(({ name, metadata }) =>
      ((metadata[GRANTS_EXPLAINED] ?? []) as ExplainedGrants[]).map((one) => ({ principal: name, ...one })),
    );
  return ({ principal, action, value }) =>
    explained.find(
      (one) =>
        one.principal === principal &&
        one.actions.includes(action) &&
        (one.keys === undefined || one.keys.includes(value)),
    )?.reason;
};

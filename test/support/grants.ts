/**
 * Which grants of the template the tests never used: a role that may more than its function does is a way in. Reads what the stacks of a run of
 * all tests left behind; fails for a grant that was not used and has no reason written beside it.
 *
 *     node test/support/grants.ts FOLDER
 */
import { join } from 'node:path';
import type { GrantUse } from '../../infra/local/permissions/permissions.ts';
import { loadTemplate } from '../../infra/local/template.ts';
import { grantsOf } from './grants-table.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Give the folder in which the tests left what they used.\n');
  process.exit(2);
}
const { grants, stacks } = grantsOf(loadTemplate(join(import.meta.dirname, '../../cdk.out')), folder);
const say = ({ principal, action, resource, value }: GrantUse): string =>
  `${principal}: ${action} on ${resource}${value ? ` where ${value}` : ''}`;

const unused = grants.filter(({ used }) => !used);
const explained = unused.filter(({ reason }) => reason);
const unexplained = unused.filter(({ reason }) => !reason);
const lines = [
  `${grants.length} grants, ${grants.length - unused.length} used in ${stacks} stacks, ${explained.length} kept for a reason.`,
  ...explained.map(({ grant, reason }) => `  kept: ${say(grant)}: ${reason}`),
  ...unexplained.map(({ grant }) => `  never used, and no reason beside it: ${say(grant)}`),
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = unexplained.length === 0 && stacks > 0 ? 0 : 1;

/**
 * Which grants of the template the tests never used: a role that may more than its function does is a way in. Reads what the stacks of a run of
 * all tests left behind; fails for a grant that was not used and has no reason written beside it.
 *
 *     node test/support/grants.ts FOLDER
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type GrantUse, keyOf, openPermissions } from '../../infra/local/permissions/permissions.ts';
import { reasonsOf } from '../../infra/local/permissions/reasons.ts';
import { loadTemplate } from '../../infra/local/template.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Give the folder in which the tests left what they used.\n');
  process.exit(2);
}
const template = loadTemplate(join(import.meta.dirname, '../../cdk.out'));
const files = readdirSync(folder);
const used = new Set(
  files.flatMap((file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as GrantUse[]).map(keyOf)),
);
const granted = openPermissions(template).granted();
const reasons = reasonsOf(template);
const say = ({ principal, action, resource, value }: GrantUse): string =>
  `${principal}: ${action} on ${resource}${value ? ` where ${value}` : ''}`;

const unused = granted.filter((grant) => !used.has(keyOf(grant)));
const explained = unused.flatMap((grant) => {
  const reason = reasons(grant);
  return reason ? [`${say(grant)}: ${reason}`] : [];
});
const unexplained = unused.filter((grant) => !reasons(grant));
const lines = [
  `${granted.length} grants, ${granted.length - unused.length} used in ${files.length} stacks, ${explained.length} kept for a reason.`,
  ...explained.map((line) => `  kept: ${line}`),
  ...unexplained.map((grant) => `  never used, and no reason beside it: ${say(grant)}`),
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = unexplained.length === 0 && files.length > 0 ? 0 : 1;

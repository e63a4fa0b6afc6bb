import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type GrantUse, keyOf, openPermissions } from '../../infra/local/permissions/permissions.ts';
import { reasonsOf } from '../../infra/local/permissions/reasons.ts';
import type { Template } from '../../infra/local/template.ts';

/** One grant of the template, and what the tests say of it. */
export interface Granted {
  grant: GrantUse;
  /** Whether any stack used it; undefined where nobody has looked. */
  used: boolean | undefined;
  /** Why it stands although no test can use it. */
  reason: string | undefined;
}

/** Every grant of a template; `folder` is the one in which the stacks of a run of all tests left what they used. */
export function grantsOf(template: Template, folder?: string): { grants: Granted[]; stacks: number } {
  const files = folder === undefined ? [] : readdirSync(folder);
  const used = new Set(
    files.flatMap((file) => (JSON.parse(readFileSync(join(folder!, file), 'utf8')) as GrantUse[]).map(keyOf)),
  );
  const reasons = reasonsOf(template);
  const grants = openPermissions(template)
    .granted()
    .map((grant) => ({
      grant,
      used: folder === undefined ? undefined : used.has(keyOf(grant)),
      reason: reasons(grant),
    }));
  return { grants, stacks: files.length };
}

import { PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import { sayInstant } from '../../functions/requests/say-time.ts';
import { say } from './options.ts';
import { planVersion } from './publication.ts';
import { OpsError, type Where, findService, readRegister } from './register.ts';
import { sayChanges } from './say-changes.ts';
import { readSheet } from './sheet-command.ts';
import { sayDifference } from './sheets/difference.ts';
import type { Kind } from './sheets/kinds.ts';

/** What `publish` is told besides its file. */
export interface PublishOptions extends Where {
  effectiveFrom?: string;
  by: string;
  /** The codes of what is retired on purpose, comma between them. */
  retire?: string;
}

/**
 * Throws an OpsError unless what a sheet leaves out is just what is named: a file that is older than a colleague's new type leaves that out as
 * well.
 */
const checkRetired = (file: string, retired: readonly string[], retire = ''): void => {
  const named = retire
    .split(',')
    .map((code) => code.trim())
    .filter(Boolean);
  const unnamed = retired.filter((code) => !named.includes(code));
  if (unnamed.length > 0)
    throw new OpsError(
      `${file} leaves out ${unnamed.join(', ')}. Name what is to be retired: --retire ${retired.join(',')}. What was added since the file was exported is left out too: export it again.`,
    );
  const there = named.filter((code) => !retired.includes(code));
  if (there.length > 0) throw new OpsError(`${file} does not leave out ${there.join(', ')}: take out the row first.`);
};

/** Publishes what a sheet changes as one version, whole or not at all. Throws an OpsError where it may not, or where somebody was faster. */
export const publish = async (kind: Kind, file: string, options: PublishOptions): Promise<void> => {
  const service = await findService(options);
  const register = await readRegister(service);
  const { store, deployed, known, newest, now } = register;
  const { edited, changes, retired, effectiveFrom } = await readSheet(register, kind, file, options.effectiveFrom);
  checkRetired(file, retired, options.retire);
  if (changes.length === 0) return say('Nothing would change, so nothing was published.');
  const said = changes.map(sayDifference);
  const plan = { kind, deployed, edited, known, effectiveFrom, by: options.by, changes: said };
  const version = planVersion(plan, now);
  if (typeof version === 'string') throw new OpsError(version);
  // Read before: whoever sees an error is to know that nothing was published.
  const lines = await sayChanges(service, register, changes);
  if (!(await store.publish(PUBLISHED_NAME, known, version)))
    throw new OpsError('Somebody else has just published. Nothing of yours was; look at the difference again.');
  say(lines.join('\n'));
  const from = kind === 'agreements' ? effectiveFrom : sayInstant(version.activeAt, newest.timeZone, 'en');
  say(`Published as version ${version.version}, in force from ${from}.`);
};

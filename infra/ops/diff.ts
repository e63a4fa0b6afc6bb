import { say } from './options.ts';
import { type Where, findService, readRegister } from './register.ts';
import { sayChanges } from './say-changes.ts';
import { readSheet } from './sheet-command.ts';
import type { Kind } from './sheets/kinds.ts';

/** Shows what a sheet would change; of an agreement, what the promise was, what it will be, and how many open requests keep theirs. */
export const diff = async (kind: Kind, file: string, options: Where & { effectiveFrom?: string }): Promise<void> => {
  const service = await findService(options);
  const register = await readRegister(service);
  const { changes } = await readSheet(register, kind, file, options.effectiveFrom);
  say(changes.length === 0 ? 'Nothing would change.' : (await sayChanges(service, register, changes)).join('\n'));
};

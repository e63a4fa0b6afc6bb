import { say } from './options.ts';
import { type Where, findService, readRegister } from './register.ts';
import { readSheet } from './sheet-command.ts';
import { sayDifference } from './sheets/difference.ts';
import type { Kind } from './sheets/kinds.ts';

/** Shows what a sheet would change; of an agreement, what the promise was and what it will be. */
export const diff = async (kind: Kind, file: string, options: Where & { effectiveFrom?: string }): Promise<void> => {
  const register = await readRegister(await findService(options));
  const { changes } = await readSheet(register, kind, file, options.effectiveFrom);
  say(changes.length === 0 ? 'Nothing would change.' : changes.map(sayDifference).join('\n'));
};

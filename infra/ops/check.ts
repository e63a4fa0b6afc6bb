import { say } from './options.ts';
import { type Where, findService, readRegister } from './register.ts';
import { readSheet } from './sheet-command.ts';
import type { Kind } from './sheets/kinds.ts';

/** Says whether a sheet may be published; throws an OpsError with every problem where not. */
export const check = async (kind: Kind, file: string, options: Where & { effectiveFrom?: string }): Promise<void> => {
  const register = await readRegister(await findService(options));
  const { changes, retired } = await readSheet(register, kind, file, options.effectiveFrom);
  say(`${file} is sound: ${changes.length} changed, ${retired.length} of them retired.`);
};

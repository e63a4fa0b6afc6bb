import { writeText } from './give-csv.ts';
import { say } from './options.ts';
import { type Where, findService, readRegister } from './register.ts';
import { writeCsv } from '../../functions/shared/csv.ts';
import { type Kind, SHEETS } from './sheets/kinds.ts';

/** Writes the register's newest version into a sheet. Throws an OpsError where it cannot be written. */
export const exportSheet = async (kind: Kind, file: string, options: Where): Promise<void> => {
  const { newest } = await readRegister(await findService(options));
  const { titles, rows } = SHEETS[kind];
  const entries = [...rows(newest).values()];
  await writeText(file, writeCsv({ titles: [...titles], rows: entries }));
  say(`${file}: ${entries.length} ${kind}, version ${newest.version}.`);
};

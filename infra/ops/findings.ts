import { catalogueFrom } from '../../functions/catalogue/catalogue.ts';
import { calendarFindings, findingsOf, sayFinding } from '../../functions/registers/findings.ts';
import { say } from './options.ts';
import { type Where, findService, readRegister } from './register.ts';

/** Prints what the register's newest version lacks today. */
export const findings = async (options: Where): Promise<void> => {
  const { newest, now } = await readRegister(await findService(options));
  const catalogue = catalogueFrom(newest);
  const found = [...findingsOf(catalogue, now), ...calendarFindings(catalogue, now)];
  say(found.length === 0 ? 'The register lacks nothing.' : found.map(sayFinding).join('\n'));
};

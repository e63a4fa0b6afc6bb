import { readFile } from 'node:fs/promises';
import { type Link, brokenAt } from '../../functions/records/chain.ts';
import { writeText } from './give-csv.ts';
import { plural, say } from './options.ts';
import { OpsError } from './register.ts';

/** Writes chained lines into a file, JSON each, so that whoever is given it can check it. */
export const writeLinks = (file: string, links: readonly Link<unknown>[]): Promise<void> =>
  writeText(file, links.map((link) => `${JSON.stringify(link)}\n`).join(''));

/** Says whether the file of an export or of a certificate is as it was written. Throws an OpsError that names the first line which is not, or that there are fewer. */
export const checkRecordFile = async (file: string): Promise<void> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new OpsError(`${file} cannot be read (${error.code ?? error.message}).`);
  });
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new OpsError(`${file} holds no line of a record.`);
  const links = lines.map((line, index) => {
    const link = readLink(line);
    if (link === undefined) throw new OpsError(`Line ${index + 1} of ${file} is no line of a record.`);
    return link;
  });
  const broken = brokenAt(links);
  if (broken !== undefined)
    throw new OpsError(`Line ${broken + 1} of ${file} is not what was written, or what stood before it.`);
  const { lines: written } = links[0]!.entry;
  if (typeof written === 'number' && written !== links.length - 1)
    throw new OpsError(`${file} ends after ${plural(links.length, 'line')}; ${written + 1} were written.`);
  say(`It holds together: ${plural(links.length, 'line')}, the last digest is ${links.at(-1)!.digest}.`);
  say('It is the very one that was written where that is the digest which was noted then.');
};

/** A line with its digest and nothing beside them, which no digest would cover; undefined for anything else. */
const readLink = (line: string): Link<{ lines?: unknown }> | undefined => {
  try {
    const { entry, digest, ...more } = JSON.parse(line) as Partial<Link<object>>;
    if (typeof entry !== 'object' || entry === null || typeof digest !== 'string' || Object.keys(more).length > 0)
      return undefined;
    return { entry, digest };
  } catch {
    return undefined;
  }
};

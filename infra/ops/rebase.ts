import { PUBLISHED_NAME } from '../../functions/catalogue/published.ts';
import { renewClocks } from '../../functions/clocks/move-clocks.ts';
import type { Catalogue } from '../../functions/catalogue/catalogue.ts';
import type { Outcome, RequestFile } from '../../functions/requests/change.ts';
import { counting, readDeclared, sayStormsWithin } from './declared.ts';
import { findMoves, sayMoves } from './moves.ts';
import { say } from './options.ts';
import { OpsError, type Where, catalogueInForce, findService } from './register.ts';

/** What `agreements rebase` is told. */
export interface RebaseOptions extends Where {
  reason: string;
  dryRun?: boolean;
}

/** Shortest reason, characters: residents read it beside the moved promise. */
const MIN_REASON = 10;

/**
 * Puts the open requests of an agreement under the version in force, or says what that would move. Open requests keep their promise
 * otherwise (R111). Repeated after a crash it goes on with those that are left. Throws an OpsError for an agreement that there is not.
 */
export const rebase = async (code: string, options: RebaseOptions): Promise<void> => {
  const reason = options.reason.trim();
  if (reason.length < MIN_REASON)
    throw new OpsError(`Say why in at least ${MIN_REASON} characters, for residents to read: --reason "…".`);
  const service = await findService(options);
  const catalogue = await catalogueInForce(service, PUBLISHED_NAME);
  if (!catalogue.agreements.some((known) => known.code === code))
    throw new OpsError(`There is no agreement ${code} in ${catalogue.name}; \`agreements export\` lists them.`);
  const agreement = catalogue.agreementOn(code, service.now);
  const renewal = { agreement, reason, by: { kind: 'manager' as const, name: 'operations' } };
  const decide = (file: RequestFile, its: Catalogue, now: number): Outcome =>
    file.request.catalogue === catalogue.name ? renewClocks(file, renewal, its, now) : { kind: 'unchanged' };
  const declared = await readDeclared(service);
  const moves = await counting(declared, () => findMoves(service, decide, { write: !options.dryRun }));
  const what = `${options.dryRun ? 'would be' : 'were'} put under version ${agreement.version} of ${code}`;
  say(sayMoves(moves, what).join('\n'));
  sayStormsWithin(declared.storms, service.now, Infinity).forEach(say);
  if (options.dryRun) say('Nothing was changed.');
};

import { handOver } from './hand-over.ts';
import { openMachinery } from './machinery.ts';
import { NOTHING_DONE, say } from './options.ts';
import { OpsError, type Where, findService } from './register.ts';
import { findStuck } from './notices.ts';
import { readWatched } from './watched.ts';

/** Runs the reconciler now, which does by itself every two minutes what a crash or a lost timer left undone; without `apply` it counts what is past. */
export const reconcileNow = async (options: Where & { apply?: boolean }): Promise<void> => {
  const service = await findService(options);
  const past = (await readWatched(service)).filter(({ wakeAt }) => wakeAt < service.now).length;
  const { queued, claimed } = await findStuck(service);
  say(`Past their moment: ${past}. Notices that are stuck: ${queued.length + claimed.length}.`);
  if (!options.apply) return say(NOTHING_DONE);
  const handed = await handOver(await openMachinery(options), 'Reconcile', {});
  if (handed !== 'done') throw new OpsError(`The reconciler failed: ${handed.failed}. See workflow/ReconcileFailing.`);
  say('The reconciler has run.');
};

import { catalogueOf } from '../catalogue/catalogue.ts';
import type { RequestFile } from '../requests/change.ts';
import type { RequestsStore } from '../requests/requests.store.ts';
import { type StreamReader, inOrder } from '../shared/stream.ts';
import { followLeader } from './follow-leader.ts';
import { withoutFollower } from './link-requests.ts';
import type { Office } from './office.ts';

interface Dependencies {
  requests: RequestsStore;
  office: Office;
  /** How long a resolved request may be reopened, ms. */
  surveyWindowMs: number;
  now: () => number;
}

/** Brings every follower of a changed request to where it is; each in a transaction of its own, so that one in trouble holds up no other. */
export const followLeaders = (dependencies: Dependencies): StreamReader => ({
  name: 'followers',
  wants: ({ dynamodb }) => (dynamodb?.NewImage?.followers?.L?.length ?? 0) > 0,
  read: async (records) => ({
    through: await inOrder(records, async ({ dynamodb }) => {
      const leader = await dependencies.requests.load(dynamodb?.NewImage?.id?.S ?? '');
      const failed: unknown[] = [];
      for (const id of leader?.request.followers ?? [])
        await follow(id, leader!, dependencies).catch((error: unknown) => failed.push(error));
      if (failed.length > 0) throw failed[0];
    }),
  }),
});

const follow = async (id: string, leader: RequestFile, dependencies: Dependencies): Promise<void> => {
  const { requests, office, surveyWindowMs, now } = dependencies;
  const context = { catalogue: catalogueOf(leader.request.catalogue), office, surveyWindowMs };
  const done = await requests.change(id, (file) => followLeader(file, leader, context, now()));
  if (done?.file.request.follows?.requestId === leader.request.id) return;
  // It went its own way: it was reopened or released, and is only still on the list.
  await requests.change(leader.request.id, (file) =>
    file.request.followers?.includes(id)
      ? { kind: 'changed', change: withoutFollower(file, id, { kind: 'system', name: 'following' }, now(), context) }
      : { kind: 'unchanged' },
  );
};

import { expect, test, vi } from 'vitest';
import type { RequestsStore } from '../../functions/requests/requests.store.ts';
import { followLeaders } from '../../functions/review/follow-leader.reader.ts';
import { aRequest, anOffice } from '../support/builders.ts';

test('a follower in trouble holds up no other, and the record is told again', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const leader = aRequest.inProgress();
  const followers = ['R-AAAA-AAAA-AAAA', 'R-BBBB-BBBB-BBBB', 'R-CCCC-CCCC-CCCC'];
  const reached: string[] = [];
  const change = async (id: string) => {
    if (id === followers[0]) throw new Error('This one cannot be changed.');
    reached.push(id);
    return { file: { request: { follows: { requestId: leader.request.id } } } };
  };
  const requests = {
    load: async () => ({ ...leader, request: { ...leader.request, followers } }),
    change,
  } as unknown as RequestsStore;
  const reader = followLeaders({ requests, office: anOffice(), surveyWindowMs: 1, now: () => 0 });
  const records = [{ dynamodb: { NewImage: { id: { S: leader.request.id } }, SequenceNumber: '1' } }];
  expect(await reader.read(records)).toEqual({ through: 0 });
  expect(reached).toEqual(followers.slice(1));
  vi.restoreAllMocks();
});

import { describe, expect, it } from 'vitest';
import { standingOf } from '../../functions/requests/counted.ts';
import { aRequest, work } from '../support/builders.ts';

describe('what is open', () => {
  const { request, ...file } = aRequest.inProgress();
  const { dueAt } = request.clocks.find(({ kind }) => kind === 'resolve')!;

  it('R120 is not overdue at its due moment, and is one ms later', () => {
    expect(standingOf(request, dueAt!)).not.toHaveProperty('overdue');
    expect(standingOf(request, dueAt! + 1)).toMatchObject({ overdue: true });
  });

  it('R103 R120 is not overdue either where it was put on hold at that moment', () => {
    const held = work({ request, ...file }, { action: 'hold', reason: 'weather' }, dueAt!).request;
    expect(standingOf(held, dueAt! + 1)).not.toHaveProperty('overdue');
  });
});

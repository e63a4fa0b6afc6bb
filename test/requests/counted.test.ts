import { describe, expect, it } from 'vitest';
import { actOnDue } from '../../functions/clocks/act-on-due.ts';
import { countedAs, standingOf } from '../../functions/requests/counted.ts';
import { aContext, aRequest, changeOf, work } from '../support/builders.ts';

describe('what is open', () => {
  const { request, ...file } = aRequest.inProgress();
  const { dueAt } = request.clocks.find(({ kind }) => kind === 'resolve')!;

  it('R173 is overdue from its due moment on: the line that tells of that moment counts it, and the next may come days later', () => {
    expect(standingOf(request, dueAt! - 1)).not.toHaveProperty('overdue');
    const change = changeOf(actOnDue({ request, ...file }, aContext(), dueAt!));
    expect(countedAs(request, change.request, change, dueAt!)[0]?.moved?.to).toMatchObject({ overdue: true });
  });

  it('R103 R120 is not overdue where it was put on hold at that moment', () => {
    const held = work({ request, ...file }, { action: 'hold', reason: 'weather' }, dueAt!).request;
    expect(standingOf(held, dueAt! + 1)).not.toHaveProperty('overdue');
  });
});

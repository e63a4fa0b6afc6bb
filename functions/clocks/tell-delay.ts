import type { Catalogue } from '../catalogue/catalogue.ts';
import { aboutRequest, noticeForConstituent } from '../notices/constituent-notice.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import { type Request, typeNameOf } from '../requests/request.ts';
import type { Milestone } from './milestone.ts';

/**
 * Tells the constituent that their promise was not kept, before they have to ask: at its due moment, or at the first step after it where
 * that one was lost, and once for each moment that was promised.
 */
export const tellDelay = (milestone: Milestone, request: Request, catalogue: Catalogue): NoticeDraft[] => {
  const clock = request.clocks.find(({ kind, stoppedAt }) => kind === 'resolve' && stoppedAt === undefined);
  const dueAt = clock?.dueAt;
  if (milestone.of !== request.id || milestone.clock !== 'resolve' || dueAt === undefined) return [];
  const told = request.milestones.some(
    ({ clock: of, outcome, at }) => of === 'resolve' && outcome === 'reached' && at >= dueAt,
  );
  if (milestone.at < dueAt || told) return [];
  const partner = request.status === 'in-progress' ? catalogue.partners.get(request.partner)?.name : undefined;
  return noticeForConstituent(
    request,
    'request-delayed',
    {
      ...aboutRequest(request, typeNameOf(request)),
      promise: { target: clock!.target },
      dueAt: { instant: dueAt },
      ...(partner ? { partner } : {}),
    },
    dueAt,
  );
};

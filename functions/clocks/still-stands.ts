import type { RequestFile } from '../requests/change.ts';
import { isFinished } from '../requests/work-order.ts';
import type { Clock } from './clock.ts';
import type { MilestoneOfNotice } from './milestone.ts';
import { holdOf, holdingOf, isUnderTarget, momentId } from './watch-milestones.ts';

/**
 * Whether what a milestone's notice says is still so: its clock has not been stopped nor counted anew, its hold goes on, its partner has
 * not been heard of, its request still waits for the desk (R135). A clock that was paused meanwhile is still late by as much (R103).
 */
export const stillStands = (
  { id, of, kind, clock, at }: MilestoneOfNotice,
  { request, workOrders, concerns = [] }: RequestFile,
): boolean => {
  const workOrder = workOrders.find((one) => of === holdingOf(one) || of === `${holdingOf(one)}#reminders`);
  if (workOrder && isFinished(workOrder)) return false;
  if (kind === 'no-answer') return request.status === 'in-review' && request.reviewReasons.includes('no-answer');
  if (kind === 'pause-over')
    return workOrder !== undefined && momentId(id).endsWith(`#${holdOf(workOrder, request)?.pause.from}`);
  if (of.endsWith('#reminders')) return workOrder !== undefined && workOrder.heardAt < at;
  const concern = concerns.find((one) => one.id === of);
  const clocks = concern ? [concern.clock] : workOrder ? workOrder.clocks : of === request.id ? request.clocks : [];
  const cycle = concern ? 1 : (workOrder ?? request).cycle;
  return clocks.some(
    (one) =>
      one.kind === clock && isOpenClock(one) && id.startsWith(prefixOf(of, cycle, one)) && isUnderTarget(id, one),
  );
};

const isOpenClock = ({ stoppedAt }: Clock): boolean => stoppedAt === undefined;

/** How the ids of a clock's milestones begin. */
const prefixOf = (of: string, cycle: number, { kind, agreement, agreementVersion }: Clock): string =>
  `${of}#${cycle}#${kind}#${agreement}.v${agreementVersion}#`;

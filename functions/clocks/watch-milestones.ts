import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Request } from '../requests/request.ts';
import { calendarOf } from './calendars.ts';
import { type Milestone, milestonesOf, nextMilestone } from './milestone.ts';

/** All milestones of a request's running clocks, earliest first. */
export const runningMilestones = (request: Request, catalogue: Catalogue): Milestone[] =>
  request.clocks
    .filter((clock) => clock.stoppedAt === undefined)
    .flatMap((clock) =>
      milestonesOf(
        request.id,
        request.cycle,
        clock,
        catalogue.agreement(clock.agreement, clock.agreementVersion),
        calendarOf(clock.calendar),
      ),
    )
    .sort((a, b) => a.at - b.at);

/** The ids of the milestones that have been dealt with. */
export const recordedMilestones = (request: Request): ReadonlySet<string> =>
  new Set(request.milestones.map(({ id }) => id));

/** Puts the next milestone on the record, for the timer and for the reconciler to compare with the time. */
export const withNextMilestone = <R extends Request>(request: R, catalogue: Catalogue): R => {
  const next = nextMilestone(runningMilestones(request, catalogue), recordedMilestones(request));
  const { nextMilestoneAt: _, ...rest } = request;
  return { ...(rest as R), ...(next ? { nextMilestoneAt: next.at } : {}) };
};

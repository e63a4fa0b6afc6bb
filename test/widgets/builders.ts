import { emptyBacklog } from '../../functions/measures/backlog.ts';
import type { RollUp } from '../../functions/measures/roll-up.ts';
import { concernPlace, reviewPlace } from '../../functions/requests/queue-line.ts';
import type { LoadedFile, Watched } from '../../functions/requests/requests.store.ts';
import type { KeptFinding } from '../../functions/trends/kept-finding.ts';
import type { WidgetSources } from '../../functions/widgets/sources.store.ts';
import { HOUR, TUESDAY, aRequest } from '../support/builders.ts';

export const ACT = 'arn:aws:lambda:us-east-1:000000000000:function:ActOnWidget';

/** Two days after the requests of the builders came in. */
export const NOW = TUESDAY + 48 * HOUR;

/** An open request as the index tells of it: a pothole of DPW Highway that is an hour late. */
export const aWatched = (watched: Partial<Watched> = {}): Watched => ({
  requestId: 'R-TEST-0000-0000',
  wakeAt: NOW,
  status: 'in-progress',
  partner: 'dpw-highway',
  typeName: 'Pothole',
  typeClass: 'service',
  dueAt: NOW - HOUR,
  receivedAt: TUESDAY,
  cycle: 1,
  version: 3,
  ...watched,
});

/** What one partner did of one type on a day. */
export const aRollUp = (counts: RollUp['counts'], slice: Partial<RollUp> = {}): RollUp => ({
  day: '2026-06-01',
  partner: 'dpw-highway',
  type: 'pothole',
  channel: 'web',
  ward: '1',
  times: {},
  paused: {},
  ...slice,
  counts,
});

export const aFinding = (finding: Partial<KeptFinding> = {}): KeptFinding => ({
  id: 'volume#pothole#more#2026-05-25',
  kind: 'volume',
  subject: 'pothole',
  direction: 'more',
  week: '2026-05-25',
  n: 40,
  value: 40,
  usual: 12,
  interval: [6, 19],
  p: 0.0001,
  cases: ['R-TEST-0000-0000'],
  told: true,
  ...finding,
});

/** What a test gives widgets to be drawn from. */
export interface Given {
  requests?: Watched[];
  files?: LoadedFile[];
  rollUps?: RollUp[];
  findings?: KeptFinding[];
}

/** Sources that hold what is given; queues are of the files. */
export const sourcesOf = ({ requests = [], files = [], rollUps = [], findings = [] }: Given = {}): WidgetSources => ({
  open: () => Promise.resolve({ backlog: { ...emptyBacklog(), open: requests.length }, requests }),
  files: (ids) => Promise.resolve(files.filter(({ request }) => ids.includes(request.id))),
  reviews: () =>
    Promise.resolve({ lines: files.flatMap(({ request }) => reviewPlace(request)?.line ?? []), more: false }),
  concerns: () =>
    Promise.resolve({
      lines: files.flatMap(({ request, concerns = [] }) =>
        concerns.flatMap((one) => concernPlace(one, request)?.line ?? []),
      ),
      more: false,
    }),
  rollUps: () => Promise.resolve(rollUps),
  findings: () => Promise.resolve(findings),
  audits: () => Promise.resolve(undefined),
});

/** A request that waits for a person although its type is known: nobody knows where it is. */
export const aReviewable = () => aRequest.inReview({ reportedType: 'pothole', place: {} });

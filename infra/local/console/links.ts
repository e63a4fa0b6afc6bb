import { concernLink } from '../../../functions/concerns/concern-link.ts';
import { improvementsLink } from '../../../functions/improvements/improvement-link.ts';
import { STAFF_LINK_LIFE_MS, statusLink } from '../../../functions/pages/link-life.ts';
import { linkUrl } from '../../../functions/pages/signed-link.ts';
import type { RequestFile } from '../../../functions/requests/change.ts';
import { executionName } from '../../../functions/workflow/execution-name.ts';
import type { ConsoleStack } from './console-stack.ts';

/** The signed address of a queue: a partner's, the review desk's, or that of open concerns. */
export const queueUrl = (stack: ConsoleStack, id: string): string =>
  linkUrl(stack.url, { purpose: 'queue', id, expiresAt: stack.clock.now() + STAFF_LINK_LIFE_MS }, stack.linkKeys());

/** The signed address of the manager's page of findings and improvements. */
export const improvementsUrl = (stack: ConsoleStack): string =>
  linkUrl(stack.url, improvementsLink(stack.clock.now() + STAFF_LINK_LIFE_MS), stack.linkKeys());

/** A way on from a request, with what it is for. */
export interface RequestLink {
  name: 'statusPage' | 'workOrder' | 'review' | 'escalation' | 'concern' | 'workflow';
  label: string;
  href: string;
}

/**
 * The pages of a request: those that its people are sent signed links to, signed with the stack's own key, and its workflow.
 * The staff's live as long from now as those of the e-mails do; the constituent's is the one of the e-mails.
 */
export const linksOf = (stack: ConsoleStack, { request, workOrders, concerns = [] }: RequestFile): RequestLink[] => {
  const now = stack.clock.now();
  const signed = (purpose: 'work-order' | 'review' | 'escalation', id: string) =>
    linkUrl(stack.url, { purpose, id, expiresAt: now + STAFF_LINK_LIFE_MS }, stack.linkKeys());
  return [
    {
      name: 'statusPage',
      label: 'Constituent’s status page',
      href: linkUrl(stack.url, statusLink(request), stack.linkKeys()),
    },
    ...workOrders.map(({ id }): RequestLink => ({
      name: 'workOrder',
      label: workOrders.length > 1 ? `Work order ${id}` : 'Partner’s work order',
      href: signed('work-order', id),
    })),
    ...(request.status === 'in-review'
      ? [{ name: 'review', label: 'Reviewer’s page', href: signed('review', request.id) } as const]
      : []),
    ...(request.milestones.some(({ kind, outcome }) => kind !== 'at-risk' && outcome === 'reached')
      ? [
          {
            name: 'escalation',
            label: 'Manager’s escalation page',
            href: signed('escalation', request.id),
          } as const,
        ]
      : []),
    ...concerns.map((concern): RequestLink => ({
      name: 'concern',
      label: `Concern ${concern.id}`,
      href: linkUrl(stack.url, concernLink(concern, 'manager', now), stack.linkKeys()),
    })),
    { name: 'workflow', label: 'Workflow', href: `/workflows/${executionName(request.id, request.cycle)}` },
  ];
};

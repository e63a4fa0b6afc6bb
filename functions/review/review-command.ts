import { type Refusal, invalid } from '../requests/change.ts';
import { PRIORITIES, type Priority } from '../requests/request.ts';
import { withSentence } from '../requests/sentence.ts';
import { type WorkOrderCommand, readWorkOrderCommand } from '../work-orders/work-order-command.ts';

/** Why the city does not take a request on (a closed list; the sentence says it in plain words). */
export const DECLINE_REASONS = [
  'not-a-city-service',
  'private-matter',
  'not-enough-to-go-on',
  'nothing-found',
  'against-policy',
] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/** By what the office is moved to open a request again that it had resolved: only a resident does it in their own name. */
export const REOPEN_REASONS = ['audit', 'told', 'mistake'] as const;
export type ReopenReason = (typeof REOPEN_REASONS)[number];

/** Whose links can be taken back: those of the partners' work orders, of the review and escalation pages, or of the resident. */
export const LINK_HOLDERS = ['partners', 'staff', 'resident'] as const;
export type LinkHolder = (typeof LINK_HOLDERS)[number];

/** What the 311 office decides about a request: the first seven while it is in review, the others while work is under way, `reopen` once it is resolved, the last always. */
export type ReviewCommand =
  | { action: 'accept'; typeCode: string; partner?: string; priority: Priority }
  | { action: 'answer'; resolution: string; typeCode?: string }
  | { action: 'ask'; question: string }
  | { action: 'merge'; into: string }
  | { action: 'refer'; receiver: string; resolution: string }
  | { action: 'decline'; reason: DeclineReason; resolution: string }
  | { action: 'withdraw'; resolution: string }
  | { action: 'retype'; typeCode: string; priority: Priority }
  | { action: 'add-work'; partner: string; task: string }
  | { action: 'share'; workOrderId: string }
  | { action: 'unlink' }
  | { action: 'work'; workOrderId: string; command: Extract<WorkOrderCommand, { action: 'transfer' | 'cancel' }> }
  | { action: 'reopen'; because: ReopenReason; text: string }
  | { action: 'revoke-links'; whose: LinkHolder; text: string; seen?: LinksSeen };

/** How far links had been taken back when a form was shown: the latest cut of open work, UTC instant, and the turns of the resident's link. */
export interface LinksSeen {
  partners: number;
  resident: number;
}

type Reading = { kind: 'command'; command: ReviewCommand } | Refusal;

const command = (read: ReviewCommand): Reading => ({ kind: 'command', command: read });

const REQUEST_ID = /^R(-[0-9A-HJKMNP-TV-Z]{4}){3}$/;

/** Reads a posted form; names the field that has to be mended. */
export const readReviewCommand = (fields: Record<string, string>, timeZone = 'UTC'): Reading => {
  const field = (name: string): string => (fields[name] ?? '').trim();
  const priority = PRIORITIES.find((candidate) => candidate === fields.priority) ?? 'normal';
  switch (fields.action) {
    case 'accept':
      if (!fields.typeCode) return invalid('typeCode', 'Choose the request type.');
      return command({
        action: 'accept',
        typeCode: fields.typeCode,
        ...(fields.partner ? { partner: fields.partner } : {}),
        priority,
      });
    case 'retype':
      if (!fields.typeCode) return invalid('typeCode', 'Choose the request type.');
      return command({ action: 'retype', typeCode: fields.typeCode, priority });
    case 'answer':
      return withSentence(fields, 'resolution', 'Write the answer for the resident.', (resolution) => ({
        action: 'answer',
        resolution,
        ...(fields.typeCode ? { typeCode: fields.typeCode } : {}),
      }));
    case 'ask':
      return withSentence(fields, 'question', 'Write the question for the resident.', (question) => ({
        action: 'ask',
        question,
      }));
    case 'merge': {
      // A choice among those that were found cannot be taken back, so a number that is typed beside it goes before it.
      const name = field('other') === '' ? 'into' : 'other';
      const into = field(name).toUpperCase();
      return REQUEST_ID.test(into)
        ? command({ action: 'merge', into })
        : invalid(name, 'Give the number of the earlier request, as R-XXXX-XXXX-XXXX.');
    }
    case 'refer': {
      const receiver = field('receiver');
      // A referral without a named receiver is no referral (audit checklist, line 9).
      if (receiver.length < 3) return invalid('receiver', 'Name the office or company that does this.');
      const why = 'Write one sentence for the resident: who does this, and how to reach them.';
      return withSentence(fields, 'resolution', why, (resolution) => ({ action: 'refer', receiver, resolution }));
    }
    case 'decline': {
      const reason = DECLINE_REASONS.find((candidate) => candidate === fields.reason);
      if (!reason) return invalid('reason', 'Choose why the city does not take it on.');
      const why = 'Write one sentence for the resident: why, and where to go instead.';
      return withSentence(fields, 'resolution', why, (resolution) => ({ action: 'decline', reason, resolution }));
    }
    case 'withdraw':
      return withSentence(fields, 'resolution', 'Write who withdrew it, and why.', (resolution) => ({
        action: 'withdraw',
        resolution,
      }));
    case 'add-work':
      if (!fields.partner) return invalid('partner', 'Choose the partner that does it.');
      return withSentence(fields, 'task', 'Say in a sentence what they are to do.', (task) => ({
        action: 'add-work',
        partner: fields.partner ?? '',
        task,
      }));
    case 'share': {
      const workOrderId = field('workOrderId').toUpperCase();
      return REQUEST_ID.test(workOrderId.slice(0, workOrderId.lastIndexOf('-')))
        ? command({ action: 'share', workOrderId })
        : invalid('workOrderId', 'Give the number of the work order, as R-XXXX-XXXX-XXXX-1.');
    }
    case 'unlink':
      return command({ action: 'unlink' });
    case 'reopen': {
      const because = REOPEN_REASONS.find((candidate) => candidate === fields.because);
      if (!because) return invalid('because', 'Choose why it is opened again.');
      return withSentence(fields, 'text', 'Say in a sentence what is still to be done.', (text) => ({
        action: 'reopen',
        because,
        text,
      }));
    }
    case 'revoke-links': {
      const whose = LINK_HOLDERS.find((candidate) => candidate === fields.whose);
      if (!whose) return invalid('whose', 'Choose whose links are taken back.');
      return withSentence(fields, 'text', 'Write why they are taken back.', (text) => ({
        action: 'revoke-links',
        whose,
        text,
        ...readSeen(field('seen')),
      }));
    }
    case 'transfer':
    case 'cancel':
      return readWork(fields, timeZone);
    default:
      return invalid('action', 'Choose what to do with the request.');
  }
};

/** What the form had seen; a form without it takes links back however often it is sent. */
const readSeen = (text: string): { seen?: LinksSeen } => {
  const [, partners, resident] = /^(\d{1,15})\.(\d{1,9})$/.exec(text) ?? [];
  return partners && resident ? { seen: { partners: Number(partners), resident: Number(resident) } } : {};
};

const readWork = (fields: Record<string, string>, timeZone: string): Reading => {
  const reading = readWorkOrderCommand(fields, timeZone);
  if (reading.kind === 'refused') return reading;
  const { command: read } = reading;
  if (read.action !== 'transfer' && read.action !== 'cancel') return invalid('action', 'Choose what to do.');
  if (!fields.workOrderId) return invalid('workOrderId', 'Choose the work order.');
  return command({ action: 'work', workOrderId: fields.workOrderId, command: read });
};

/** The second request that a command is about: the one merged into, the one whose work is shared, or the one that is followed no more. */
export const otherRequestOf = (command: ReviewCommand, follows: string | undefined): string | undefined => {
  switch (command.action) {
    case 'merge':
      return command.into;
    case 'share':
      return command.workOrderId.slice(0, command.workOrderId.lastIndexOf('-'));
    case 'unlink':
    case 'withdraw':
      return follows;
    default:
      return undefined;
  }
};

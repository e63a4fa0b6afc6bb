import requestReceivedEn from './messages/request-received/en.json' with { type: 'json' };
import requestReceivedEs from './messages/request-received/es.json' with { type: 'json' };
import requestInProgressEn from './messages/request-in-progress/en.json' with { type: 'json' };
import requestInProgressEs from './messages/request-in-progress/es.json' with { type: 'json' };
import requestScheduledEn from './messages/request-scheduled/en.json' with { type: 'json' };
import requestScheduledEs from './messages/request-scheduled/es.json' with { type: 'json' };
import requestDelayedEn from './messages/request-delayed/en.json' with { type: 'json' };
import requestDelayedEs from './messages/request-delayed/es.json' with { type: 'json' };
import requestOnHoldEn from './messages/request-on-hold/en.json' with { type: 'json' };
import requestOnHoldEs from './messages/request-on-hold/es.json' with { type: 'json' };
import requestResolvedEn from './messages/request-resolved/en.json' with { type: 'json' };
import requestResolvedEs from './messages/request-resolved/es.json' with { type: 'json' };
import requestDeclinedEn from './messages/request-declined/en.json' with { type: 'json' };
import requestDeclinedEs from './messages/request-declined/es.json' with { type: 'json' };
import requestReopenedEn from './messages/request-reopened/en.json' with { type: 'json' };
import requestReopenedEs from './messages/request-reopened/es.json' with { type: 'json' };
import workOfferedEn from './messages/work-offered/en.json' with { type: 'json' };
import workOfferedEs from './messages/work-offered/es.json' with { type: 'json' };
import reviewNeededEn from './messages/review-needed/en.json' with { type: 'json' };
import reviewNeededEs from './messages/review-needed/es.json' with { type: 'json' };
import questionOfferedEn from './messages/question-offered/en.json' with { type: 'json' };
import questionOfferedEs from './messages/question-offered/es.json' with { type: 'json' };
import workSentBackEn from './messages/work-sent-back/en.json' with { type: 'json' };
import workSentBackEs from './messages/work-sent-back/es.json' with { type: 'json' };
import workPingPongEn from './messages/work-ping-pong/en.json' with { type: 'json' };
import workPingPongEs from './messages/work-ping-pong/es.json' with { type: 'json' };
import workCancelledEn from './messages/work-cancelled/en.json' with { type: 'json' };
import workCancelledEs from './messages/work-cancelled/es.json' with { type: 'json' };
import workReminderEn from './messages/work-reminder/en.json' with { type: 'json' };
import workReminderEs from './messages/work-reminder/es.json' with { type: 'json' };
import questionAskedEn from './messages/question-asked/en.json' with { type: 'json' };
import questionAskedEs from './messages/question-asked/es.json' with { type: 'json' };
import questionAnsweredEn from './messages/question-answered/en.json' with { type: 'json' };
import questionAnsweredEs from './messages/question-answered/es.json' with { type: 'json' };
import requestLinkedEn from './messages/request-linked/en.json' with { type: 'json' };
import requestLinkedEs from './messages/request-linked/es.json' with { type: 'json' };
import requestWithdrawnEn from './messages/request-withdrawn/en.json' with { type: 'json' };
import requestWithdrawnEs from './messages/request-withdrawn/es.json' with { type: 'json' };
import clockAtRiskEn from './messages/clock-at-risk/en.json' with { type: 'json' };
import clockAtRiskEs from './messages/clock-at-risk/es.json' with { type: 'json' };
import clockDueEn from './messages/clock-due/en.json' with { type: 'json' };
import clockDueEs from './messages/clock-due/es.json' with { type: 'json' };
import clockEscalatedEn from './messages/clock-escalated/en.json' with { type: 'json' };
import clockEscalatedEs from './messages/clock-escalated/es.json' with { type: 'json' };
import holdTooLongEn from './messages/hold-too-long/en.json' with { type: 'json' };
import holdTooLongEs from './messages/hold-too-long/es.json' with { type: 'json' };
import concernRaisedEn from './messages/concern-raised/en.json' with { type: 'json' };
import concernRaisedEs from './messages/concern-raised/es.json' with { type: 'json' };
import concernReceivedEn from './messages/concern-received/en.json' with { type: 'json' };
import concernReceivedEs from './messages/concern-received/es.json' with { type: 'json' };
import concernDueEn from './messages/concern-due/en.json' with { type: 'json' };
import concernDueEs from './messages/concern-due/es.json' with { type: 'json' };
import concernResolvedEn from './messages/concern-resolved/en.json' with { type: 'json' };
import concernResolvedEs from './messages/concern-resolved/es.json' with { type: 'json' };
import morningListEn from './messages/morning-list/en.json' with { type: 'json' };
import morningListEs from './messages/morning-list/es.json' with { type: 'json' };
import partnerWeekEn from './messages/partner-week/en.json' with { type: 'json' };
import partnerWeekEs from './messages/partner-week/es.json' with { type: 'json' };
import managerWeekEn from './messages/manager-week/en.json' with { type: 'json' };
import managerWeekEs from './messages/manager-week/es.json' with { type: 'json' };
import linksRenewedEn from './messages/links-renewed/en.json' with { type: 'json' };
import linksRenewedEs from './messages/links-renewed/es.json' with { type: 'json' };
import queueLinkRenewedEn from './messages/queue-link-renewed/en.json' with { type: 'json' };
import queueLinkRenewedEs from './messages/queue-link-renewed/es.json' with { type: 'json' };
import calendarAttentionEn from './messages/calendar-attention/en.json' with { type: 'json' };
import calendarAttentionEs from './messages/calendar-attention/es.json' with { type: 'json' };
import registerAttentionEn from './messages/register-attention/en.json' with { type: 'json' };
import registerAttentionEs from './messages/register-attention/es.json' with { type: 'json' };
import type { Language } from '../requests/request.ts';
import type { MessageName } from './notice.ts';

/** Wordings of one sentence, the best first: the first whose placeholders all have a value is used; none, and the sentence is left out. */
export type Wordings = readonly string[];

/** How one entry of a list is said: a line that is its link, and the lines under it. */
export interface EntryText {
  heading: Wordings;
  lines: readonly Wordings[];
}

/** A message in one language. `{name}` stands for a value of `MessageValues`, or for `{city}`. */
export interface MessageText {
  subject: Wordings;
  heading: Wordings;
  paragraphs: readonly Wordings[];
  /** A label and its value each; left out where the value is missing. */
  facts: readonly { label: string; value: string }[];
  /** A title and the value that holds the items; `otherwise` is said where there are none. */
  lists: readonly { title: string; items: string; otherwise?: string }[];
  /** Of a message that lists things with a page each: how each kind of them is said. */
  entries?: Readonly<Record<string, EntryText>>;
  /** Paragraphs after the facts. */
  closing: readonly Wordings[];
  /** The words on the link. */
  action: string;
}

/** Every message in every language that it has been written in. */
export const MESSAGE_TEXTS: Record<MessageName, { en: MessageText } & Partial<Record<Language, MessageText>>> = {
  'request-received': { en: requestReceivedEn, es: requestReceivedEs },
  'request-in-progress': { en: requestInProgressEn, es: requestInProgressEs },
  'request-scheduled': { en: requestScheduledEn, es: requestScheduledEs },
  'request-delayed': { en: requestDelayedEn, es: requestDelayedEs },
  'request-on-hold': { en: requestOnHoldEn, es: requestOnHoldEs },
  'request-resolved': { en: requestResolvedEn, es: requestResolvedEs },
  'request-declined': { en: requestDeclinedEn, es: requestDeclinedEs },
  'request-reopened': { en: requestReopenedEn, es: requestReopenedEs },
  'work-offered': { en: workOfferedEn, es: workOfferedEs },
  'review-needed': { en: reviewNeededEn, es: reviewNeededEs },
  'question-offered': { en: questionOfferedEn, es: questionOfferedEs },
  'work-sent-back': { en: workSentBackEn, es: workSentBackEs },
  'work-ping-pong': { en: workPingPongEn, es: workPingPongEs },
  'work-cancelled': { en: workCancelledEn, es: workCancelledEs },
  'work-reminder': { en: workReminderEn, es: workReminderEs },
  'question-asked': { en: questionAskedEn, es: questionAskedEs },
  'question-answered': { en: questionAnsweredEn, es: questionAnsweredEs },
  'request-linked': { en: requestLinkedEn, es: requestLinkedEs },
  'request-withdrawn': { en: requestWithdrawnEn, es: requestWithdrawnEs },
  'clock-at-risk': { en: clockAtRiskEn, es: clockAtRiskEs },
  'clock-due': { en: clockDueEn, es: clockDueEs },
  'clock-escalated': { en: clockEscalatedEn, es: clockEscalatedEs },
  'hold-too-long': { en: holdTooLongEn, es: holdTooLongEs },
  'morning-list': { en: morningListEn, es: morningListEs },
  'partner-week': { en: partnerWeekEn, es: partnerWeekEs },
  'manager-week': { en: managerWeekEn, es: managerWeekEs },
  'concern-raised': { en: concernRaisedEn, es: concernRaisedEs },
  'concern-received': { en: concernReceivedEn, es: concernReceivedEs },
  'concern-due': { en: concernDueEn, es: concernDueEs },
  'concern-resolved': { en: concernResolvedEn, es: concernResolvedEs },
  'links-renewed': { en: linksRenewedEn, es: linksRenewedEs },
  'queue-link-renewed': { en: queueLinkRenewedEn, es: queueLinkRenewedEs },
  'register-attention': { en: registerAttentionEn, es: registerAttentionEs },
  'calendar-attention': { en: calendarAttentionEn, es: calendarAttentionEs },
};

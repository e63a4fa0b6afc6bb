import requestReceivedEn from './messages/request-received/en.json' with { type: 'json' };
import requestReceivedEs from './messages/request-received/es.json' with { type: 'json' };
import requestReceivedPt from './messages/request-received/pt.json' with { type: 'json' };
import requestReceivedHt from './messages/request-received/ht.json' with { type: 'json' };
import requestReceivedNe from './messages/request-received/ne.json' with { type: 'json' };
import requestReceivedZhHant from './messages/request-received/zh-Hant.json' with { type: 'json' };
import requestInProgressEn from './messages/request-in-progress/en.json' with { type: 'json' };
import requestInProgressEs from './messages/request-in-progress/es.json' with { type: 'json' };
import requestInProgressPt from './messages/request-in-progress/pt.json' with { type: 'json' };
import requestInProgressHt from './messages/request-in-progress/ht.json' with { type: 'json' };
import requestInProgressNe from './messages/request-in-progress/ne.json' with { type: 'json' };
import requestInProgressZhHant from './messages/request-in-progress/zh-Hant.json' with { type: 'json' };
import requestScheduledEn from './messages/request-scheduled/en.json' with { type: 'json' };
import requestScheduledEs from './messages/request-scheduled/es.json' with { type: 'json' };
import requestScheduledPt from './messages/request-scheduled/pt.json' with { type: 'json' };
import requestScheduledHt from './messages/request-scheduled/ht.json' with { type: 'json' };
import requestScheduledNe from './messages/request-scheduled/ne.json' with { type: 'json' };
import requestScheduledZhHant from './messages/request-scheduled/zh-Hant.json' with { type: 'json' };
import requestDelayedEn from './messages/request-delayed/en.json' with { type: 'json' };
import requestDelayedEs from './messages/request-delayed/es.json' with { type: 'json' };
import requestDelayedPt from './messages/request-delayed/pt.json' with { type: 'json' };
import requestDelayedHt from './messages/request-delayed/ht.json' with { type: 'json' };
import requestDelayedNe from './messages/request-delayed/ne.json' with { type: 'json' };
import requestDelayedZhHant from './messages/request-delayed/zh-Hant.json' with { type: 'json' };
import requestOnHoldEn from './messages/request-on-hold/en.json' with { type: 'json' };
import requestOnHoldEs from './messages/request-on-hold/es.json' with { type: 'json' };
import requestOnHoldPt from './messages/request-on-hold/pt.json' with { type: 'json' };
import requestOnHoldHt from './messages/request-on-hold/ht.json' with { type: 'json' };
import requestOnHoldNe from './messages/request-on-hold/ne.json' with { type: 'json' };
import requestOnHoldZhHant from './messages/request-on-hold/zh-Hant.json' with { type: 'json' };
import requestResolvedEn from './messages/request-resolved/en.json' with { type: 'json' };
import requestResolvedEs from './messages/request-resolved/es.json' with { type: 'json' };
import requestResolvedPt from './messages/request-resolved/pt.json' with { type: 'json' };
import requestResolvedHt from './messages/request-resolved/ht.json' with { type: 'json' };
import requestResolvedNe from './messages/request-resolved/ne.json' with { type: 'json' };
import requestResolvedZhHant from './messages/request-resolved/zh-Hant.json' with { type: 'json' };
import surveyAskedEn from './messages/survey-asked/en.json' with { type: 'json' };
import surveyAskedEs from './messages/survey-asked/es.json' with { type: 'json' };
import surveyAskedPt from './messages/survey-asked/pt.json' with { type: 'json' };
import surveyAskedHt from './messages/survey-asked/ht.json' with { type: 'json' };
import surveyAskedNe from './messages/survey-asked/ne.json' with { type: 'json' };
import surveyAskedZhHant from './messages/survey-asked/zh-Hant.json' with { type: 'json' };
import surveyReminderEn from './messages/survey-reminder/en.json' with { type: 'json' };
import surveyReminderEs from './messages/survey-reminder/es.json' with { type: 'json' };
import surveyReminderPt from './messages/survey-reminder/pt.json' with { type: 'json' };
import surveyReminderHt from './messages/survey-reminder/ht.json' with { type: 'json' };
import surveyReminderNe from './messages/survey-reminder/ne.json' with { type: 'json' };
import surveyReminderZhHant from './messages/survey-reminder/zh-Hant.json' with { type: 'json' };
import requestDeclinedEn from './messages/request-declined/en.json' with { type: 'json' };
import requestDeclinedEs from './messages/request-declined/es.json' with { type: 'json' };
import requestDeclinedPt from './messages/request-declined/pt.json' with { type: 'json' };
import requestDeclinedHt from './messages/request-declined/ht.json' with { type: 'json' };
import requestDeclinedNe from './messages/request-declined/ne.json' with { type: 'json' };
import requestDeclinedZhHant from './messages/request-declined/zh-Hant.json' with { type: 'json' };
import requestReopenedEn from './messages/request-reopened/en.json' with { type: 'json' };
import requestReopenedEs from './messages/request-reopened/es.json' with { type: 'json' };
import requestReopenedPt from './messages/request-reopened/pt.json' with { type: 'json' };
import requestReopenedHt from './messages/request-reopened/ht.json' with { type: 'json' };
import requestReopenedNe from './messages/request-reopened/ne.json' with { type: 'json' };
import requestReopenedZhHant from './messages/request-reopened/zh-Hant.json' with { type: 'json' };
import questionAskedEn from './messages/question-asked/en.json' with { type: 'json' };
import questionAskedEs from './messages/question-asked/es.json' with { type: 'json' };
import questionAskedPt from './messages/question-asked/pt.json' with { type: 'json' };
import questionAskedHt from './messages/question-asked/ht.json' with { type: 'json' };
import questionAskedNe from './messages/question-asked/ne.json' with { type: 'json' };
import questionAskedZhHant from './messages/question-asked/zh-Hant.json' with { type: 'json' };
import requestLinkedEn from './messages/request-linked/en.json' with { type: 'json' };
import requestLinkedEs from './messages/request-linked/es.json' with { type: 'json' };
import requestLinkedPt from './messages/request-linked/pt.json' with { type: 'json' };
import requestLinkedHt from './messages/request-linked/ht.json' with { type: 'json' };
import requestLinkedNe from './messages/request-linked/ne.json' with { type: 'json' };
import requestLinkedZhHant from './messages/request-linked/zh-Hant.json' with { type: 'json' };
import requestWithdrawnEn from './messages/request-withdrawn/en.json' with { type: 'json' };
import requestWithdrawnEs from './messages/request-withdrawn/es.json' with { type: 'json' };
import requestWithdrawnPt from './messages/request-withdrawn/pt.json' with { type: 'json' };
import requestWithdrawnHt from './messages/request-withdrawn/ht.json' with { type: 'json' };
import requestWithdrawnNe from './messages/request-withdrawn/ne.json' with { type: 'json' };
import requestWithdrawnZhHant from './messages/request-withdrawn/zh-Hant.json' with { type: 'json' };
import concernReceivedEn from './messages/concern-received/en.json' with { type: 'json' };
import concernReceivedEs from './messages/concern-received/es.json' with { type: 'json' };
import concernReceivedPt from './messages/concern-received/pt.json' with { type: 'json' };
import concernReceivedHt from './messages/concern-received/ht.json' with { type: 'json' };
import concernReceivedNe from './messages/concern-received/ne.json' with { type: 'json' };
import concernReceivedZhHant from './messages/concern-received/zh-Hant.json' with { type: 'json' };
import concernResolvedEn from './messages/concern-resolved/en.json' with { type: 'json' };
import concernResolvedEs from './messages/concern-resolved/es.json' with { type: 'json' };
import concernResolvedPt from './messages/concern-resolved/pt.json' with { type: 'json' };
import concernResolvedHt from './messages/concern-resolved/ht.json' with { type: 'json' };
import concernResolvedNe from './messages/concern-resolved/ne.json' with { type: 'json' };
import concernResolvedZhHant from './messages/concern-resolved/zh-Hant.json' with { type: 'json' };
import linksRenewedEn from './messages/links-renewed/en.json' with { type: 'json' };
import linksRenewedEs from './messages/links-renewed/es.json' with { type: 'json' };
import linksRenewedPt from './messages/links-renewed/pt.json' with { type: 'json' };
import linksRenewedHt from './messages/links-renewed/ht.json' with { type: 'json' };
import linksRenewedNe from './messages/links-renewed/ne.json' with { type: 'json' };
import linksRenewedZhHant from './messages/links-renewed/zh-Hant.json' with { type: 'json' };
import workOfferedEn from './messages/work-offered/en.json' with { type: 'json' };
import workOfferedEs from './messages/work-offered/es.json' with { type: 'json' };
import workTransferredEn from './messages/work-transferred/en.json' with { type: 'json' };
import workTransferredEs from './messages/work-transferred/es.json' with { type: 'json' };
import workChangedEn from './messages/work-changed/en.json' with { type: 'json' };
import workChangedEs from './messages/work-changed/es.json' with { type: 'json' };
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
import questionAnsweredEn from './messages/question-answered/en.json' with { type: 'json' };
import questionAnsweredEs from './messages/question-answered/es.json' with { type: 'json' };
import detailAddedEn from './messages/detail-added/en.json' with { type: 'json' };
import detailAddedEs from './messages/detail-added/es.json' with { type: 'json' };
import clockAtRiskEn from './messages/clock-at-risk/en.json' with { type: 'json' };
import clockAtRiskEs from './messages/clock-at-risk/es.json' with { type: 'json' };
import clockDueEn from './messages/clock-due/en.json' with { type: 'json' };
import clockDueEs from './messages/clock-due/es.json' with { type: 'json' };
import clockEscalatedEn from './messages/clock-escalated/en.json' with { type: 'json' };
import clockEscalatedEs from './messages/clock-escalated/es.json' with { type: 'json' };
import holdTooLongEn from './messages/hold-too-long/en.json' with { type: 'json' };
import holdTooLongEs from './messages/hold-too-long/es.json' with { type: 'json' };
import morningListEn from './messages/morning-list/en.json' with { type: 'json' };
import morningListEs from './messages/morning-list/es.json' with { type: 'json' };
import partnerWeekEn from './messages/partner-week/en.json' with { type: 'json' };
import partnerWeekEs from './messages/partner-week/es.json' with { type: 'json' };
import managerWeekEn from './messages/manager-week/en.json' with { type: 'json' };
import managerWeekEs from './messages/manager-week/es.json' with { type: 'json' };
import scorecardEn from './messages/scorecard/en.json' with { type: 'json' };
import scorecardEs from './messages/scorecard/es.json' with { type: 'json' };
import trendsListEn from './messages/trends-list/en.json' with { type: 'json' };
import trendsListEs from './messages/trends-list/es.json' with { type: 'json' };
import undeliverableListEn from './messages/undeliverable-list/en.json' with { type: 'json' };
import undeliverableListEs from './messages/undeliverable-list/es.json' with { type: 'json' };
import concernRaisedEn from './messages/concern-raised/en.json' with { type: 'json' };
import concernRaisedEs from './messages/concern-raised/es.json' with { type: 'json' };
import concernDueEn from './messages/concern-due/en.json' with { type: 'json' };
import concernDueEs from './messages/concern-due/es.json' with { type: 'json' };
import queueLinkRenewedEn from './messages/queue-link-renewed/en.json' with { type: 'json' };
import queueLinkRenewedEs from './messages/queue-link-renewed/es.json' with { type: 'json' };
import registerAttentionEn from './messages/register-attention/en.json' with { type: 'json' };
import registerAttentionEs from './messages/register-attention/es.json' with { type: 'json' };
import calendarAttentionEn from './messages/calendar-attention/en.json' with { type: 'json' };
import calendarAttentionEs from './messages/calendar-attention/es.json' with { type: 'json' };
import auditDrawnEn from './messages/audit-drawn/en.json' with { type: 'json' };
import auditDrawnEs from './messages/audit-drawn/es.json' with { type: 'json' };
import correctionOpenedEn from './messages/correction-opened/en.json' with { type: 'json' };
import correctionOpenedEs from './messages/correction-opened/es.json' with { type: 'json' };
import correctionDueEn from './messages/correction-due/en.json' with { type: 'json' };
import correctionDueEs from './messages/correction-due/es.json' with { type: 'json' };
import reopenProposedEn from './messages/reopen-proposed/en.json' with { type: 'json' };
import reopenProposedEs from './messages/reopen-proposed/es.json' with { type: 'json' };
import improvementOwnedEn from './messages/improvement-owned/en.json' with { type: 'json' };
import improvementOwnedEs from './messages/improvement-owned/es.json' with { type: 'json' };
import improvementDueEn from './messages/improvement-due/en.json' with { type: 'json' };
import improvementDueEs from './messages/improvement-due/es.json' with { type: 'json' };
import improvementOverdueEn from './messages/improvement-overdue/en.json' with { type: 'json' };
import improvementOverdueEs from './messages/improvement-overdue/es.json' with { type: 'json' };
import type { Language, StaffLanguage } from '../languages/language.ts';
import type { Wordings } from '../languages/wording.ts';
import type { ResidentMessage, StaffMessage } from './notice.ts';

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

/** Every message in every language of those who get it: the compiler asks for each. */
export const MESSAGE_TEXTS: Record<ResidentMessage, Record<Language, MessageText>> &
  Record<StaffMessage, Record<StaffLanguage, MessageText>> = {
  'request-received': {
    en: requestReceivedEn,
    es: requestReceivedEs,
    pt: requestReceivedPt,
    ht: requestReceivedHt,
    ne: requestReceivedNe,
    'zh-Hant': requestReceivedZhHant,
  },
  'request-in-progress': {
    en: requestInProgressEn,
    es: requestInProgressEs,
    pt: requestInProgressPt,
    ht: requestInProgressHt,
    ne: requestInProgressNe,
    'zh-Hant': requestInProgressZhHant,
  },
  'request-scheduled': {
    en: requestScheduledEn,
    es: requestScheduledEs,
    pt: requestScheduledPt,
    ht: requestScheduledHt,
    ne: requestScheduledNe,
    'zh-Hant': requestScheduledZhHant,
  },
  'request-delayed': {
    en: requestDelayedEn,
    es: requestDelayedEs,
    pt: requestDelayedPt,
    ht: requestDelayedHt,
    ne: requestDelayedNe,
    'zh-Hant': requestDelayedZhHant,
  },
  'request-on-hold': {
    en: requestOnHoldEn,
    es: requestOnHoldEs,
    pt: requestOnHoldPt,
    ht: requestOnHoldHt,
    ne: requestOnHoldNe,
    'zh-Hant': requestOnHoldZhHant,
  },
  'request-resolved': {
    en: requestResolvedEn,
    es: requestResolvedEs,
    pt: requestResolvedPt,
    ht: requestResolvedHt,
    ne: requestResolvedNe,
    'zh-Hant': requestResolvedZhHant,
  },
  'survey-asked': {
    en: surveyAskedEn,
    es: surveyAskedEs,
    pt: surveyAskedPt,
    ht: surveyAskedHt,
    ne: surveyAskedNe,
    'zh-Hant': surveyAskedZhHant,
  },
  'survey-reminder': {
    en: surveyReminderEn,
    es: surveyReminderEs,
    pt: surveyReminderPt,
    ht: surveyReminderHt,
    ne: surveyReminderNe,
    'zh-Hant': surveyReminderZhHant,
  },
  'request-declined': {
    en: requestDeclinedEn,
    es: requestDeclinedEs,
    pt: requestDeclinedPt,
    ht: requestDeclinedHt,
    ne: requestDeclinedNe,
    'zh-Hant': requestDeclinedZhHant,
  },
  'request-reopened': {
    en: requestReopenedEn,
    es: requestReopenedEs,
    pt: requestReopenedPt,
    ht: requestReopenedHt,
    ne: requestReopenedNe,
    'zh-Hant': requestReopenedZhHant,
  },
  'question-asked': {
    en: questionAskedEn,
    es: questionAskedEs,
    pt: questionAskedPt,
    ht: questionAskedHt,
    ne: questionAskedNe,
    'zh-Hant': questionAskedZhHant,
  },
  'request-linked': {
    en: requestLinkedEn,
    es: requestLinkedEs,
    pt: requestLinkedPt,
    ht: requestLinkedHt,
    ne: requestLinkedNe,
    'zh-Hant': requestLinkedZhHant,
  },
  'request-withdrawn': {
    en: requestWithdrawnEn,
    es: requestWithdrawnEs,
    pt: requestWithdrawnPt,
    ht: requestWithdrawnHt,
    ne: requestWithdrawnNe,
    'zh-Hant': requestWithdrawnZhHant,
  },
  'concern-received': {
    en: concernReceivedEn,
    es: concernReceivedEs,
    pt: concernReceivedPt,
    ht: concernReceivedHt,
    ne: concernReceivedNe,
    'zh-Hant': concernReceivedZhHant,
  },
  'concern-resolved': {
    en: concernResolvedEn,
    es: concernResolvedEs,
    pt: concernResolvedPt,
    ht: concernResolvedHt,
    ne: concernResolvedNe,
    'zh-Hant': concernResolvedZhHant,
  },
  'links-renewed': {
    en: linksRenewedEn,
    es: linksRenewedEs,
    pt: linksRenewedPt,
    ht: linksRenewedHt,
    ne: linksRenewedNe,
    'zh-Hant': linksRenewedZhHant,
  },
  'work-offered': {
    en: workOfferedEn,
    es: workOfferedEs,
  },
  'work-transferred': {
    en: workTransferredEn,
    es: workTransferredEs,
  },
  'work-changed': {
    en: workChangedEn,
    es: workChangedEs,
  },
  'review-needed': {
    en: reviewNeededEn,
    es: reviewNeededEs,
  },
  'question-offered': {
    en: questionOfferedEn,
    es: questionOfferedEs,
  },
  'work-sent-back': {
    en: workSentBackEn,
    es: workSentBackEs,
  },
  'work-ping-pong': {
    en: workPingPongEn,
    es: workPingPongEs,
  },
  'work-cancelled': {
    en: workCancelledEn,
    es: workCancelledEs,
  },
  'work-reminder': {
    en: workReminderEn,
    es: workReminderEs,
  },
  'question-answered': {
    en: questionAnsweredEn,
    es: questionAnsweredEs,
  },
  'detail-added': {
    en: detailAddedEn,
    es: detailAddedEs,
  },
  'clock-at-risk': {
    en: clockAtRiskEn,
    es: clockAtRiskEs,
  },
  'clock-due': {
    en: clockDueEn,
    es: clockDueEs,
  },
  'clock-escalated': {
    en: clockEscalatedEn,
    es: clockEscalatedEs,
  },
  'hold-too-long': {
    en: holdTooLongEn,
    es: holdTooLongEs,
  },
  'morning-list': {
    en: morningListEn,
    es: morningListEs,
  },
  'partner-week': {
    en: partnerWeekEn,
    es: partnerWeekEs,
  },
  'manager-week': {
    en: managerWeekEn,
    es: managerWeekEs,
  },
  scorecard: {
    en: scorecardEn,
    es: scorecardEs,
  },
  'trends-list': {
    en: trendsListEn,
    es: trendsListEs,
  },
  'undeliverable-list': {
    en: undeliverableListEn,
    es: undeliverableListEs,
  },
  'concern-raised': {
    en: concernRaisedEn,
    es: concernRaisedEs,
  },
  'concern-due': {
    en: concernDueEn,
    es: concernDueEs,
  },
  'queue-link-renewed': {
    en: queueLinkRenewedEn,
    es: queueLinkRenewedEs,
  },
  'register-attention': {
    en: registerAttentionEn,
    es: registerAttentionEs,
  },
  'calendar-attention': {
    en: calendarAttentionEn,
    es: calendarAttentionEs,
  },
  'audit-drawn': {
    en: auditDrawnEn,
    es: auditDrawnEs,
  },
  'correction-opened': {
    en: correctionOpenedEn,
    es: correctionOpenedEs,
  },
  'correction-due': {
    en: correctionDueEn,
    es: correctionDueEs,
  },
  'reopen-proposed': {
    en: reopenProposedEn,
    es: reopenProposedEs,
  },
  'improvement-owned': {
    en: improvementOwnedEn,
    es: improvementOwnedEs,
  },
  'improvement-due': {
    en: improvementDueEn,
    es: improvementDueEs,
  },
  'improvement-overdue': {
    en: improvementOverdueEn,
    es: improvementOverdueEs,
  },
};

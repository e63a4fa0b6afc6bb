import { catalogueOf } from '../catalogue/catalogue.ts';
import { ConflictError, type RequestsStore } from '../requests/requests.store.ts';
import type { Recipient } from '../notices/recipient.ts';
import type { RecipientStore } from '../notices/recipients.store.ts';
import { isWanted } from '../preferences/wanted.ts';
import { type AskDecision, type SurveyNotice, decideAsking } from './ask-survey.ts';
import { type AskedResidents, isLately } from './asked-residents.store.ts';

/** Decides at its time about a notice that asks for an answer, and keeps the decision. */
export type AskResident = (notice: SurveyNotice & { to: string }) => Promise<AskDecision>;

interface Dependencies {
  requests: Pick<RequestsStore, 'load' | 'commit'>;
  asked: AskedResidents;
  recipients: Pick<RecipientStore, 'find'>;
  now: () => number;
}

const TRIES = 5; // each failure is somebody else's success: the resident's own answer, or a question about their other request

/**
 * Makes the decision in one transaction with who was asked: of two questions to one resident at the same moment one is refused by the table,
 * and finds when it is decided anew that they were asked (R150).
 */
export const createAskResident =
  ({ requests, asked, recipients, now }: Dependencies): AskResident =>
  async (notice) => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const file = await requests.load(notice.requestId);
      if (!file) return { kind: 'leave-out', why: 'overtaken' };
      const { request } = file;
      const catalogue = catalogueOf(request.catalogue);
      const isQuestion = notice.message === 'survey-asked';
      const found = isQuestion ? await asked.find(notice.to) : undefined;
      const unsent = reasonUnsent(await recipients.find(notice.to), notice.message);
      const at = now();
      const decision = decideAsking(file, notice, { catalogue, lately: isLately(found, at), unsent }, at);
      if (!decision.change) return decision;
      const also = isQuestion && decision.kind === 'go' ? [await asked.record(notice.to, found, at)] : [];
      if (await requests.commit(file, decision.change, also)) return decision;
    }
    throw new ConflictError(`A request was changed by others ${TRIES} times while it was decided whether to ask.`);
  };

/** Whoever does not get the question is not asked it: it would use up their thirty days, and count among those who did not answer; nor are they reminded. */
const reasonUnsent = (
  { unreachable, preferences }: Recipient,
  message: SurveyNotice['message'],
): 'unwanted' | 'unreachable' | undefined => {
  if (unreachable) return 'unreachable';
  return isWanted({ audience: 'constituent', message }, preferences) ? undefined : 'unwanted';
};

import { expect, test } from 'vitest';
import { openAudit } from '../../functions/audits/open-audit.ts';
import { correctionLink } from '../../functions/audits/audit-line.ts';
import { staffLinkEnd } from '../../functions/pages/link-life.ts';
import { TUESDAY, anOffice, somerville } from '../support/builders.ts';
import { anAudit, audited } from './an-audit.ts';

/** The page of a correction of a request, private or not, as the partner's supervisor sees it. */
const pageOf = async (isPrivate: boolean): Promise<string> => {
  const { month, requestId, part, partner, typeName } = anAudit();
  const about = { month, requestId, part, partner, typeName, owner: partner };
  const correction = { ...about, task: 'Send a crew again.', openedAt: TUESDAY, dueAt: TUESDAY };
  const link = correctionLink(correction, staffLinkEnd(TUESDAY));
  const audits = { audit: async () => undefined, correction: async () => correction };
  const opened = await openAudit(link, { audits, lettersOf: async () => [], office: anOffice() });
  const request = { ...audited.request, private: isPrivate };
  const view = { city: 'Somerville', catalogue: somerville, language: 'en' as const, now: TUESDAY, fields: {} };
  return String(opened?.draw({ ...audited, link, request, concerns: [] }, view));
};

test('the page of a correction shows the request, but of a private one its number only: nothing there says who reads it', async () => {
  const { description, id, place } = audited.request;
  const [open, hidden] = [await pageOf(false), await pageOf(true)];
  for (const words of [description, place.address ?? '', 'What happened']) {
    expect(open).toContain(words);
    expect(hidden).not.toContain(words);
  }
  for (const page of [open, hidden]) expect(page).toContain(id);
  expect(hidden).toContain('Send a crew again.');
});

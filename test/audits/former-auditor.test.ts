import { describe, expect, test } from 'vitest';
import { auditorQueueId, auditLink } from '../../functions/audits/audit-line.ts';
import { openAudit } from '../../functions/audits/open-audit.ts';
import { staffLinkEnd } from '../../functions/pages/link-life.ts';
import { openQueue } from '../../functions/pages/open-queue.ts';
import { signLink } from '../../functions/pages/signed-link.ts';
import { TUESDAY, anOffice } from '../support/builders.ts';
import { anAudit } from './an-audit.ts';

const keys = { current: 'k'.repeat(44) };
const audit = anAudit();
const expiresAt = staffLinkEnd(TUESDAY);
const auditing = (...codes: string[]) =>
  anOffice({ auditors: codes.map((code) => ({ code, email: `${code}@city.example` })) });

describe.each([
  ['an auditor', auditing('other', audit.auditor), true],
  ['who was taken off the list of auditors', auditing('other'), false],
])('%s', (_, office, isOpen) => {
  test('opens the list of their audits by its link only while on the list', async () => {
    const token = signLink({ purpose: 'queue', id: auditorQueueId(audit.auditor), expiresAt }, keys);
    const cuts = { linksFrom: async () => undefined };
    const opened = await openQueue({ pathParameters: { token } }, { keys, cuts, office, now: TUESDAY });
    expect(opened !== undefined).toBe(isOpen);
  });

  test('opens an audit by its link only while on the list', async () => {
    const audits = { audit: async () => audit, correction: async () => undefined };
    const opened = await openAudit(auditLink(audit, expiresAt), { audits, lettersOf: async () => [], office });
    expect(opened !== undefined).toBe(isOpen);
  });
});

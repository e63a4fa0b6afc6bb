import { type Finding, findingId } from './findings.ts';

/** What the register lacks, by the id of the finding, and the local date on which that was found; empty for what it lacked when dates were first kept. */
export type Lacking = Readonly<Record<string, string>>;

/**
 * Says of everything that is missing since which date it is, by what was missing at the last look, and answers that of this one: the same lack is
 * told once, and again where it comes back after it was put right (R137). Whatever ends, or is not reached, has a date of its own.
 */
export const withDates = (
  findings: readonly Finding[],
  known: Lacking | undefined,
  today: string,
): { findings: Finding[]; lacking: Lacking } => {
  const lacking: Record<string, string> = {};
  const dated = findings.map((finding): Finding => {
    if (finding.kind !== 'agreement-missing' && finding.kind !== 'contact-missing') return finding;
    const id = findingId(finding);
    const foundOn = known ? (known[id] ?? today) : '';
    lacking[id] = foundOn;
    return { ...finding, foundOn };
  });
  return { findings: dated, lacking };
};

import type { ScorecardRow } from './scorecard.ts';

/** What each row is called, and how it is reckoned, so that no figure stands without its formula. */
export const ROW_WORDS: Record<ScorecardRow, { label: string; formula: string }> = {
  received: { label: 'Work received', formula: 'offered + taken over from others, without found work' },
  acceptedInTime: { label: 'Accepted in time', formula: 'accepted by its time ÷ all with a time to accept' },
  transferredOut: { label: 'Given away', formula: 'passed on to others + sent back' },
  transferredIn: { label: 'Taken over', formula: 'passed on by others' },
  resolved: { label: 'Resolved', formula: 'work that ended, without duplicates and found work' },
  medianTime: { label: 'Median time to resolve', formula: 'half took at most so long' },
  p90Time: { label: 'P90 time to resolve', formula: 'nine of ten took at most so long' },
  onTime: { label: 'On time, closed with a target', formula: 'met ÷ (met + missed)' },
  onTimeStrict: { label: 'On time, strict', formula: 'met ÷ (met + missed + open and overdue at the end)' },
  paused: { label: 'Paused share', formula: 'time paused ÷ time to resolve' },
  reopened: { label: 'Reopened', formula: 'opened again by whom it was for' },
  audits: { label: 'Audits passed', formula: 'passed ÷ judged, of the month’s sample, with its interval of 95 %' },
  rating: { label: 'Rating by residents', formula: 'average of “overall”, 1 to 5, of five answers or more' },
  again: { label: 'Again at the same place', formula: 'accepted where one of its type had ended within half a year' },
  plainWords: {
    label: 'Texts in plain words',
    formula: 'says what was done, no abbreviations or codes, short, grade 9 or below ÷ checked',
  },
  completeRecords: { label: 'Complete records', formula: 'place, required answers and photo there ÷ checked' },
  open: { label: 'Open at the end', formula: 'came into the backlog − left it' },
  overdue: { label: 'Of that overdue', formula: 'work past its promise, no questions' },
  oldest: { label: 'Oldest open', formula: 'age of the oldest when this was counted' },
};

/** An improvement as a report tells of it, whatever register it comes from. */
export interface ReportedImprovement {
  /** What is changed. */
  what: string;
  /** Who answers for it, by name. */
  owner: string;
  /** How far it is, in words, with its date. */
  state: string;
  /** The measured effect with its numbers, or that there was no measurement. */
  effect?: string;
}

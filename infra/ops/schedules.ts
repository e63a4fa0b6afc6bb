/**
 * How often each function runs that a schedule calls, minutes, by its name. The template has the schedules; a test compares, so that
 * an operator's machine needs no template to know what is late.
 */
export const SCHEDULES: Record<string, number> = {
  DrawAudits: 30,
  FindTrends: 1440,
  FlushWebhooks: 5,
  MeasureBacklog: 5,
  MoveClocks: 5,
  Reconcile: 2,
  ReleaseNotices: 4,
  RemindImprovements: 60,
  RollUp: 15,
  WatchRegister: 1440,
  WriteDigests: 15,
  WriteScorecards: 15,
};

/** The functions that read a table's stream, each with its feature; the same test compares. */
export const STREAM_READERS = {
  NoteUnreachable: 'notices',
  PassOnChanges: 'stream',
  PassOnEvents: 'stream',
  SendNotice: 'notices',
} as const;

const DAY_MS = 86_400_000;

/** A constituent's link lives as long as the longest promise (720 days) and the survey window after it. */
export const STATUS_LINK_LIFE_MS = 800 * DAY_MS;

/** A partner's, reviewer's or manager's link lives a year; every reminder carries a fresh one. */
export const STAFF_LINK_LIFE_MS = 365 * DAY_MS;

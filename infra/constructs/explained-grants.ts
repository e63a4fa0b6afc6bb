/** Where a function's resource keeps, in the template, why it may do what no test has seen it do. */
export const GRANTS_EXPLAINED = 'resolve311:grants-explained';

/** Some grants of a function, and the one reason for all of them. */
export interface ExplainedGrants {
  actions: string[];
  /** Only those under these values of their condition. */
  keys?: string[];
  reason: string;
}

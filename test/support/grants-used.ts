/** Names the folder in which the stacks of a run leave which grants they used; set by the check of all tests. */
export const GRANTS_USED = 'GRANTS_USED';

/** Shortest text that can say what was done, characters: "Filled it." */
export const MIN_SENTENCE = 10;

/** Longest text of a person for a resident or a colleague, characters. */
export const MAX_SENTENCE = 1000;

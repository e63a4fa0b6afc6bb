import { Logger } from '@aws-lambda-powertools/logger';

/**
 * The one logger: JSON lines with a code and a sentence from a feature's register.
 * Ids may be logged; names, addresses and free text never, nor whole events.
 */
export const logger = new Logger();

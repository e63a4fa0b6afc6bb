import { createHash } from 'node:crypto';

/**
 * Task tokens. A token is opaque and long, as AWS's are (about 700 characters, which counts where a token is stored): a
 * short head names the execution and the try it belongs to, the rest is drawn from the head and only fills and checks.
 */
const HEAD = /^([A-Za-z0-9+/]{64})/;
const LENGTH = 704;

/** The head of a token: which execution, which try, and a random part that cannot be guessed. */
export function tokenHead(executionId: number, eventId: number, random: () => number): string {
  const chance = Array.from({ length: 8 }, () =>
    Math.floor(random() * 65_536)
      .toString(16)
      .padStart(4, '0'),
  ).join('');
  const plain = `${executionId.toString(36).padStart(8, '0')}${eventId.toString(36).padStart(8, '0')}${chance}`;
  return Buffer.from(plain).toString('base64');
}

/** The whole token, as the task gets it. */
export function wholeToken(head: string): string {
  let token = head;
  for (let part = 0; token.length < LENGTH; part += 1) {
    token += createHash('sha512').update(`${part}${head}`).digest('base64').replace(/=+$/, '');
  }
  return token.slice(0, LENGTH);
}

/** What a token says of itself; undefined when it is none of ours. */
export function readToken(token: string): { head: string; executionId: number } | undefined {
  const head = HEAD.exec(token)?.[1];
  if (head === undefined || wholeToken(head) !== token) return undefined;
  const executionId = Number.parseInt(Buffer.from(head, 'base64').toString().slice(0, 8), 36);
  return Number.isNaN(executionId) ? undefined : { head, executionId };
}

import { vi } from 'vitest';
import { type LocalConsole, startConsole } from '../../infra/local/console/server.ts';
import { consoleStackOf } from '../../infra/local/console/stack-console.ts';
import type { LocalStack } from './local-stack.ts';

/** Starts the console of a local stack, through which the commands of an operator reach it. */
export const aConsole = (stack: LocalStack): Promise<LocalConsole> => startConsole(consoleStackOf(stack), { port: 0 });

/** What a command prints. @throws whatever the command throws */
export const printed = async (command: () => Promise<void>): Promise<string> => {
  const spy = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await command();
    return spy.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    spy.mockRestore();
  }
};

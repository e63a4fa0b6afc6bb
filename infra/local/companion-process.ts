import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What the companion process is asked to hold. */
export interface CompanionRequest {
  /** The DynamoDB engine's program, and its file when data is to be kept. */
  engine?: { program: string; dbPath?: string };
  /** A folder that is thrown away at the end. */
  passing?: string;
  /** Whether the mailbox page is wanted. */
  mailbox: boolean;
}

/** The companion, once everything in it answers. */
export interface Companion {
  enginePort: number | undefined;
  mailboxPort: number | undefined;
  /** Ends it, with time for the engine to close its file. */
  stop(): Promise<void>;
  /** Ends it and the engine on the spot, as a power cut would. */
  kill(): Promise<void>;
}

/** Starts the companion process; `onEnd` is called when it ends and nobody asked it to. */
export async function startCompanion(request: CompanionRequest, onEnd: (reason: string) => void): Promise<Companion> {
  const file = new URL('./companion.ts', import.meta.url).pathname;
  const wanted = withPlace(request);
  const child = spawn(process.execPath, ['--no-warnings', file, JSON.stringify(wanted)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let asked = false;
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-4_000);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  const line = await Promise.race([ready, ended]);
  if (line === undefined) throw new Error(`The companion process did not start. ${complaint}`);
  const { enginePort, enginePid, mailboxPort } = JSON.parse(line) as {
    enginePort?: number;
    enginePid?: number;
    mailboxPort?: number;
  };
  void ended.then(() => {
    if (wanted.passing) rmSync(wanted.passing, { recursive: true, force: true, maxRetries: 3 });
    if (asked) return;
    if (enginePid !== undefined) endProcess(enginePid);
    onEnd(`The process that holds the DynamoDB engine and the mailbox has ended. ${complaint}`);
  });
  // Only while its end is waited for does it keep the stack's process alive.
  child.unref();
  const end = (how: () => void): Promise<void> => {
    asked = true;
    child.ref();
    how();
    return ended;
  };

  return {
    enginePort,
    mailboxPort,
    stop: () => end(() => child.stdin.end()),
    kill: () =>
      end(() => {
        if (enginePid !== undefined) endProcess(enginePid);
        child.kill('SIGKILL');
      }),
  };
}

/** Gives the engine a file when nobody wants to keep its data, too: only a file can be given an index. */
function withPlace(request: CompanionRequest): CompanionRequest {
  if (!request.engine || request.engine.dbPath !== undefined) return request;
  const passing = mkdtempSync(join(tmpdir(), 'resolve311-engine-'));
  return { ...request, passing, engine: { ...request.engine, dbPath: join(passing, 'dynamodb.sqlite') } };
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/**
 * The process beside the local stack: it holds the DynamoDB engine (a program of its own) and the mailbox page, and ends
 * both when the stack's process ends, however that ends: its standard input is a pipe that closes then.
 * Run as `node companion.ts <JSON of CompanionRequest>`; it writes one line of JSON once everything answers.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import type { CompanionRequest } from './companion-process.ts';

const request = JSON.parse(process.argv[2] ?? '{}') as CompanionRequest;
const engine = request.engine === undefined ? undefined : await startEngine(request.engine);
const mailboxPort = request.mailbox ? await startMailbox() : undefined;

process.stdin.resume();
process.stdin.once('end', () => stop());
process.stdin.once('close', () => stop());
process.once('SIGINT', () => undefined); // Ctrl-C reaches the whole group; the stack tells when to end
process.once('SIGTERM', () => stop());
process.stdout.write(`${JSON.stringify({ enginePort: engine?.port, enginePid: engine?.child.pid, mailboxPort })}\n`);

function stop(): void {
  engine?.child.kill(request.passing ? 'SIGKILL' : 'SIGTERM');
  if (request.passing) rmSync(request.passing, { recursive: true, force: true });
  process.exit(0);
}

async function startEngine({ program, dbPath = '' }: NonNullable<CompanionRequest['engine']>) {
  // The engine takes no port 0. Another program may take a free port in between, so try more than one.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const child = spawn(program, ['serve', '--port', String(port), '--db-path', dbPath], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2_000);
    });
    if (await answers(port, () => child.exitCode !== null)) {
      child.once('exit', () => process.exit(1));
      indexStreams(dbPath);
      return { child, port };
    }
    child.kill('SIGKILL');
    if (attempt === 3) throw new Error(`The DynamoDB engine does not start: ${complaint}`);
  }
}

/**
 * Gives the engine's stream records the index that they lack. Each write to a table with a stream asks for the highest sequence
 * number so far, and without the index reads all of them: 2 ms a transaction at the first, 70 ms after 20,000 records, and 2 ms
 * throughout with it. Only speed hangs on this: an engine that keeps its records otherwise runs on without.
 */
function indexStreams(dbPath: string): void {
  const database = new DatabaseSync(dbPath, { timeout: 2_000 });
  try {
    database.exec(
      'CREATE INDEX IF NOT EXISTS resolve311_stream_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
    );
  } catch (error) {
    process.stderr.write(`The engine's streams stay without an index and will be slow: ${String(error)}\n`);
  } finally {
    database.close();
  }
}

/** Waits until the port takes a connection; false when the engine ended or ten seconds have passed. */
async function answers(port: number, ended: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 400 && !ended(); tries += 1) {
    const ready = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1_000) }).catch(
      () => undefined,
    );
    if (ready) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function startMailbox(): Promise<number> {
  const { default: startServer } = createRequire(import.meta.url)('aws-ses-v2-local') as {
    default: (config: { host: string; port: number }) => Promise<Server>;
  };
  const server = await startServer({ host: '127.0.0.1', port: 0 });
  return (server.address() as AddressInfo).port;
}

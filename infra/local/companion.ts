/**
 * The process beside the local stack: it holds the DynamoDB engine (a program of its own) and the mailbox page, and ends
 * both when the stack's process ends, however that ends: its standard input is a pipe that closes then.
 * Run as `node companion.ts <JSON of CompanionRequest>`; it writes one line of JSON once everything answers.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
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
  engine?.child.kill('SIGTERM');
  process.exit(0);
}

async function startEngine({ program, dbPath }: NonNullable<CompanionRequest['engine']>) {
  // The engine takes no port 0. Another program may take a free port in between, so try more than one.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const where = dbPath === undefined ? [] : ['--db-path', dbPath];
    const child = spawn(program, ['serve', '--port', String(port), ...where], { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2_000);
    });
    if (await answers(port, () => child.exitCode !== null)) {
      child.once('exit', () => process.exit(1));
      return { child, port };
    }
    child.kill('SIGKILL');
    if (attempt === 3) throw new Error(`The DynamoDB engine does not start: ${complaint}`);
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

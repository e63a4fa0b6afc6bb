import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'resolve311-words-'));
const inFolder = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const HEAD = 'case_id,opened,target,closed,verdict,type\n';
const file = inFolder('file', 'x');

/** What is no console of ours. */
let other: Server;
let otherUrl = '';
beforeAll(async () => {
  other = createServer((request, response) => void response.end(request.headers.host));
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
});
afterAll(() => {
  other.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a command of this machine says when it ends with 1. */
const refusal = (name: string, args: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const program = join(import.meta.dirname, '../../infra/local', name);
    const env = { ...process.env, NODE_NO_WARNINGS: '1' };
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) =>
      error?.code === 1 ? resolve(stderr) : reject(new Error(`It does not refuse: ${stdout}${stderr}`)),
    );
  });
const start = (...args: string[]) => refusal('main.ts', ['--no-synth', '--port', '0', '--console-port', '0', ...args]);

test.each([
  ['start, a directory that is a file', () => start('--no-replay', '--data', file), /Give another directory\.$/],
  [
    'start, a DynamoDB that does not answer',
    () => start('--no-replay', '--dynamodb-endpoint', 'http://127.0.0.1:1'),
    /^No DynamoDB answers at .* leave out --dynamodb-endpoint/,
  ],
  ['start, no address', () => start('--dynamodb-endpoint', 'here'), /Write an address as http/],
  ['start, rows that are a folder', () => start('--rows', folder), /is no CSV/],
  ['replay, rows that were never packed', () => refusal('replay-cli.ts', [inFolder('rows.csv.gz', 'x')]), /is no CSV/],
  [
    'replay, a row with too few columns',
    () => refusal('replay-cli.ts', [inFolder('short.csv', `${HEAD}1,2015-06-01\n`)]),
    /is no CSV.* line 2/,
  ],
  [
    'report, another console',
    () => refusal('report-cli.ts', ['--type', 'pothole', '--text', 'A hole', '--console', otherUrl]),
    /^No local stack answers at/,
  ],
] as const)('%s: what can be mended is said in a sentence, without a trace', async (_, run, sentence) => {
  const said = (await run()).trim();
  expect(said).toMatch(sentence);
  expect(said).not.toMatch(/\n\s+at /);
});

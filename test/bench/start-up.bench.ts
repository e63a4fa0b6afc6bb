/**
 * Size of every function's bundle and the time that its module takes to evaluate, CommonJS beside ESM: median of 15 process starts
 * each. Promised for intake: at most 520 KB and 75 ms; the usual stack (middy, zod, Powertools, five SDK clients): 1.2 MB, 139 ms.
 * Run: `node test/bench/start-up.bench.ts [function…]`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { BUNDLING, handlerFiles } from '../../infra/bundles.ts';
import { median, table } from './report.ts';

const STARTS = 15;
const folder = mkdtempSync(join(tmpdir(), 'start-up-'));
const wanted = process.argv.slice(2);
const files = handlerFiles().filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));

const bundle = (file: string, format: 'cjs' | 'esm'): string => {
  const outfile = join(folder, `${file.replaceAll('/', '-')}.${format === 'cjs' ? 'cjs' : 'mjs'}`);
  // An ESM bundle of CommonJS parts needs a `require`, as AWS's own examples give it one.
  const banner: Record<string, string> =
    format === 'esm'
      ? { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" }
      : {};
  buildSync({ ...BUNDLING, format, banner, logLevel: 'silent', entryPoints: [join('functions', file)], outfile });
  return outfile;
};

const evaluationMs = (outfile: string): number => {
  const load = `const t=performance.now();import(${JSON.stringify(outfile)}).then(()=>console.log(performance.now()-t))`;
  const run = () =>
    Number(execFileSync(process.execPath, ['-e', load], { env: { AWS_REGION: 'us-east-1' }, encoding: 'utf8' }));
  return median(Array.from({ length: STARTS }, run));
};

const rows = files.map((file) => {
  const cjs = bundle(file, 'cjs');
  const esm = bundle(file, 'esm');
  const kilobytes = Math.round(statSync(cjs).size / 1024);
  return [
    file.replace('.handler.ts', ''),
    String(kilobytes),
    evaluationMs(cjs).toFixed(1),
    evaluationMs(esm).toFixed(1),
  ];
});
rmSync(folder, { recursive: true });
process.stdout.write(table(['function', 'KB', 'CommonJS ms', 'ESM ms'], rows));

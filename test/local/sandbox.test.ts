import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBundle, localDate } from '../../infra/local/sandbox.ts';

const LOCAL = Date.UTC(2015, 5, 1, 12);

function load(code: string, files: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  for (const [name, text] of Object.entries({ 'index.js': code, ...files })) writeFileSync(join(folder, name), text);
  const lines: string[] = [];
  const exports = loadBundle(join(folder, 'index.js'), {
    now: () => LOCAL,
    environment: { ONLY: 'this' },
    onLine: (line) => lines.push(line),
  });
  return { exports, lines };
}

describe('the Date of a bundle', () => {
  const OwnDate = localDate(() => LOCAL);

  it('tells the local time where it is told none', () => {
    expect(OwnDate.now()).toBe(LOCAL);
    expect(new OwnDate().toISOString()).toBe('2015-06-01T12:00:00.000Z');
    expect((OwnDate as unknown as () => string)()).toBe(new Date(LOCAL).toString());
  });

  it('is an ordinary Date otherwise', () => {
    expect(new OwnDate(5).getTime()).toBe(5);
    expect(new OwnDate('2020-01-01T00:00:00Z').getTime()).toBe(Date.UTC(2020, 0, 1));
    expect(new OwnDate(2020, 1, 2).getMonth()).toBe(1);
    expect(OwnDate.UTC(2020, 0)).toBe(Date.UTC(2020, 0));
    expect(OwnDate.parse('2020-01-01T00:00:00Z')).toBe(Date.UTC(2020, 0, 1));
    expect(new OwnDate()).toBeInstanceOf(Date);
    expect(new Date()).toBeInstanceOf(OwnDate);
    expect(new (class Later extends OwnDate {})().getTime()).toBe(LOCAL);
  });
});

describe('a bundle', () => {
  it('sees only its own environment, also by require and globalThis', () => {
    const { exports } = load(`
      exports.seen = [process.env, require('node:process').env, globalThis.process.env, global.process.env];
      exports.time = [Date.now(), globalThis.Date.now()];
      exports.usual = process.version;
    `);
    expect(exports.seen).toEqual([{ ONLY: 'this' }, { ONLY: 'this' }, { ONLY: 'this' }, { ONLY: 'this' }]);
    expect(exports.time).toEqual([LOCAL, LOCAL]);
    expect(exports.usual).toBe(process.version);
  });

  it('writes whole lines to its own log by every way there is', () => {
    const { lines } = load(`
      console.log('one %s', 1);
      process.stdout.write('two');
      process.stdout.write(' three\\nfour\\n');
      new (require('node:console').Console)({ stdout: process.stdout }).info('five');
      console.error('six');
    `);
    expect(lines).toEqual(['one 1', 'two three', 'four', 'five', 'six']);
  });

  it('keeps what it sets on globalThis to itself', () => {
    load('globalThis.leaked = 1;');
    expect('leaked' in globalThis).toBe(false);
    expect(load('globalThis.kept = 2; exports.kept = globalThis.kept;').exports.kept).toBe(2);
  });

  it('shares its realm with Node, so that instanceof works', () => {
    const { exports } = load("exports.ok = [new Error() instanceof Error, Buffer.from('a') instanceof Uint8Array];");
    expect(exports.ok).toEqual([true, true]);
  });

  it('loads files beside it and Node’s modules, and no others', async () => {
    const { exports } = load("exports.other = require('./other').value; exports.late = () => import('node:os');", {
      'other.js': 'exports.value = Date.now();',
    });
    expect(exports.other).toBe(LOCAL);
    expect(await (exports.late as () => Promise<object>)()).toHaveProperty('EOL');
    expect(() => load("require('zod')")).toThrow('zod is not in the bundle');
  });

  it('cannot end the process', () => {
    expect(() => load('process.exit(3)')).toThrow('exit code 3');
  });
});

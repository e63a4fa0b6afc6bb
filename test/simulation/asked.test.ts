import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const simulate = (...args: string[]) =>
  spawnSync(process.execPath, ['test/simulation/simulate.ts', ...args], { encoding: 'utf8' });

test.each([
  [['--pairs', '--players', '0'], '--players takes 1 or more'],
  [['--pairs', '--together', '1'], '--together takes 2 or more'],
  [['--singles', '--every', '0'], '--every takes 1 or more'],
  [['--minutes', 'ten'], '--minutes takes a whole number'],
  [['--scenario', 'later'], '"later" is no scenario. They are: on time;'],
  [['--part', '1/2'], "Unknown option '--part'"],
])('a command of the simulator refuses %j in one line, and plays nothing', (args, why) => {
  const { status, stdout, stderr } = simulate(...args);
  expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({ status: 2, stdout: '', lines: 1 });
  expect(stderr).toContain(why);
});

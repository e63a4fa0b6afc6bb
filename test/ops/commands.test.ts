import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { program } from '../../infra/ops/program.ts';
import { SCHEDULES, STREAM_READERS } from '../../infra/ops/schedules.ts';
import { judge } from '../../infra/ops/health-lines.ts';
import { synthesise } from '../infra/templates.ts';
import { aReading } from './health-reading.builder.ts';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const runbook = read('infra/observability/runbook.md');

/** What is written as code: between backticks, and in blocks. */
const codeIn = (text: string): string[] => [
  ...[...text.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n')),
  ...[...text.replace(/```[^]*?```/g, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll('\n', ' ')),
];
const opsIn = (text: string): string[] =>
  codeIn(text).flatMap((code) => [...code.matchAll(/npm run ops -- ([^#;]*)/g)].map(([, typed = '']) => typed.trim()));

/** Those of tables whose first column says that what it names stands after `npm run ops --`. */
const opsInTables = (text: string): string[] =>
  [...text.matchAll(/^\| command \(after `npm run ops --`\).*\n\|[- |]+\n((?:\|.*\n)+)/gm)].flatMap(([, rows = '']) =>
    rows
      .split('\n')
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, typed = '']) => typed)),
  );

/** The command that words name, with as many of them as it took. */
const commandOf = (words: readonly string[]): { command: Command; names: number } => {
  let command: Command = program;
  for (const [names, word] of words.entries()) {
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) return { command, names };
    command = next;
  }
  return { command, names: words.length };
};

/** Whether somebody could type a command as it stands, and would ask the stack on this machine with it. */
const asksThisMachine = (typed: string): boolean => {
  const words: string[] = typed.match(/"[^"]*"|\S+/g) ?? [];
  const { command, names } = commandOf(words);
  const needed = command.registeredArguments.filter(({ required }) => required).length;
  const isWhole = command.commands.length === 0 && words.length - names >= needed;
  return isWhole && command.options.some(({ long }) => long === '--environment') && !words.includes('--environment');
};

/** What is wrong with a command as somebody would type it; undefined where it is known with all its options. */
const refuse = (typed: string): string | undefined => {
  let command: Command = program;
  const words = typed.match(/"[^"]*"|\S+/g) ?? [];
  const [first = ''] = words;
  if (first.startsWith('--')) return undefined;
  for (const word of words) {
    // Where several are told apart by a stroke, each has to be there.
    const names = word.split('|');
    const found = names.map((name) => command.commands.find((one) => one.name() === name));
    if (found.some((one) => one === undefined)) break;
    command = found[0]!;
  }
  if (command === program) return `${first} is no command`;
  if (
    command.commands.length > 0 &&
    command.registeredArguments.length === 0 &&
    words.length > 1 &&
    !words[1]!.startsWith('-')
  )
    return `${command.name()} has no ${words[1]}`;
  const known = new Set([...command.options.map(({ long }) => long), '--help']);
  const unknown = words.filter((word) => word.startsWith('--') && !known.has(word.replace(/[,.:)]+$/, '')));
  return unknown.length > 0 && command.commands.length === 0
    ? `${command.name()} has no ${unknown.join(', ')}`
    : undefined;
};

describe('the commands that are written down', () => {
  test.each(['infra/observability/runbook.md', 'README.md'])('of %s are known, with their options', (file) => {
    const typed = [...opsIn(read(file)), ...opsInTables(read(file))];
    expect(typed.length).toBeGreaterThan(10);
    expect(typed.flatMap((one) => (refuse(one) === undefined ? [] : [`${one}: ${refuse(one)}`]))).toEqual([]);
  });

  test('stand in every article of an alarm and of a task: ours, or those of AWS', () => {
    const without = runbook
      .split(/^## /m)
      .slice(1)
      .filter((article) => !article.startsWith('Who is woken'))
      .filter((article) => !codeIn(article).some((code) => /npm run ops -- |\baws [a-z]/.test(code)))
      .map((article) => article.split('\n')[0]);
    expect(without).toEqual([]);
  });

  test('of the runbook name the environment, because it is the service on AWS that they are for', () => {
    const articles = runbook.slice(runbook.indexOf('\n## '));
    expect(opsIn(articles).filter(asksThisMachine)).toEqual([]);
    expect(asksThisMachine('list late')).toBe(true);
  });

  test('of the runbook can be pasted: none is torn by a sign within, and none is invoked again because it takes its time', () => {
    expect(runbook).not.toContain('\\`');
    // The AWS CLI waits for a minute, and then asks once more; these functions may run for five.
    const invoked = codeIn(runbook).filter((code) => code.includes('aws lambda invoke'));
    expect(invoked.length).toBeGreaterThan(3);
    expect(invoked.filter((code) => !code.includes('--cli-read-timeout 0'))).toEqual([]);
  });

  test('of a restore wait for as long as a large table takes, and make none under a name that is not free yet', () => {
    const restore = /^## Restore\n([^]*?)^## /m.exec(runbook)?.[1] ?? '';
    const typed = codeIn(restore).filter((code) => code.includes('aws dynamodb '));
    expect(typed.filter((code) => code.includes(' wait ') && !/^until .*; do :; done$/.test(code))).toEqual([]);
    const deletes = typed.findIndex((code) => code.includes('delete-table'));
    expect(typed[deletes + 1]).toContain('wait table-not-exists');
    // Nothing is deleted in the block that makes the backups, so that one which failed is seen before.
    const blocks = restore.split('```sh').filter((block) => block.includes('delete-table'));
    expect(blocks.filter((block) => block.includes('create-backup'))).toEqual([]);
  });

  test('are refused where one is not known', () => {
    expect(refuse('redriev SendNotice')).toBe('redriev is no command');
    expect(refuse('redrive SendNotice --aply')).toBe('redrive has no --aply');
    expect(refuse('notices send ID')).toBe('notices has no send');
  });

  test('that health tells are known, and lead to articles that are there', () => {
    const headings = new Set([...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading));
    const lines = judge(aReading.ofTrouble());
    expect(lines.filter(({ wrong }) => !wrong)).toEqual([]);
    for (const { part, command = '', article = '' } of lines) {
      if (command.startsWith('npm')) expect(refuse(command.slice('npm run ops -- '.length)), part).toBeUndefined();
      else expect(command, part).toMatch(/^aws /);
      expect(headings, part).toContain(article);
    }
  });
});

describe('what is known without a template', () => {
  const { ofType } = synthesise('local');
  const short = (name: unknown): string => String(name).split('-').at(-1)!;

  test('of schedules is what the template has', () => {
    const minutes = { minute: 1, minutes: 1, hour: 60, hours: 60, day: 1440, days: 1440 } as const;
    const rules = ofType('AWS::Events::Rule').flatMap(({ Properties }) => {
      const [, count, unit] = /^rate\((\d+) (\w+)\)$/.exec(String(Properties.ScheduleExpression)) ?? [];
      return unit ? [[short(Properties.Name), Number(count) * minutes[unit as keyof typeof minutes]]] : [];
    });
    expect(SCHEDULES).toEqual(Object.fromEntries(rules));
  });

  test('of the readers of streams is what the template has', () => {
    const told = ofType('AWS::Events::Rule').flatMap(({ Properties }) => {
      const [, name] = /-(\w+)-RecordFailed$/.exec(String(Properties.Name)) ?? [];
      return name ? [name] : [];
    });
    expect(Object.keys(STREAM_READERS)).toEqual(told.sort());
  });
});

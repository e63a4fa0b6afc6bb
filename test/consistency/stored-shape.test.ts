import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import ts from 'typescript';
import { REQUEST_SCHEMA } from '../../functions/requests/request.ts';

/** The files whose types the requests table holds, and for shared files which of their types. */
const STORED: Record<string, readonly string[] | 'all'> = {
  'requests/request.ts': 'all',
  'requests/work-order.ts': 'all',
  'requests/concern.ts': 'all',
  'requests/event.ts': 'all',
  'requests/counted.ts': 'all',
  'audits/audit.ts': 'all',
  'audits/checklist.ts': ['AnsweredId', 'Answer', 'Answers'],
  'audits/draw-sample.ts': ['Stratum'],
  'improvements/improvement.ts': 'all',
  'improvements/effect.ts': ['Verdict', 'Reading', 'Effect'],
  'improvements/measure.ts': ['FigureName', 'Measure'],
  'languages/language.ts': 'all',
  'clocks/agreement.ts': ['ClockKind'],
  'clocks/clock.ts': ['Pause', 'Relief', 'Clock'],
  'clocks/target.ts': ['Target'],
};

/** The hash of the shape at each version of it. A new version gets a line of its own here; old lines stay. */
const SHAPES: Record<number, string> = {
  1: '4d8b45f9939fdcd9',
  2: '0d4f5f764bb758cb',
};

/** Whether a statement is nothing but a list of words, which its types stand on; a function that has one within it is none. */
const isListOfWords = (statement: ts.Statement): boolean => {
  if (!ts.isVariableStatement(statement)) return false;
  const [declaration] = statement.declarationList.declarations;
  const value = declaration?.initializer;
  const list = value && ts.isSatisfiesExpression(value) ? value.expression : value;
  return list !== undefined && ts.isAsExpression(list) && list.type.getText() === 'const';
};

/** The types and the lists of words of a file as the compiler prints them, so that neither a comment nor a space counts. */
const shapeOf = (file: string, names: readonly string[] | 'all'): string => {
  const text = readFileSync(new URL(`../../functions/${file}`, import.meta.url), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const printer = ts.createPrinter({ removeComments: true });
  const wanted = source.statements.filter((statement) => {
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
      return names === 'all' || names.includes(statement.name.text);
    return names === 'all' && isListOfWords(statement);
  });
  if (names !== 'all' && wanted.length !== names.length) throw new Error(`${file} has not all of ${names.join(', ')}.`);
  return wanted.map((statement) => printer.printNode(ts.EmitHint.Unspecified, statement, source)).join('\n');
};

test('what the requests table holds has the shape of its version', () => {
  const shape = Object.entries(STORED).map(([file, names]) => shapeOf(file, names));
  const hash = createHash('sha256').update(shape.join('\n')).digest('hex').slice(0, 16);
  expect(
    hash,
    `The shape of what is stored has changed. Records of version ${REQUEST_SCHEMA} are in the table: decide how they are read. ` +
      'A field that old records may lack can stay at this version, with its new hash here; ' +
      'anything else raises REQUEST_SCHEMA, with a reader for the old version and a line of its own here.',
  ).toBe(SHAPES[REQUEST_SCHEMA]);
});

test('every version up to the present has its shape on record', () => {
  expect(Object.keys(SHAPES).map(Number)).toEqual(Array.from({ length: REQUEST_SCHEMA }, (_, index) => index + 1));
});

import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');

/** A regular expression as it stands in a source file. */
export interface Expression {
  /** From the project's root. */
  file: string;
  line: number;
  /** Between its slashes, or what `RegExp` was given. */
  text: string;
  /** Undefined for one that is made of texts when the code runs. */
  pattern: RegExp | undefined;
}

/** Every regular expression of functions/, found by the compiler's own parser: literals, and whatever `RegExp` makes. */
export const expressionsOf = (): Expression[] =>
  globSync(join(ROOT, 'functions/**/*.ts'))
    .sort()
    .flatMap((path) => {
      const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
      const found: Expression[] = [];
      const walk = (node: ts.Node): void => {
        const text = textOf(node);
        if (text !== undefined) {
          const { line } = source.getLineAndCharacterOfPosition(node.getStart());
          const pattern = ts.isRegularExpressionLiteral(node) ? literal(text) : undefined;
          found.push({ file: relative(ROOT, path), line: line + 1, text, pattern });
        }
        ts.forEachChild(node, walk);
      };
      walk(source);
      return found;
    });

const textOf = (node: ts.Node): string | undefined => {
  if (ts.isRegularExpressionLiteral(node)) return node.text;
  const makes = (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp';
  return makes ? (node.arguments?.[0]?.getText() ?? '') : undefined;
};

const literal = (text: string): RegExp => {
  const end = text.lastIndexOf('/');
  return new RegExp(text.slice(1, end), text.slice(end + 1));
};

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Template } from '../../infra/local/template.ts';

const NOW = new URL('../../statemachines/request-lifecycle.asl.json', import.meta.url);

/** The template with another text of the lifecycle: it is an asset, the very text of its file. */
export function withMachine(template: Template, text: string): Template {
  const file = join(mkdtempSync(join(tmpdir(), 'resolve311-machine-')), 'machine.json');
  writeFileSync(file, text);
  const now = readFileSync(NOW, 'utf8');
  const asset = (key: string) => {
    const path = template.asset(key);
    if (!path.endsWith('.json')) return path;
    if (readFileSync(path, 'utf8') !== now) throw new Error('The lifecycle is not what was synthesised last.');
    return file;
  };
  return { ...template, asset };
}

/** Runs every bench, one after the other, and prints its tables under its name: `npm run bench`. Nothing else should run meanwhile. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { cpus } from 'node:os';
import { synthesise } from '../../infra/local/synthesise.ts';

await synthesise();
process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}\n`);
for (const file of globSync('test/bench/*.bench.ts').sort()) {
  process.stdout.write(`\n## ${file}\n\n`);
  const { status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', file], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

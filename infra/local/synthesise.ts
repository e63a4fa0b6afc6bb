import { execFile } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** The CDK app did not synthesise; its own words say why. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
}

/**
 * Synthesises the CDK app for the local environment into cdk.out, as `npm run synth` does: no account, no network.
 * Throws SynthesisError with the output of the app.
 */
export const synthesise = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const cdk = join(ROOT, 'node_modules', '.bin', 'cdk');
    execFile(cdk, ['synth', '--quiet'], { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(new SynthesisError(`The CDK app does not synthesise:\n${stdout}${stderr}`));
      else resolve();
    });
  });

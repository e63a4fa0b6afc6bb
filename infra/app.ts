import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { bundleAll } from './bundles.ts';
import { environmentNamed } from './config.ts';
import { addStacks } from './stages.ts';

/** The CDK app: one environment at a time, chosen with `-c environment=staging`; account and region are those of the command line. */
const app = new App();
const environment = environmentNamed(app.node.tryGetContext('environment') ?? 'local');
addStacks(app, environment, bundleAll(join(app.outdir, 'bundles')));
app.synth();

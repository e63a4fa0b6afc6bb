import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { catalogueNames, checkCatalogue } from '../functions/catalogue/contract.ts';
import { bundleAll } from './bundles.ts';
import { environmentNamed } from './config.ts';
import { addStacks } from './stages.ts';

// The functions trust their catalogues, so that none of them loads a schema: what is unsound is stopped here.
const problems = catalogueNames.flatMap((name) => checkCatalogue(name).map((problem) => `${name}: ${problem}`));
if (problems.length > 0) throw new Error(['The catalogue is not sound:', ...problems].join('\n  '));

/** The CDK app: one environment at a time, chosen with `-c environment=staging`; account and region are those of the command line. */
const app = new App();
const environment = environmentNamed(app.node.tryGetContext('environment') ?? 'local');
addStacks(app, environment, bundleAll(join(app.outdir, 'bundles')));
app.synth();

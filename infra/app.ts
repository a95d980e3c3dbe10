import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BundleError } from './cache.ts';
import { parseContext } from './config.ts';
import { DeploymentError } from './constructs/props.ts';
import { ownpoolStack } from './stack.ts';

try {
  // With automatic synthesis the CDK would make an empty result after an error.
  const app = new App({ autoSynth: false });
  const { OWNPOOL_CATALOGUES: catalogues } = process.env;
  ownpoolStack(app, parseContext({ catalogues, ...app.node.getAllContext() }));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
} catch (error) {
  if (!(error instanceof DeploymentError || error instanceof BundleError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

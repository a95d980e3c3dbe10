import { type App, Stack } from 'aws-cdk-lib';
import type { Deployment } from './config.ts';
import { Ownpool } from './ownpool.ts';

/** A stack with an Ownpool and nothing else. The account is that of whoever deploys, so the template has none. */
export function ownpoolStack(app: App, { stackName, region, terminationProtection, props }: Deployment): Stack {
  const stack = new Stack(app, stackName, {
    stackName,
    env: { region },
    terminationProtection,
    description: 'Ownpool: user pools with the wire API of Amazon Cognito',
  });
  new Ownpool(stack, 'Ownpool', props);
  return stack;
}

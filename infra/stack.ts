import { type App, Stack } from 'aws-cdk-lib';
import type { Deployment } from './config.ts';
import { edgeStack } from './edge-stack.ts';
import { Ownpool } from './ownpool.ts';

/**
 * A stack with an Ownpool and nothing else, and where its region asks for it, one for the edge. The account is that of
 * whoever deploys, so the templates have none.
 */
export function ownpoolStack(app: App, deployment: Deployment): Stack {
  const { stackName, region, terminationProtection, props } = deployment;
  const stack = new Stack(app, stackName, {
    stackName,
    env: { region },
    terminationProtection,
    description: 'Ownpool: user pools with the wire API of Amazon Cognito',
  });
  const ownpool = new Ownpool(stack, 'Ownpool', props);
  edgeStack(app, stack, ownpool, deployment);
  return stack;
}

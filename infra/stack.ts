import { type App, Stack } from 'aws-cdk-lib';
import type { Deployment } from './config.ts';
import { edgeStack } from './edge-stack.ts';
import { Ownpool } from './ownpool.ts';

/**
 * Creates a stack with only an Ownpool and, in a region other than us-east-1, a second stack for the edge. The account
 * is that of the person who deploys, so the templates have none.
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

import { type App, Fn, Stack } from 'aws-cdk-lib';
import type { Deployment } from './config.ts';
import { EdgeAlarms } from './constructs/alarms.ts';
import { EDGE_REGION } from './constructs/metrics.ts';
import type { Ownpool } from './ownpool.ts';

/**
 * The alarms about CloudFront of a deployment in another region than us-east-1, in a second stack there. It asks
 * CloudFormation for an output of the first one, which must be there and knows nothing of it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
export function edgeStack(app: App, main: Stack, { edge }: Ownpool, { stackName, region, props }: Deployment): void {
  if (region === EDGE_REGION) return;
  // Deployments of one name in several regions have their edge stacks side by side.
  const name = `${stackName}-edge-${region}`;
  const stack = new Stack(app, name, {
    stackName: name,
    env: { region: EDGE_REGION },
    description: `Ownpool: alarms about the edge of ${stackName} in ${region}`,
  });
  stack.addStackDependency(main);
  new EdgeAlarms(stack, 'Ownpool', {
    distributionId: Fn.getStackOutput(stackName, 'OwnpoolEdgeId', region),
    routerName: edge.routerName,
    alarmEmail: props.alarmEmail,
  });
}

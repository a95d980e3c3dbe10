import { type App, Fn, Stack } from 'aws-cdk-lib';
import type { Deployment } from './config.ts';
import { EdgeAlarms } from './constructs/alarms.ts';
import { EDGE_REGION } from './constructs/metrics.ts';
import type { Ownpool } from './ownpool.ts';

/**
 * Creates a second stack, in us-east-1, with the alarms about CloudFront for a deployment in another region. It reads
 * an output of the main stack through CloudFormation, so the main stack must exist, but does not depend on it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
export function edgeStack(app: App, main: Stack, { edge }: Ownpool, { stackName, region, props }: Deployment): void {
  if (region === EDGE_REGION) return;
  // The name contains the region, because deployments of the same name in several regions have their edge stacks here.
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

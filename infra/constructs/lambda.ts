import { Duration } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { logGroup } from './logs.ts';

type LambdaProps = {
  readonly description: string;
  /** The directory of the function's code. */
  readonly code: string;
  /** The memory in MB. */
  readonly memory: number;
  /** The timeout in seconds. */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetentionDays: number;
  /** The permissions of the function besides writing to its log. */
  readonly statements?: readonly PolicyStatement[];
};

/** Creates a function with a role and a log group of its own, all three in `scope`. */
export function lambda(scope: Construct, props: LambdaProps): LambdaFunction {
  const logs = logGroup(scope, 'Logs', props.logRetentionDays);
  const writesLog = new PolicyStatement({
    sid: 'Logs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logs.logGroupArn],
  });
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { Needs: new PolicyDocument({ statements: [...(props.statements ?? []), writesLog] }) },
  });
  return new LambdaFunction(scope, 'Function', {
    description: props.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(props.code),
    handler: 'index.handler',
    memorySize: props.memory,
    timeout: Duration.seconds(props.timeout),
    role: role.withoutPolicyUpdates(),
    logGroup: logs,
    environment: { ...props.environment },
  });
}

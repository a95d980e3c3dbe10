import { fail } from '#core/errors.ts';

/** This file defines the triggers of a user pool (LambdaConfig). */

/** The triggers that are set by the ARN of a function alone. */
type PlainTrigger =
  | 'preSignUp'
  | 'postConfirmation'
  | 'preAuthentication'
  | 'postAuthentication'
  | 'customMessage'
  | 'defineAuthChallenge'
  | 'createAuthChallenge'
  | 'verifyAuthChallengeResponse'
  | 'userMigration';

/** A function, and the version of the event that it takes. */
type VersionedFunction<Version = 'V1_0'> = { readonly lambdaVersion: Version; readonly lambdaArn: string };

/**
 * The functions that a pool calls. The members have the names of the API with only the first letter changed.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LambdaConfigType.html
 */
export type LambdaConfig = { readonly [T in PlainTrigger]?: string } & {
  /** The older way to set preTokenGenerationConfig, whose version is V1_0. */
  readonly preTokenGeneration?: string;
  readonly preTokenGenerationConfig?: TokenFunction;
  readonly customSMSSender?: VersionedFunction;
  readonly customEmailSender?: VersionedFunction;
  readonly inboundFederation?: VersionedFunction;
  /** The ARN of the KMS key that seals the codes for the custom senders. */
  readonly kMSKeyID?: string;
};

/** The function that changes tokens, and the version of the event that it takes. */
export type TokenFunction = VersionedFunction<'V1_0' | 'V2_0' | 'V3_0'>;

/** Returns the function that changes tokens, in whichever of its two ways it is set. */
export function tokenFunction({
  preTokenGeneration,
  preTokenGenerationConfig,
}: LambdaConfig): TokenFunction | undefined {
  if (preTokenGenerationConfig) return preTokenGenerationConfig;
  return preTokenGeneration === undefined ? undefined : { lambdaVersion: 'V1_0', lambdaArn: preTokenGeneration };
}

/**
 * Returns the triggers with both ways to set the function that changes tokens, as DescribeUserPool shows them.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LambdaConfigType.html
 */
export function withBothTokenSettings(triggers: LambdaConfig): LambdaConfig {
  const config = tokenFunction(triggers);
  return config ? { ...triggers, preTokenGeneration: config.lambdaArn, preTokenGenerationConfig: config } : triggers;
}

/**
 * Throws InvalidParameterException for a function in another region than that of the deployment. A function of another
 * account is allowed.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export function checkFunctionRegions({ kMSKeyID: _, ...triggers }: LambdaConfig, region: string): void {
  const arns = Object.values(triggers).map((set) => (typeof set === 'string' ? set : set.lambdaArn));
  if (arns.some((arn) => arn.split(':')[3] !== region)) {
    fail('InvalidParameterException', 'Cross-region lambda functions are not supported');
  }
}

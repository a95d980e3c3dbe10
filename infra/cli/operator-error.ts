import { failureOf } from '#adapters/aws/failures.ts';
import { CognitoError } from '#core/errors.ts';

/** The error for something that the person who gave the command can put right. Its message is one line. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

const EXPIRED = /^(ExpiredToken(Exception)?|RequestExpired)$/;
const SESSION_ENDED = /(session|token).* expired|\bsso login\b/i;
const BUSY = /^(ProvisionedThroughputExceededException|TooManyRequestsException)$/;

/**
 * Turns what AWS answered to the operator's own credentials into an OperatorError whose message says in one line what
 * to do. `doing` is the rest of a sentence, such as "read the stack X". Any other error is returned as it is.
 */
export function operatorError(error: unknown, doing: string): unknown {
  const cause = error instanceof CognitoError && error.cause !== undefined ? error.cause : error;
  const text = cause instanceof Error && !(cause instanceof OperatorError) ? adviceOn(cause, doing) : undefined;
  return text === undefined ? cause : new OperatorError(text, { cause });
}

function adviceOn(error: Error, doing: string): string | undefined {
  const message = error.message.replace(/\s+/g, ' ').trim();
  if (message === 'Region is missing') return 'No region is set. Give --region, or set AWS_REGION.';
  if (EXPIRED.test(error.name) || SESSION_ENDED.test(message)) {
    return `The AWS credentials have expired: can't ${doing}. Sign in again, such as by aws sso login.`;
  }
  if (error.name === 'CredentialsProviderError') {
    return `There are no AWS credentials: can't ${doing}. Set AWS_PROFILE, or sign in with the AWS CLI. (${message})`;
  }
  const { kind, name } = failureOf(error);
  if (kind === 'credentials') {
    return `AWS does not accept these credentials: can't ${doing}. Check AWS_PROFILE and the AWS_* variables. (${name}: ${message})`;
  }
  if (kind === 'denied') return `The AWS credentials lack a right: can't ${doing}. AWS says: ${message}`;
  if (kind === 'throttled' || BUSY.test(name)) return `AWS is busy: can't ${doing}. Try again in a minute. (${name})`;
  if (kind === 'timeout' || kind === 'unreachable') {
    return `AWS is out of reach: can't ${doing}. Check the region and the network. (${message || name})`;
  }
  return undefined;
}

import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { CognitoError } from '#core/errors.ts';

const BUSY = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
  'TransactionConflictException',
]);

/** Why DynamoDB cancels a transaction that may go through when it is sent again. */
const BUSY_REASONS = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** Whether a write met another one, alone or within a transaction: it is worth sending again. */
export function isConflict(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    return (error.CancellationReasons ?? []).some(({ Code }) => Code !== undefined && BUSY_REASONS.has(Code));
  }
  return error instanceof Error && error.name === 'TransactionConflictException';
}

/** What the client is told when the store refuses: busy, so try again; anything else is internal. The cause is logged. */
export function wireError(error: unknown): CognitoError {
  if (error instanceof CognitoError) return error;
  const busy = isConflict(error) || (error instanceof Error && BUSY.has(error.name));
  return new CognitoError(busy ? 'TooManyRequestsException' : 'InternalErrorException', undefined, { cause: error });
}

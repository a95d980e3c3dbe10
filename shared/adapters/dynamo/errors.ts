import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { CognitoError } from '#core/errors.ts';

const BUSY = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
  'TransactionConflictException',
]);

/** The reasons for which DynamoDB cancels a transaction that may succeed when it is repeated. */
const BUSY_REASONS = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** Tells whether a write collided with another one, alone or within a transaction, so that it should be repeated. */
export function isCollision(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    return (error.CancellationReasons ?? []).some(({ Code }) => Code !== undefined && BUSY_REASONS.has(Code));
  }
  return error instanceof Error && error.name === 'TransactionConflictException';
}

/**
 * Returns the error that the client gets for an error of the store: TooManyRequestsException when the store is busy,
 * and InternalErrorException otherwise. The original error is the cause, which is logged.
 */
export function wireError(error: unknown): CognitoError {
  if (error instanceof CognitoError) return error;
  const busy = isCollision(error) || (error instanceof Error && BUSY.has(error.name));
  return new CognitoError(busy ? 'TooManyRequestsException' : 'InternalErrorException', undefined, { cause: error });
}

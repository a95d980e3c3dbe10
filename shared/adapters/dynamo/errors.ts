import { CognitoError } from '#core/errors.ts';

const BUSY = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionCanceledException',
  'TransactionInProgressException',
  'TransactionConflictException',
]);

/** What the client is told when the store refuses: busy, so try again; anything else is internal. The cause is logged. */
export function wireError(error: unknown): CognitoError {
  if (error instanceof CognitoError) return error;
  const name = error instanceof Error ? error.name : '';
  return new CognitoError(BUSY.has(name) ? 'TooManyRequestsException' : 'InternalErrorException', undefined, {
    cause: error,
  });
}

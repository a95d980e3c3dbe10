import { FunctionError } from '#core/triggers/function-error.ts';
import type { Answer } from '#test/app.ts';
import type { ExpectedError } from '#test/errors.ts';

export const UNRECOGNIZABLE: ExpectedError = {
  name: 'InvalidLambdaResponseException',
  message: 'Unrecognizable lambda output',
};

/** Ways in which a function fails, and the error that the client of a trigger with this name gets. */
export const failuresOf = (
  trigger: string,
): readonly (readonly [string, (event: Answer) => unknown, ExpectedError])[] => {
  const unexpected = (why: string) => ({
    name: 'UnexpectedLambdaException',
    message: `${trigger} invocation failed due to error ${why}`,
  });
  const failing = (error: Error) => () => {
    throw error;
  };
  return [
    [
      'throws',
      failing(new Error('Not today')),
      { name: 'UserLambdaValidationException', message: `${trigger} failed with error Not today.` },
    ],
    [
      'takes too long',
      failing(new FunctionError('timeout')),
      unexpected('Socket timeout while invoking Lambda function.'),
    ],
    [
      'may not be called',
      failing(new FunctionError('access-denied', { errorName: 'AccessDeniedException' })),
      unexpected('AccessDeniedException.'),
    ],
    ['is gone', failing(new FunctionError('not-found')), unexpected('ResourceNotFoundException.')],
    [
      'returns no JSON',
      failing(new FunctionError('not-json')),
      { name: 'InvalidLambdaResponseException', message: 'Invalid lambda function output : Invalid JSON' },
    ],
    ['returns nothing', () => undefined, UNRECOGNIZABLE],
    ['returns a text', () => 'event', UNRECOGNIZABLE],
    ['returns no response', ({ response, ...event }) => event, UNRECOGNIZABLE],
    ['returns another user', (event) => ({ ...event, userName: 'somebody else' }), UNRECOGNIZABLE],
  ];
};

import { FunctionError } from '#core/triggers/function-error.ts';
import type { Answer } from '#test/app.ts';

export const UNRECOGNIZABLE = { name: 'InvalidLambdaResponseException', message: 'Unrecognizable lambda output' };

type TestFunction = (event: Answer) => unknown;

/** What a function may do wrong, and the error of the operation that asks it. */
export const failuresOf = (trigger: string): readonly (readonly [string, TestFunction, object])[] => [
  [
    'throws',
    () => {
      throw new Error('Not today');
    },
    { name: 'UserLambdaValidationException', message: `${trigger} failed with error Not today.` },
  ],
  [
    'takes too long',
    () => {
      throw new FunctionError('timeout');
    },
    {
      name: 'UnexpectedLambdaException',
      message: `${trigger} invocation failed due to error Socket timeout while invoking Lambda function.`,
    },
  ],
  [
    'may not be called',
    () => {
      throw new FunctionError('access-denied');
    },
    {
      name: 'UnexpectedLambdaException',
      message: `${trigger} invocation failed due to error AccessDeniedException.`,
    },
  ],
  ['returns nothing', () => undefined, UNRECOGNIZABLE],
  ['returns nonsense', () => 'ok', UNRECOGNIZABLE],
  ['returns no response', ({ response: _, ...event }) => event, UNRECOGNIZABLE],
  ['returns the event of another user', (event) => ({ ...event, userName: 'eve' }), UNRECOGNIZABLE],
];

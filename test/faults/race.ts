import { expect } from 'vitest';
import { CognitoError } from '#core/errors.ts';
import type { TestApp } from '#test/app.ts';

export const CONTENDERS = 8;
/** Somebody who lost may be told this without a reason. */
export const BUSY = 'TooManyRequestsException';
export const figures = { rounds: 0, requests: 0, winners: 0 };

export type Requests = readonly (readonly [operation: string, input: object])[];

// biome-ignore lint/suspicious/noExplicitAny: answers of any operation
type Outcome = { readonly number: number; readonly output?: any; readonly error?: string };

/** Sends all requests at once. Rejects for anything but an answer of the service. */
export async function sendAll(app: TestApp, requests: Requests): Promise<readonly Outcome[]> {
  figures.requests += requests.length;
  return Promise.all(
    requests.map(async ([operation, input], number) => {
      try {
        return { number, output: await app.call(operation, input) };
      } catch (error) {
        if (!(error instanceof CognitoError)) throw error;
        return { number, error: error.name };
      }
    }),
  );
}

export const contenders = <T>(make: (number: number) => T): T[] =>
  Array.from({ length: CONTENDERS }, (_, n) => make(n));
/** Those that succeeded; each is counted. */
export const winnersOf = (outcomes: readonly Outcome[]) => {
  const winners = outcomes.filter(({ error }) => error === undefined);
  figures.winners += winners.length;
  return winners;
};
export const errorsOf = (outcomes: readonly Outcome[]) => [...new Set(outcomes.flatMap(({ error }) => error ?? []))];

/** Exactly one of them succeeds; the others are told one of `errors`. Answers the winner's number. */
export function onlyWinner(outcomes: readonly Outcome[], errors: readonly string[]): number {
  const winners = winnersOf(outcomes);
  expect(winners).toHaveLength(1);
  expect([...errors, BUSY]).toEqual(expect.arrayContaining(errorsOf(outcomes)));
  return winners[0]!.number;
}

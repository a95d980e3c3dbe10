import { expect, it } from 'vitest';
import type { ClientCall } from '#core/call.ts';
import { nextStep, type SignIn } from '#core/challenges/auth-session.ts';

const MINUTE = 60_000;
const signIn = { step: 2, expiresAt: 10 * MINUTE } as SignIn;
const at = (now: number, authSessionValidity: number) =>
  ({ deps: { clock: { now: () => now } }, client: { authSessionValidity } }) as unknown as ClientCall;

it('a step begins the time of the sign-in anew, and never shortens it', () => {
  expect(nextStep(at(9 * MINUTE, 3), signIn)).toEqual({ step: 3, expiresAt: 12 * MINUTE });
  // The record of the step must live as long as any earlier Session, which could be answered again otherwise.
  expect(nextStep(at(1 * MINUTE, 3), signIn)).toEqual({ step: 3, expiresAt: 10 * MINUTE });
});

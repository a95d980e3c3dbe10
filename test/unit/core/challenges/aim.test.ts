import { expect, it } from 'vitest';
import type { ClientCall } from '#core/call.ts';
import { aimOf, type StepUp } from '#core/challenges/step-up.ts';
import type { TokenFamily } from '#core/tokens/family.ts';
import type { User } from '#core/users/user.ts';
import { poolRecord } from '#test/fixtures.ts';

const call = { pool: poolRecord({ id: 'us-east-1_a' }) } as ClientCall;
const user = { sub: 'a', stamp: 'before', status: 'CONFIRMED', attributes: {}, sealedCredentials: 'sealed' } as User;
const family = { amr: ['pwd'], authTime: 1, acr: 'urn:cognito:loa:1' } as unknown as TokenFamily;

it('a token is worth nothing when the user has changed since it was verified', () => {
  const stepUp: StepUp = { levels: [1], token: { user, family } };
  const aim = (found: User) => aimOf(call, stepUp, { user: found, sub: 'a', rpId: undefined });
  expect(() => aim(user)).toThrow('has reached the requested level already');
  expect(aim({ ...user, stamp: 'after' })).toEqual({ target: 1, passed: [] });
});

import { describe, expect, it } from 'vitest';
import { CATEGORIES, categoryOf, isAdjustable, isCategory } from '#core/limits/categories.ts';
import { createLimiter } from '#core/limits/limiter.ts';
import type { ProvisionedRates } from '#core/limits/provisioned.ts';
import { OPERATIONS } from '#functions/operations.ts';

function setUp(rates: ProvisionedRates) {
  let now = 0;
  const set = { rates };
  const limiter = createLimiter({ now: () => now }, () => set.rates);
  const call = (operation: string, input = {}) => {
    try {
      limiter.admit(operation, input);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ name: 'TooManyRequestsException', message: 'Rate exceeded' });
      return false;
    }
  };
  /** Makes this many calls and counts those that pass. */
  const burst = (count: number, operation: string, input = {}) =>
    Array.from({ length: count }, () => call(operation, input)).filter(Boolean).length;
  const advance = (milliseconds: number) => {
    now += milliseconds;
  };
  return { burst, advance, set };
}

describe('the limiter', () => {
  it('limits nothing whose rate was not set', () => {
    const { burst } = setUp({ UserRead: 120 });
    expect(burst(1000, 'InitiateAuth')).toBe(1000);
    expect(burst(1000, 'DescribeUserPool')).toBe(1000);
  });

  it('lets the requests of one second through at once, and then as many as the rate says', () => {
    const { burst, advance } = setUp({ UserRead: 120 });
    expect(burst(200, 'GetUser')).toBe(120);
    advance(100);
    expect(burst(200, 'AdminGetUser')).toBe(12);
    advance(60_000);
    expect(burst(200, 'GetUser')).toBe(120);
  });

  it('counts every category for itself', () => {
    const { burst } = setUp({ UserRead: 120, UserCreation: 50 });
    expect(burst(200, 'GetUser')).toBe(120);
    expect(burst(200, 'SignUp')).toBe(50);
  });

  it('gives answers to challenges three times the rate, and what is beyond counts as sign-ins', () => {
    const { burst } = setUp({ UserAuthentication: 120 });
    expect(burst(400, 'RespondToAuthChallenge', { ChallengeName: 'SMS_MFA' })).toBe(400);
    expect(burst(200, 'InitiateAuth')).toBe(80);
    expect(burst(10, 'AdminRespondToAuthChallenge', { ChallengeName: 'SMS_MFA' })).toBe(0);
  });

  it('does not count new passwords, which belong to account recovery', () => {
    const { burst } = setUp({ UserAuthentication: 120 });
    const input = { ChallengeName: 'NEW_PASSWORD_REQUIRED' };
    expect(burst(1000, 'RespondToAuthChallenge', input)).toBe(1000);
    expect(burst(200, 'InitiateAuth')).toBe(120);
  });

  it('follows a rate that changes, and a clock that is set back', () => {
    const { burst, advance, set } = setUp({ UserRead: 1000 });
    expect(burst(10, 'GetUser')).toBe(10);
    set.rates = { UserRead: 120 };
    expect(burst(200, 'GetUser')).toBe(120);
    advance(-5000);
    expect(burst(10, 'GetUser')).toBe(0);
    advance(1000);
    expect(burst(200, 'GetUser')).toBe(120);
  });
});

describe('the categories', () => {
  it('name operations of the API, each once', () => {
    const operations = Object.values(CATEGORIES).flatMap((row) => ('operations' in row ? row.operations : []));
    expect(operations.filter((operation) => !Object.hasOwn(OPERATIONS, operation))).toEqual([]);
    expect(new Set(operations).size).toBe(operations.length);
    for (const operation of operations) expect(isAdjustable(categoryOf(operation)!)).toBe(true);
  });

  it('are known by their names alone', () => {
    expect(['UserRead', 'constructor', '__proto__', ''].map(isCategory)).toEqual([true, false, false, false]);
  });
});

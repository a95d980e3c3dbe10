import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatePassword } from '#core/password/generate.ts';
import { checkPassword } from '#core/password/policy.ts';
import type { PasswordPolicy } from '#core/pools/pool.ts';

const random = (max: number) => randomInt(max);

const POLICIES: fc.Arbitrary<PasswordPolicy> = fc.record({
  minimumLength: fc.integer({ min: 6, max: 99 }),
  requireUppercase: fc.boolean(),
  requireLowercase: fc.boolean(),
  requireNumbers: fc.boolean(),
  requireSymbols: fc.boolean(),
  temporaryPasswordValidityDays: fc.constant(7),
});
const ALL: PasswordPolicy = {
  minimumLength: 6,
  requireUppercase: true,
  requireLowercase: true,
  requireNumbers: true,
  requireSymbols: true,
  temporaryPasswordValidityDays: 7,
};

describe('generatePassword', () => {
  it('satisfies any policy, whatever the random numbers', () => {
    const extremes = [(_: number) => 0, (max: number) => max - 1, random];
    fc.assert(
      fc.property(POLICIES, fc.constantFrom(...extremes), (policy, source) => {
        const password = generatePassword(policy, source);
        checkPassword(password, policy, 'inviting');
        expect(password).toHaveLength(Math.max(policy.minimumLength, 12));
        expect(password).not.toMatch(/[0O1lI<>&"'\s{}#$]/);
        expect(password).toMatch(/^[A-Za-z].*[A-Za-z]$/);
      }),
      { numRuns: 300 },
    );
  });

  it('uses symbols only where they are required', () => {
    const without = { ...ALL, requireSymbols: false };
    for (let run = 0; run < 50; run++) expect(generatePassword(without, random)).toMatch(/^[A-Za-z2-9]{12}$/);
  });

  it('puts the required classes in any inner place', () => {
    const places = new Set(Array.from({ length: 600 }, () => generatePassword(ALL, random).search(/[^A-Za-z0-9]/)));
    expect([...places].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('does not repeat', () => {
    expect(new Set(Array.from({ length: 200 }, () => generatePassword(ALL, random))).size).toBe(200);
  });
});

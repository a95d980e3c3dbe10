import { describe, expect, it } from 'vitest';
import { type MfaDecision, mfaDecision, poolFactors } from '#core/mfa/decision.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { MfaFactor, UserMfa } from '#core/users/user.ts';
import { poolRecord } from '#test/fixtures.ts';

const SMS = 'SMS_MFA';
const TOTP = 'SOFTWARE_TOKEN_MFA';
const EMAIL = 'EMAIL_OTP';
/** The factors in the order in which clients are told of them. */
const FACTORS: readonly MfaFactor[] = [SMS, TOTP, EMAIL];
const RECOVERIES = [undefined, 'admin_only', 'verified_email', 'verified_phone_number'] as const;
type Recovery = (typeof RECOVERIES)[number];

/** Every subset of a list, in its order. */
function subsets<T>([first, ...others]: readonly T[]): readonly (readonly T[])[] {
  if (first === undefined) return [[]];
  const rest = subsets(others);
  return [...rest, ...rest.map((subset) => [first, ...subset])];
}

function poolWith(mfaConfiguration: Pool['mfaConfiguration'], on: readonly MfaFactor[], recovery?: Recovery): Pool {
  return poolRecord({
    id: 'us-east-1_Pool00000',
    mfaConfiguration,
    ...(on.includes(SMS) && { smsConfiguration: { snsCallerArn: 'arn:aws:iam::123456789012:role/sms' } }),
    ...(on.includes(TOTP) && { softwareTokenMfaConfiguration: { enabled: true } }),
    ...(on.includes(EMAIL) && { emailMfaConfiguration: {} }),
    ...(recovery && { accountRecoverySetting: { recoveryMechanisms: [{ priority: 1, name: recovery }] } }),
  });
}

/** What a user has: a phone number, a registered software token, an e-mail address. */
type Has = readonly MfaFactor[];

function userWith(has: Has, { enabled, preferred }: Pick<UserMfa, 'enabled' | 'preferred'> = {}) {
  return {
    attributes: {
      ...(has.includes(SMS) && { phone_number: '+15551239878' }),
      ...(has.includes(EMAIL) && { email: 'ann@example.com' }),
    },
    mfa: {
      ...(has.includes(TOTP) && { softwareToken: {} }),
      ...(enabled && { enabled }),
      ...(preferred && { preferred }),
    },
  };
}

const asking = (factors: readonly MfaFactor[]): MfaDecision | undefined =>
  factors.length > 1 ? { asks: 'choice', factors } : factors[0] && { asks: 'factor', factor: factors[0] };
const NOTHING: MfaDecision = { asks: 'nothing' };
const IMPOSSIBLE: MfaDecision = { asks: 'the impossible' };

describe('what a pool offers', () => {
  it.each(subsets(FACTORS))('is what is configured: %s %s %s', (...on) => {
    expect(poolFactors(poolWith('ON', on))).toStrictEqual(on);
    expect(poolFactors(poolWith('OPTIONAL', on))).toStrictEqual(on);
    expect(poolFactors(poolWith('OFF', on))).toStrictEqual([]);
  });
});

describe('a pool without MFA', () => {
  it('asks for nothing, whatever anybody has', () => {
    for (const on of subsets(FACTORS)) {
      for (const has of subsets(FACTORS)) {
        for (const preferred of [undefined, ...has]) {
          const user = userWith(has, { enabled: has, ...(preferred && { preferred }) });
          expect(mfaDecision(poolWith('OFF', on), user)).toStrictEqual(NOTHING);
        }
      }
    }
  });
});

describe('a pool with optional MFA', () => {
  it('asks for what is offered, there, and turned on, and for nothing else', () => {
    for (const on of subsets(FACTORS)) {
      for (const has of subsets(FACTORS)) {
        for (const enabled of subsets(FACTORS)) {
          const usable = FACTORS.filter((one) => on.includes(one) && has.includes(one) && enabled.includes(one));
          const decision = mfaDecision(poolWith('OPTIONAL', on), userWith(has, { enabled }));
          expect(decision).toStrictEqual(asking(usable) ?? NOTHING);
        }
      }
    }
  });

  it('asks for the preferred factor without a choice while it is usable', () => {
    for (const on of subsets(FACTORS)) {
      for (const has of subsets(FACTORS)) {
        for (const preferred of FACTORS) {
          // A preferred software token is asked for although the pool no longer offers software tokens.
          const isThere = has.includes(preferred) && (on.includes(preferred) || preferred === TOTP);
          const others = FACTORS.filter((one) => on.includes(one) && has.includes(one));
          const expected = isThere ? { asks: 'factor', factor: preferred } : (asking(others) ?? NOTHING);
          const user = userWith(has, { enabled: FACTORS, preferred });
          expect(mfaDecision(poolWith('OPTIONAL', on), user)).toStrictEqual(expected);
        }
      }
    }
  });
});

/**
 * The tree of the guide for a pool that requires MFA, for users without a preference: which factors the pool offers, what
 * the user has, and which attribute recovers the account first.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
const TREE: readonly (readonly [on: readonly MfaFactor[], has: Has, recovery: Recovery, MfaDecision])[] = [
  // 4: a software token, where the pool offers software tokens.
  [[TOTP], [TOTP], undefined, { asks: 'factor', factor: TOTP }],
  [[TOTP], [SMS, TOTP, EMAIL], undefined, { asks: 'factor', factor: TOTP }],
  [[SMS, TOTP], [TOTP], undefined, { asks: 'factor', factor: TOTP }],
  [[SMS, TOTP], [SMS, TOTP], undefined, { asks: 'choice', factors: [SMS, TOTP] }],
  [[SMS, TOTP], [SMS, TOTP], 'verified_phone_number', { asks: 'factor', factor: TOTP }],
  [[TOTP, EMAIL], [TOTP, EMAIL], undefined, { asks: 'choice', factors: [TOTP, EMAIL] }],
  [[TOTP, EMAIL], [TOTP, EMAIL], 'verified_email', { asks: 'factor', factor: TOTP }],
  [[SMS, TOTP, EMAIL], [SMS, TOTP, EMAIL], undefined, { asks: 'choice', factors: [SMS, TOTP, EMAIL] }],
  [[SMS, TOTP, EMAIL], [SMS, TOTP, EMAIL], 'admin_only', { asks: 'choice', factors: [SMS, TOTP, EMAIL] }],
  [[SMS, TOTP, EMAIL], [SMS, TOTP, EMAIL], 'verified_email', { asks: 'choice', factors: [SMS, TOTP] }],
  [[SMS, TOTP, EMAIL], [SMS, TOTP, EMAIL], 'verified_phone_number', { asks: 'choice', factors: [TOTP, EMAIL] }],
  // 5 and 6: exactly one attribute, and no software token or none that the pool offers.
  [[EMAIL], [EMAIL], undefined, { asks: 'factor', factor: EMAIL }],
  [[EMAIL], [TOTP, EMAIL], undefined, { asks: 'factor', factor: EMAIL }],
  [[EMAIL], [EMAIL], 'verified_email', IMPOSSIBLE],
  [[SMS], [SMS], undefined, { asks: 'factor', factor: SMS }],
  [[SMS], [SMS], 'verified_phone_number', IMPOSSIBLE],
  [[SMS], [EMAIL], undefined, IMPOSSIBLE],
  [[EMAIL], [SMS], undefined, IMPOSSIBLE],
  [[SMS, TOTP], [EMAIL], undefined, { asks: 'set-up', factors: [TOTP] }],
  [[TOTP], [EMAIL], undefined, { asks: 'set-up', factors: [TOTP] }],
  [[TOTP], [EMAIL], 'verified_email', { asks: 'set-up', factors: [TOTP] }],
  [[SMS, TOTP, EMAIL], [EMAIL], 'verified_email', { asks: 'set-up', factors: [TOTP] }],
  [[SMS, TOTP, EMAIL], [EMAIL], undefined, { asks: 'factor', factor: EMAIL }],
  [[SMS, TOTP, EMAIL], [SMS], undefined, { asks: 'factor', factor: SMS }],
  // 7: both attributes.
  [[SMS, EMAIL], [SMS, EMAIL], 'admin_only', { asks: 'choice', factors: [SMS, EMAIL] }],
  [[SMS, TOTP, EMAIL], [SMS, EMAIL], 'admin_only', { asks: 'choice', factors: [SMS, EMAIL] }],
  [[SMS], [SMS, EMAIL], 'admin_only', { asks: 'factor', factor: SMS }],
  [[EMAIL], [SMS, EMAIL], 'admin_only', { asks: 'factor', factor: EMAIL }],
  [[SMS, EMAIL], [SMS, EMAIL], 'verified_email', { asks: 'factor', factor: SMS }],
  [[SMS, EMAIL], [SMS, EMAIL], 'verified_phone_number', { asks: 'factor', factor: EMAIL }],
  // 8: neither a software token nor an attribute.
  [[TOTP], [], undefined, { asks: 'set-up', factors: [TOTP] }],
  [[EMAIL], [], undefined, { asks: 'set-up', factors: [EMAIL] }],
  [[EMAIL], [], 'verified_email', IMPOSSIBLE],
  [[SMS], [], undefined, IMPOSSIBLE],
  [[SMS, TOTP, EMAIL], [], undefined, { asks: 'set-up', factors: [SMS, TOTP, EMAIL] }],
  [[SMS, TOTP, EMAIL], [], 'verified_email', { asks: 'set-up', factors: [SMS, TOTP] }],
  [[SMS, TOTP, EMAIL], [], 'verified_phone_number', { asks: 'set-up', factors: [TOTP, EMAIL] }],
];

describe('a pool that requires MFA', () => {
  it.each(TREE)('with %j, a user with %j and recovery by %s: %j', (on, has, recovery, expected) => {
    expect(mfaDecision(poolWith('ON', on, recovery), userWith(has))).toStrictEqual(expected);
    // What is turned on makes no difference there as long as nothing is preferred.
    expect(mfaDecision(poolWith('ON', on, recovery), userWith(has, { enabled: has }))).toStrictEqual(expected);
  });

  it('asks every user for something, and for nothing that is not offered or not there', () => {
    for (const on of subsets(FACTORS)) {
      for (const has of subsets(FACTORS)) {
        for (const recovery of RECOVERIES) {
          for (const enabled of subsets(has)) {
            const decision = mfaDecision(poolWith('ON', on, recovery), userWith(has, { enabled }));
            expect(decision.asks).not.toBe('nothing');
            const asked =
              decision.asks === 'factor' ? [decision.factor] : 'factors' in decision ? decision.factors : [];
            for (const factor of asked) {
              expect(on).toContain(factor);
              if (decision.asks !== 'set-up') expect(has).toContain(factor);
              if (factor !== TOTP && decision.asks === 'set-up') expect([SMS, EMAIL]).toContain(factor);
            }
          }
        }
      }
    }
  });

  it('asks for a preferred factor that is offered, also for the attribute that recovers the account', () => {
    for (const preferred of FACTORS) {
      for (const recovery of RECOVERIES) {
        const user = userWith(FACTORS, { enabled: [preferred], preferred });
        const decision = mfaDecision(poolWith('ON', FACTORS, recovery), user);
        expect(decision).toStrictEqual({ asks: 'factor', factor: preferred });
      }
    }
  });
});

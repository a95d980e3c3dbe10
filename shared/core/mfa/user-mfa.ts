import type { Call } from '#core/call.ts';
import type { MfaFactor, User, UserMfa } from '#core/users/user.ts';

/** Returns a user with other settings of MFA. Sign-ins in progress end with the new stamp. */
export function withMfa({ deps }: Call, user: User, mfa: UserMfa): User {
  return { ...user, mfa, stamp: deps.random.uuid(), modifiedAt: deps.clock.now() };
}

/** Returns the settings with a factor turned on. The preference stays as it is. */
export function withEnabled(mfa: UserMfa = {}, factor: MfaFactor): UserMfa {
  const { enabled = [] } = mfa;
  return enabled.includes(factor) ? mfa : { ...mfa, enabled: [...enabled, factor] };
}

/**
 * Returns the settings with factors turned off. A preference for one of them ends with it. Without any factor, passkeys
 * do not count as MFA any more.
 */
export function withoutFactors(mfa: UserMfa, factors: readonly MfaFactor[]): UserMfa {
  const { enabled = [], preferred, passkeys, ...rest } = mfa;
  const left = enabled.filter((factor) => !factors.includes(factor));
  return {
    ...rest,
    ...(left.length > 0 && { enabled: left }),
    ...(preferred && left.includes(preferred) && { preferred }),
    ...(passkeys && left.length > 0 && { passkeys }),
  };
}

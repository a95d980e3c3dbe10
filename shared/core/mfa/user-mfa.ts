import type { Call } from '#core/call.ts';
import { endedProofs } from '#core/users/proofs.ts';
import type { MfaFactor, User, UserMfa } from '#core/users/user.ts';

/** Returns a user with other settings of MFA. Sign-ins in progress end with the new stamp. */
export function withMfa(call: Call, user: User, mfa: UserMfa): User {
  const { clock, random } = call.deps;
  const ended = takesAway(user.mfa, mfa) ? endedProofs(call, user) : { stamp: random.uuid() };
  return { ...user, mfa, ...ended, modifiedAt: clock.now() };
}

/** Returns whether a change of the settings turns a factor off, or removes or replaces the software token. */
function takesAway(before: UserMfa = {}, after: UserMfa = {}): boolean {
  const isOtherToken = before.softwareToken !== undefined && after.softwareToken !== before.softwareToken;
  return isOtherToken || (before.enabled ?? []).some((factor) => !after.enabled?.includes(factor));
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

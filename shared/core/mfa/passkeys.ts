import type { RelyingParty } from '#core/passkeys/relying-party.ts';
import { isMultiFactor } from '#core/pools/mfa.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';

/**
 * Returns whether a passkey counts as MFA for this user: the pool must allow that (FactorConfiguration), and the user, or
 * an administrator, must have turned it on (WebAuthnMfaSettings).
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
export function passkeysAreMfa(pool: Pool, { mfa }: Pick<User, 'mfa'>): boolean {
  return isMultiFactor(pool) && mfa?.passkeys === true;
}

/**
 * Returns whether a user who signs in with a passkey must show the authenticator who they are. A passkey that counts as
 * MFA is two factors only then.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html
 */
export function userVerificationOf(pool: Pool, user: Pick<User, 'mfa'>): RelyingParty['userVerification'] {
  return passkeysAreMfa(pool, user) ? 'required' : (pool.webAuthnConfiguration?.userVerification ?? 'preferred');
}

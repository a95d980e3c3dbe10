import type { ClientCall, PoolCall } from '#core/call.ts';
import { relyingPartyOf } from '#core/passkeys/relying-party.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import { sendsSms } from '#core/pools/sms.ts';
import type { User } from '#core/users/user.ts';
import { usableFactors } from './decision.ts';
import { passkeysAreMfa } from './passkeys.ts';

/** A proof with which a sign-in by choice may begin, as SignInPolicy.AllowedFirstAuthFactors names it. */
export type FirstFactor = 'PASSWORD' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';

/** What decides on the first factors of a user. */
export type FirstFactorUser = Pick<User, 'attributes' | 'mfa' | 'passkeys' | 'status' | 'sealedCredentials'>;

const FIRST_FACTORS: readonly FirstFactor[] = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'];

const IS_USABLE: Readonly<Record<FirstFactor, (pool: Pool, user: FirstFactorUser) => boolean>> = {
  PASSWORD: (_pool, user) => hasPassword(user),
  EMAIL_OTP: (pool, user) => mayUseCode(pool, user, 'email'),
  SMS_OTP: (pool, user) => sendsSms(pool) && mayUseCode(pool, user, 'phone_number'),
  WEB_AUTHN: (pool, user) => mayUsePasskey(pool, user),
};

/**
 * Returns the proofs with which a user may begin a sign-in by choice, in the order in which clients are told of them.
 * Passkeys count that were made for the relying party with this id; see passkeyParty.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html
 */
export function firstFactors(pool: Pool, user: FirstFactorUser, rpId: string | undefined): readonly FirstFactor[] {
  const hasPasskey = user.passkeys?.some((own) => own.rpId === rpId);
  return FIRST_FACTORS.filter((factor) => mayBeginWith(pool, user, factor) && (factor !== 'WEB_AUTHN' || hasPasskey));
}

/** Returns whether a user may begin a sign-in by choice with this proof. Whether a passkey is there is left open. */
export function mayBeginWith(pool: Pool, user: FirstFactorUser, factor: FirstFactor): boolean {
  return allowedFactors(pool).includes(factor) && IS_USABLE[factor](pool, user);
}

/**
 * Returns the id of the relying party whose passkeys sign in to the pool, or undefined where none do. It may read the
 * custom domain of a pool that lets people sign in with passkeys.
 */
export async function passkeyParty(call: PoolCall & Pick<ClientCall, 'pageOrigin'>): Promise<string | undefined> {
  if (!allowedFactors(call.pool).includes('WEB_AUTHN')) return undefined;
  return (await relyingPartyOf(call, call.pool))?.rpId;
}

/**
 * Returns the first factors that a pool allows. The tier LITE has only passwords, whatever the pool was set to before.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
 */
function allowedFactors({ signInPolicy, userPoolTier }: Pool): readonly FirstFactor[] {
  const allowed = userPoolTier === 'LITE' ? ['PASSWORD'] : signInPolicy.allowedFirstAuthFactors;
  return FIRST_FACTORS.filter((factor) => allowed.includes(factor));
}

/** Returns the attributes to which a pool sends codes that are first factors. */
export function codeAttributes(pool: Pool): readonly ContactAttribute[] {
  const allowed = allowedFactors(pool);
  return [
    ...(allowed.includes('EMAIL_OTP') ? (['email'] as const) : []),
    ...(allowed.includes('SMS_OTP') && sendsSms(pool) ? (['phone_number'] as const) : []),
  ];
}

/** Returns whether the user has a password, be it one that an administrator chose. */
export function hasPassword({ sealedCredentials }: Pick<User, 'sealedCredentials'>): boolean {
  return sealedCredentials !== undefined;
}

/**
 * Returns whether a passkey may sign the user in. Nothing follows a passkey, so users who have to pass MFA are offered
 * one only if it counts as MFA.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
function mayUsePasskey(pool: Pool, user: FirstFactorUser): boolean {
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER') return false;
  return passkeysAreMfa(pool, user) || !mustPassMfa(pool, user);
}

function mustPassMfa(pool: Pool, user: FirstFactorUser): boolean {
  return pool.mfaConfiguration === 'ON' || usableFactors(pool, user).length > 0;
}

/**
 * Returns whether a code that is sent to this attribute may sign the user in. A sign-in that begins with a code cannot
 * go on to MFA, so users who have to pass MFA are not offered one. The code goes to an attribute that is verified, except
 * that it confirms a user who is not confirmed yet, and that it is the only way for a user without a password.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
function mayUseCode(pool: Pool, user: FirstFactorUser, attribute: ContactAttribute): boolean {
  const { attributes, status } = user;
  if (!attributes[attribute] || status === 'FORCE_CHANGE_PASSWORD' || status === 'EXTERNAL_PROVIDER') return false;
  if (mustPassMfa(pool, user)) return false;
  return attributes[`${attribute}_verified`] === 'true' || status === 'UNCONFIRMED' || !hasPassword(user);
}

import { type PoolCall, type UserCall, withClient, withPool } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { requireMoreThanLite } from '#core/pools/tier.ts';
import { changeUser } from '#core/users/change.ts';
import { checkMaySignIn } from '#core/users/sign-in-status.ts';
import type { MfaFactor, User, UserMfa } from '#core/users/user.ts';
import { destinationOf, poolFactors } from './decision.ts';
import { checkRecent } from './recent-sign-in.ts';
import { withEnabled, withMfa, withoutFactors } from './user-mfa.ts';

/** What a request says of one factor. What it does not say stays as it is. */
export type FactorPreference = { readonly enabled?: boolean | undefined; readonly preferred?: boolean | undefined };

/** A request to change what a user has turned on, and prefers, for MFA. */
export type MfaPreference = {
  readonly factors: { readonly [F in MfaFactor]?: FactorPreference | undefined };
  /** Whether a passkey with user verification counts as MFA (WebAuthnMfaSettings). */
  readonly passkeys?: boolean | undefined;
};

const FACTORS: readonly MfaFactor[] = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'];

/**
 * Changes the settings of a signed-in user. Sign-ins in progress end if anything changes. Throws
 * InvalidParameterException, FeatureUnavailableInTierException, UserNotFoundException, and the error for a user who may
 * not sign in.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html
 */
export async function setOwnPreference(context: UserCall, asked: MfaPreference): Promise<void> {
  const { user, client, deps } = context;
  checkMaySignIn(user, deps.clock.now());
  const call = await withClient(context, client.id, ({ pool }) => void preferred(pool, user, asked));
  await setPreference(call, user, asked);
}

/**
 * Changes the settings of a user for an administrator. Throws InvalidParameterException,
 * FeatureUnavailableInTierException and UserNotFoundException.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html
 */
export async function setPreferenceOf(context: PoolCall, user: User, asked: MfaPreference): Promise<void> {
  const call = await withPool(context, context.pool.id, ({ pool }) => void preferred(pool, user, asked));
  await setPreference(call, user, asked);
}

async function setPreference(call: PoolCall, user: User, asked: MfaPreference): Promise<void> {
  if (isSame(preferred(call.pool, user, asked), user.mfa)) return;
  await changeUser(call, user, (before) => {
    const mfa = preferred(call.pool, before, asked);
    const after = withMfa(call, before, mfa);
    checkRecent(call, before, after);
    return { after };
  });
}

/** Returns the settings of the user after the request. Throws the error for a request that is refused. */
function preferred(pool: Pool, user: User, { factors, passkeys }: MfaPreference): UserMfa {
  const before = user.mfa ?? {};
  const on = FACTORS.filter((factor) => factors[factor]?.enabled === true);
  const off = FACTORS.filter((factor) => factors[factor]?.enabled === false);
  for (const factor of on) checkUsable(pool, user, factor);
  if (pool.mfaConfiguration === 'ON' && off.some((factor) => before.enabled?.includes(factor))) {
    fail('InvalidParameterException', 'MFA cannot be turned off for a user while the user pool requires it.');
  }
  const enabled = on.reduce(withEnabled, withoutFactors(before, off));
  const after = withPreferred(enabled, factors);
  return passkeys === undefined ? after : withPasskeys(pool, after, passkeys);
}

function withPreferred(mfa: UserMfa, factors: MfaPreference['factors']): UserMfa {
  const { preferred, ...rest } = mfa;
  const [asked, another] = FACTORS.filter((factor) => factors[factor]?.preferred === true);
  if (another) fail('InvalidParameterException', 'Only one MFA factor can be preferred.');
  if (asked && !mfa.enabled?.includes(asked)) {
    fail('InvalidParameterException', `${asked} cannot be preferred while it is not enabled.`);
  }
  const kept = preferred && factors[preferred]?.preferred !== false ? preferred : undefined;
  const next = asked ?? kept;
  return next ? { ...rest, preferred: next } : rest;
}

/**
 * Throws InvalidParameterException unless the user has what the factor needs, and the pool offers it. A factor that is
 * on already stays so in a pool that no longer offers it.
 */
function checkUsable(pool: Pool, { attributes, mfa }: User, factor: MfaFactor): void {
  if (factor === 'EMAIL_OTP') requireMoreThanLite(pool, 'Email MFA');
  const destination = destinationOf(factor);
  const isSetUp = destination ? Boolean(attributes[destination]) : mfa?.softwareToken !== undefined;
  if (!isSetUp) fail('InvalidParameterException', `User does not have delivery config set to turn on ${factor}`);
  if (!mfa?.enabled?.includes(factor) && !poolFactors(pool).includes(factor)) {
    fail('InvalidParameterException', `${factor} is not enabled for the user pool.`);
  }
}

function withPasskeys(pool: Pool, mfa: UserMfa, isOn: boolean): UserMfa {
  const { passkeys: _, ...rest } = mfa;
  if (!isOn) return rest;
  requireMoreThanLite(pool, 'Passwordless Sign-In');
  if (pool.webAuthnConfiguration?.factorConfiguration !== 'MULTI_FACTOR_WITH_USER_VERIFICATION') {
    fail('InvalidParameterException', 'Passkeys are not configured as multi-factor for the user pool.');
  }
  if (!mfa.enabled?.length) {
    fail('InvalidParameterException', 'Passkeys can count as MFA only for users with another MFA factor enabled.');
  }
  return { ...rest, passkeys: true };
}

function isSame(after: UserMfa, { enabled = [], preferred, passkeys }: UserMfa = {}): boolean {
  const has = after.enabled ?? [];
  return (
    after.preferred === preferred &&
    after.passkeys === passkeys &&
    has.length === enabled.length &&
    has.every((factor) => enabled.includes(factor))
  );
}

import { fail, TEXT } from '#core/errors.ts';
import type { Contact } from '#core/messages/delivery.ts';
import { destinationOf, mfaDecision, usableFactors } from '#core/mfa/decision.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';

const ATTRIBUTES: Readonly<Record<string, ContactAttribute>> = {
  verified_email: 'email',
  verified_phone_number: 'phone_number',
};

/** Cognito's text, which it also gives for users who never had a password, or whose password an administrator chose. */
export const RESET_IMPOSSIBLE = 'User password cannot be reset in the current state.';

/** Cognito's text for a pool where only administrators can reset passwords. */
export const RECOVERY_REFUSED = 'Contact administrator to reset password.';

/** Tells whether people may set a new password in the pool by a code. */
export function allowsSelfRecovery({ accountRecoverySetting }: Pool): boolean {
  return !accountRecoverySetting?.recoveryMechanisms.some(({ name }) => name === 'admin_only');
}

/** Throws NotAuthorizedException in a pool where only administrators can reset passwords. */
export function checkSelfRecovery(pool: Pool): void {
  if (!allowsSelfRecovery(pool)) fail('NotAuthorizedException', RECOVERY_REFUSED);
}

/**
 * Returns where the code for a new password goes: to the first attribute in the order of AccountRecoverySetting that may
 * have it. Without that setting, the phone number comes before the e-mail address.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export function recoveryTarget(pool: Pool, user: User): Contact | undefined {
  for (const attribute of recoveryOrder(pool)) {
    const value = user.attributes[attribute];
    if (value && mayRecover(pool, user, attribute)) return { attribute, value };
  }
  return undefined;
}

/**
 * Returns whether a code for a new password may go to the user's e-mail address or phone number: it is verified, and
 * codes of MFA do not go there as well. Otherwise whoever holds the phone or the mailbox would pass both. Pools without
 * AccountRecoverySetting know only the first condition, as they did before there was that setting.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountRecoverySettingType.html
 */
export function mayRecover(pool: Pool, user: User, attribute: ContactAttribute): boolean {
  if (user.attributes[`${attribute}_verified`] !== 'true') return false;
  return pool.accountRecoverySetting === undefined || !mfaDestinations(pool, user).includes(attribute);
}

/** Returns the attributes that codes of MFA go to: for the factors that the user has turned on, or will be asked for. */
function mfaDestinations(pool: Pool, user: User): readonly ContactAttribute[] {
  const decision = mfaDecision(pool, user);
  const asked = decision.asks === 'factor' ? [decision.factor] : decision.asks === 'choice' ? decision.factors : [];
  return [...usableFactors(pool, user), ...asked].flatMap((factor) => destinationOf(factor) ?? []);
}

/** Returns the attributes that a code for a new password may go to, in order of preference. */
export function recoveryOrder({ accountRecoverySetting }: Pool): readonly ContactAttribute[] {
  const mechanisms = accountRecoverySetting?.recoveryMechanisms ?? [];
  if (mechanisms.length === 0) return ['phone_number', 'email'];
  return mechanisms.toSorted((a, b) => a.priority - b.priority).flatMap(({ name }) => ATTRIBUTES[name] ?? []);
}

/**
 * Returns a function that throws the reason why a user can't set a new password, whatever the code, or undefined for a
 * user who can.
 */
export function recoveryRefusal(user: User | undefined): (() => never) | undefined {
  if (!user) return () => fail('UserNotFoundException', TEXT.usernameClientNotFound);
  if (!user.enabled) return () => fail('NotAuthorizedException', TEXT.userDisabled);
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER') {
    return () => fail('NotAuthorizedException', RESET_IMPOSSIBLE);
  }
  return undefined;
}

/** Throws the error for a user without a verified e-mail address or phone number. */
export function failNoTarget(): never {
  return fail(
    'InvalidParameterException',
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  );
}

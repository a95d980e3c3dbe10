import { fail, TEXT } from '#core/errors.ts';
import type { Contact } from '#core/messages/delivery.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import type { Attributes, User } from '#core/users/user.ts';

const ATTRIBUTES: Readonly<Record<string, ContactAttribute>> = {
  verified_email: 'email',
  verified_phone_number: 'phone_number',
};

/** Cognito's text, which it also gives for users who never had a password, or whose password an administrator chose. */
export const RESET_IMPOSSIBLE = 'User password cannot be reset in the current state.';

/** Throws NotAuthorizedException in a pool where only administrators can reset passwords. */
export function checkSelfRecovery({ accountRecoverySetting }: Pool): void {
  if (accountRecoverySetting?.recoveryMechanisms.some(({ name }) => name === 'admin_only')) {
    fail('NotAuthorizedException', 'Contact administrator to reset password.');
  }
}

/**
 * Returns where the code for a new password goes: to the first verified attribute in the order of
 * AccountRecoverySetting. Without that setting, the phone number comes before the e-mail address.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export function recoveryTarget(pool: Pool, attributes: Attributes): Contact | undefined {
  for (const attribute of recoveryOrder(pool)) {
    const value = attributes[attribute];
    if (value && isVerified(attributes, attribute)) return { attribute, value };
  }
  return undefined;
}

/** Returns whether the user's e-mail address or phone number is verified. */
export function isVerified(attributes: Attributes, attribute: ContactAttribute): boolean {
  return attributes[`${attribute}_verified`] === 'true';
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

import { fail, TEXT } from '#core/errors.ts';
import type { Contact } from '#core/messages/delivery.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import type { Attributes, User } from '#core/users/user.ts';

const ATTRIBUTES: Readonly<Record<string, ContactAttribute>> = {
  verified_email: 'email',
  verified_phone_number: 'phone_number',
};

/** As Cognito words it; also of users who never had a password, or whose password is an administrator's. */
export const RESET_IMPOSSIBLE = 'User password cannot be reset in the current state.';

/** Throws NotAuthorizedException in a pool where only administrators give new passwords. */
export function checkSelfRecovery({ accountRecoverySetting }: Pool): void {
  if (accountRecoverySetting?.recoveryMechanisms.some(({ name }) => name === 'admin_only')) {
    fail('NotAuthorizedException', 'Contact administrator to reset password.');
  }
}

/**
 * Where the code for a new password goes: the first verified attribute in the order of AccountRecoverySetting; without
 * one, the phone number and then the e-mail.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export function recoveryTarget(pool: Pool, attributes: Attributes): Contact | undefined {
  for (const attribute of recoveryOrder(pool)) {
    const value = attributes[attribute];
    if (value && isVerified(attributes, attribute)) return { attribute, value };
  }
  return undefined;
}

export function isVerified(attributes: Attributes, attribute: ContactAttribute): boolean {
  return attributes[`${attribute}_verified`] === 'true';
}

/** The attributes that may get a code for a new password, the first choice first. */
export function recoveryOrder({ accountRecoverySetting }: Pool): readonly ContactAttribute[] {
  const mechanisms = accountRecoverySetting?.recoveryMechanisms ?? [];
  if (mechanisms.length === 0) return ['phone_number', 'email'];
  return mechanisms.toSorted((a, b) => a.priority - b.priority).flatMap(({ name }) => ATTRIBUTES[name] ?? []);
}

/** Why a user can't choose a new password by a code, whatever the code; undefined for one who can. */
export function recoveryRefusal(user: User | undefined): (() => never) | undefined {
  if (!user) return () => fail('UserNotFoundException', TEXT.usernameClientNotFound);
  if (!user.enabled) return () => fail('NotAuthorizedException', TEXT.userDisabled);
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER') {
    return () => fail('NotAuthorizedException', RESET_IMPOSSIBLE);
  }
  return undefined;
}

/** Throws what is said about a user with no verified e-mail or phone number. */
export function failNoTarget(): never {
  return fail(
    'InvalidParameterException',
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  );
}

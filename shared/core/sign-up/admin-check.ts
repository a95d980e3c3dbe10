import { checkSchema } from '#core/attributes/check-schema.ts';
import { attributesOf, type WireAttribute } from '#core/attributes/wire.ts';
import { fail, TEXT } from '#core/errors.ts';
import { codeAttributes } from '#core/mfa/first-factors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { checkUsernameForm, withUsernameAttribute } from '#core/users/sign-in-names.ts';
import type { Attributes } from '#core/users/user.ts';

/**
 * Checks the attributes of a user that an administrator creates, and returns them. They may state that an e-mail
 * address or phone number is verified. Required attributes of a user with a password may be missing, because the user is
 * asked for them at the first sign-in. A user without one must be able to sign in by a code. Throws
 * InvalidParameterException.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 */
export function checkNewUser(
  pool: Pool,
  username: string,
  given: readonly WireAttribute[] | undefined,
  { hasPassword }: { readonly hasPassword: boolean },
): Attributes {
  checkUsernameForm(pool, username);
  const attributes = withUsernameAttribute(pool, username, attributesOf(pool, given));
  if ('sub' in attributes) fail('InvalidParameterException', TEXT.notModifiable('sub'));
  checkSchema(pool, attributes, { required: !hasPassword });
  for (const kind of ['email', 'phone_number']) {
    if (attributes[`${kind}_verified`] === 'true' && !attributes[kind]) {
      fail('InvalidParameterException', `${kind} is required when ${kind}_verified is true.`);
    }
  }
  if (!hasPassword && !codeAttributes(pool).some((attribute) => attributes[attribute])) {
    fail(
      'InvalidParameterException',
      'A user without a password needs an attribute to which codes for signing in can go.',
    );
  }
  return attributes;
}

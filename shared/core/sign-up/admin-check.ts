import { checkSchema } from '#core/attributes/check-schema.ts';
import { attributesOf, type WireAttribute } from '#core/attributes/wire.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { checkUsernameForm, withUsernameAttribute } from '#core/users/sign-in-names.ts';
import type { Attributes } from '#core/users/user.ts';

/**
 * Checks the attributes of a user that an administrator creates, and returns them. They may state that an e-mail
 * address or phone number is verified. Required attributes may be missing, because the user is asked for them at the
 * first sign-in. Throws InvalidParameterException.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 */
export function checkNewUser(pool: Pool, username: string, given: readonly WireAttribute[] | undefined): Attributes {
  checkUsernameForm(pool, username);
  const attributes = withUsernameAttribute(pool, username, attributesOf(pool, given));
  if ('sub' in attributes) fail('InvalidParameterException', TEXT.notModifiable('sub'));
  checkSchema(pool, attributes, { required: false });
  for (const kind of ['email', 'phone_number']) {
    if (attributes[`${kind}_verified`] === 'true' && !attributes[kind]) {
      fail('InvalidParameterException', `${kind} is required when ${kind}_verified is true.`);
    }
  }
  return attributes;
}

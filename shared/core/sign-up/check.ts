import { checkSchema } from '#core/attributes/check-schema.ts';
import { checkWritable } from '#core/attributes/rights.ts';
import { attributesOf, type WireAttribute } from '#core/attributes/wire.ts';
import type { ClientCall } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { fail } from '#core/errors.ts';
import { checkPassword } from '#core/password/policy.ts';
import { checkUsernameForm, withUsernameAttribute } from '#core/users/sign-in-names.ts';
import type { Attributes } from '#core/users/user.ts';

/** A request of somebody who signs up. */
export type SignUpRequest = {
  readonly username: string;
  readonly password: string;
  readonly secretHash: string | undefined;
  readonly attributes: readonly WireAttribute[] | undefined;
};

/**
 * Checks all of a sign-up that depends on the client and the pool only, and not on other users. Returns the attributes
 * of the new user. Throws NotAuthorizedException, InvalidParameterException, InvalidPasswordException.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
 */
export function checkSignUp(call: ClientCall, request: SignUpRequest): Attributes {
  const { pool, client } = call;
  checkSecretHash(call, [request.username], request.secretHash);
  if (pool.adminCreateUserConfig.allowAdminCreateUserOnly) {
    fail('NotAuthorizedException', 'SignUp is not permitted for this user pool');
  }
  const given = attributesOf(pool, request.attributes);
  checkWritable(client, pool, given);
  checkUsernameForm(pool, request.username);
  const attributes = withUsernameAttribute(pool, request.username, given);
  checkSchema(pool, attributes, { required: true });
  checkPassword(request.password, pool.passwordPolicy, 'signingUp');
  return { ...attributes, ...unverified(attributes) };
}

/** An e-mail address or phone number is unverified until a code has proved that it is the user's. */
function unverified(attributes: Attributes): Attributes {
  const contacts = ['email', 'phone_number'].filter((contact) => attributes[contact] !== undefined);
  return Object.fromEntries(contacts.map((contact) => [`${contact}_verified`, 'false']));
}

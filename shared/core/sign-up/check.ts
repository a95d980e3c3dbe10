import { checkSchema } from '#core/attributes/check-schema.ts';
import { checkWritable } from '#core/attributes/rights.ts';
import { attributesOf, type WireAttribute } from '#core/attributes/wire.ts';
import type { ClientCall } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { fail } from '#core/errors.ts';
import { checkPassword } from '#core/password/policy.ts';
import { checkUsernameForm, withUsernameAttribute } from '#core/users/sign-in-names.ts';
import type { Attributes } from '#core/users/user.ts';

/** What a person sends to sign up. */
export type SignUpRequest = {
  readonly username: string;
  readonly password: string;
  readonly secretHash: string | undefined;
  readonly attributes: readonly WireAttribute[] | undefined;
};

/**
 * Everything about a sign-up that client and pool decide, without a look at other users. Answers the attributes of the
 * user to be. Throws NotAuthorizedException, InvalidParameterException, InvalidPasswordException.
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

/** What a person gives to reach him by is unverified until a code has proven it. */
function unverified(attributes: Attributes): Attributes {
  const contacts = ['email', 'phone_number'].filter((contact) => attributes[contact] !== undefined);
  return Object.fromEntries(contacts.map((contact) => [`${contact}_verified`, 'false']));
}

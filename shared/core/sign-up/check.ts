import { checkSchema } from '#core/attributes/check-schema.ts';
import { checkWritable } from '#core/attributes/rights.ts';
import { attributesOf, type WireAttribute } from '#core/attributes/wire.ts';
import type { ClientCall } from '#core/call.ts';
import { allowsFlow } from '#core/clients/flows.ts';
import { fail } from '#core/errors.ts';
import { codeAttributes } from '#core/mfa/first-factors.ts';
import { checkPassword } from '#core/password/policy.ts';
import type { Pool } from '#core/pools/pool.ts';
import { checkUsernameForm, withUsernameAttribute } from '#core/users/sign-in-names.ts';
import type { Attributes } from '#core/users/user.ts';

/** A request of somebody who signs up. */
export type SignUpRequest = {
  readonly username: string;
  /** Empty for a user who is to have none. */
  readonly password: string;
  readonly attributes: readonly WireAttribute[] | undefined;
};

/**
 * Checks all of a sign-up that depends on the client and the pool only, and not on other users. Returns the attributes
 * of the new user. Throws NotAuthorizedException, InvalidParameterException, InvalidPasswordException.
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
 */
export function checkSignUp(call: ClientCall, request: SignUpRequest): Attributes {
  const { pool, client } = call;
  if (!allowsSignUp(pool)) fail('NotAuthorizedException', SIGN_UP_REFUSED);
  const given = attributesOf(pool, request.attributes);
  checkWritable(client, pool, given);
  checkUsernameForm(pool, request.username);
  const attributes = withUsernameAttribute(pool, request.username, given);
  checkSchema(pool, attributes, { required: true });
  const isWithout = request.password === '' && maySignInByCode(call, attributes);
  if (!isWithout) checkPassword(request.password, pool.passwordPolicy, 'signingUp');
  return { ...attributes, ...unverified(attributes) };
}

/** Cognito's text for a pool where only administrators create users. */
export const SIGN_UP_REFUSED = 'SignUp is not permitted for this user pool';

/** Tells whether people may sign up in the pool by themselves. */
export function allowsSignUp({ adminCreateUserConfig }: Pool): boolean {
  return !adminCreateUserConfig.allowAdminCreateUserOnly;
}

/**
 * Returns whether somebody with these attributes may sign up without a password: by a code, which goes to an attribute
 * that the pool verifies.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 */
function maySignInByCode({ pool, client }: ClientCall, attributes: Attributes): boolean {
  if (!allowsFlow(client, 'USER_AUTH')) return false;
  return codeAttributes(pool).some(
    (attribute) => pool.autoVerifiedAttributes.includes(attribute) && Boolean(attributes[attribute]),
  );
}

/** An e-mail address or phone number is unverified until a code has proved that it is the user's. */
function unverified(attributes: Attributes): Attributes {
  const contacts = ['email', 'phone_number'].filter((contact) => attributes[contact] !== undefined);
  return Object.fromEntries(contacts.map((contact) => [`${contact}_verified`, 'false']));
}

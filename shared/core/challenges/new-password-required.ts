import { checkSchema } from '#core/attributes/check-schema.ts';
import { missingAttributes } from '#core/attributes/missing.ts';
import { checkWritable, isReadable, isVerifiedFlag } from '#core/attributes/rights.ts';
import { attributesOf } from '#core/attributes/wire.ts';
import type { ClientCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { newCredentials } from '#core/password/credentials.ts';
import { checkPasswordHistory, sealWithHistory } from '#core/password/history.ts';
import { checkPassword } from '#core/password/policy.ts';
import { schemaAttribute } from '#core/pools/schema.ts';
import { endedProofs } from '#core/users/proofs.ts';
import { withAttributes } from '#core/users/sign-in-names.ts';
import { takenAmong } from '#core/users/taken-names.ts';
import type { Attributes, User } from '#core/users/user.ts';
import type { Following } from './challenge.ts';
import { requiredParameter } from './parameters.ts';

/** The prefix of attribute names in challenge parameters and responses. */
const PREFIX = 'userAttributes.';
/**
 * The longest value of an attribute, in UTF-16 units. The bound is that of other requests, whose validation does not
 * reach challenge responses.
 */
const MAX_VALUE = 2048;

/**
 * The challenge for users whose password an administrator chose: they must choose their own, and give the attributes
 * that the pool requires. An answer has the new password, and `userAttributes.<name>` for attributes that have no value
 * yet.
 */
export const newPasswordRequired: Following<'NEW_PASSWORD_REQUIRED'> = {
  name: 'NEW_PASSWORD_REQUIRED',
  required: ['USERNAME', 'NEW_PASSWORD'],
  begin({ pool, client }, { user }) {
    const readable = Object.entries(user.attributes).filter(([name]) => isReadable(client, pool, name));
    return {
      state: { challenge: 'NEW_PASSWORD_REQUIRED' },
      parameters: {
        requiredAttributes: JSON.stringify(missingAttributes(pool, user).map((name) => PREFIX + name)),
        userAttributes: JSON.stringify(Object.fromEntries(readable)),
      },
    };
  },
  async answer(call, { user, responses }) {
    const { deps, pool } = call;
    const password = requiredParameter(responses, 'NEW_PASSWORD');
    checkPassword(password, pool.passwordPolicy, 'changing');
    const named = withAttributes(pool, user, givenAttributes(call, user, responses), 'user');
    // Names are checked before the password history. Otherwise an answer that is refused for a name could be repeated
    // to guess at one earlier password after another.
    const names = named.names.filter(({ value }) => !user.names.some((own) => own.value === value));
    const taken = names.length > 0 ? await takenAmong(call, { poolId: pool.id, names }) : undefined;
    if (taken) fail('AliasExistsException', TEXT.accountExists(taken.kind));
    await checkPasswordHistory(call, user, password);
    const credentials = await newCredentials(call, user, password);
    return {
      ...named,
      status: 'CONFIRMED',
      sealedCredentials: sealWithHistory(call, user, credentials),
      temporaryPasswordUntil: undefined,
      ...endedProofs(call, user),
      modifiedAt: deps.clock.now(),
    };
  },
};

/**
 * Returns the user's attributes together with those of the answer, which may set only attributes that have no value
 * yet.
 */
function givenAttributes(
  { pool, client }: ClientCall,
  user: User,
  responses: Readonly<Record<string, string>>,
): Attributes {
  const given = attributesOf(
    pool,
    Object.entries(responses)
      .filter(([name]) => name.startsWith(PREFIX))
      .map(([name, Value]) => ({ Name: name.slice(PREFIX.length), Value })),
  );
  checkSchema(pool, given, { required: false });
  const flag = Object.keys(given).find(isVerifiedFlag);
  if (flag) fail('InvalidParameterException', TEXT.notModifiable(flag));
  checkWritable(client, pool, given);
  const asked = missingAttributes(pool, user);
  const attributes: Record<string, string> = { ...user.attributes, ...given };
  for (const [name, value] of Object.entries(given)) {
    if (value.length > MAX_VALUE) fail('InvalidParameterException', `The value of ${name} is too long.`);
    // The current value is refused as well. Otherwise a right guess at a value that the client may not read would
    // reveal it.
    if (user.attributes[name] !== undefined) {
      fail('NotAuthorizedException', `Cannot modify an already provided ${name}`);
    }
    const isFixed = !schemaAttribute(pool, name)?.mutable && !asked.includes(name);
    if (isFixed) fail('InvalidParameterException', TEXT.notModifiable(name));
    if (name === 'email' || name === 'phone_number') attributes[`${name}_verified`] = 'false';
  }
  const [missing] = missingAttributes(pool, { attributes });
  if (missing) fail('InvalidParameterException', `Invalid attributes given, ${missing} is missing`);
  return attributes;
}

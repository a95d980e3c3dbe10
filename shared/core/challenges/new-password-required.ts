import { fail, TEXT } from '#core/errors.ts';
import { checkPassword } from '#core/password/policy.ts';
import { type Attributes, attributesOf, checkSchema, checkWritable } from '#core/users/attributes.ts';
import { newCredentials } from '#core/users/credentials.ts';
import { withNames } from '#core/users/names.ts';
import { checkPasswordHistory, sealWithHistory } from '#core/users/password-history.ts';
import type { User } from '#core/users/user.ts';
import { openFlow } from './flow.ts';
import { ATTRIBUTE_PREFIX, missingAttributes } from './following.ts';
import { requiredParameter } from './parameters.ts';
import { concludeStep, isNameInFlow, type SignIn, type SignInResult } from './sign-in.ts';

const NAME = 'NEW_PASSWORD_REQUIRED';
/** Of an attribute, as on the wire elsewhere; challenge responses are not checked there. */
const MAX_VALUE = 2048;

/** The answer: the new password, and `userAttributes.<name>` for attributes that have no value yet. */
export async function answerNewPasswordRequired(
  signIn: SignIn,
  responses: Readonly<Record<string, string>>,
  session: string | undefined,
): Promise<SignInResult> {
  const { deps, pool, client } = signIn;
  const username = requiredParameter(responses, 'USERNAME');
  const password = requiredParameter(responses, 'NEW_PASSWORD');
  if (!session) return fail('InvalidParameterException', 'Missing required parameter Session');
  const flow = openFlow(deps.keys, session, {
    poolId: pool.id,
    clientId: client.id,
    challenge: NAME,
    now: deps.clock.now(),
  });
  const { user, reached } = await deps.records.read({
    user: { kind: 'user', id: { poolId: flow.poolId, sub: flow.sub } },
    reached: { kind: 'flow', id: { flowId: flow.id } },
  });
  if (!user || !reached || !isNameInFlow(pool, flow, user, username)) {
    return fail('NotAuthorizedException', TEXT.sessionInvalid);
  }
  if (reached.step !== flow.step) fail('NotAuthorizedException', TEXT.sessionUsed);
  if (user.stamp !== flow.stamp) fail('NotAuthorizedException', TEXT.sessionInvalid);

  checkPassword(password, pool.passwordPolicy, 'changing');
  const attributes = givenAttributes(signIn, user, responses);
  await checkPasswordHistory(deps, pool, user, password);
  const credentials = await newCredentials(deps, pool, user, password);
  const changed = withNames(pool, {
    ...user,
    attributes,
    status: 'CONFIRMED',
    sealedCredentials: sealWithHistory(deps.keys, pool, user, credentials),
    temporaryPasswordUntil: undefined,
    stamp: deps.random.uuid(),
    modifiedAt: deps.clock.now(),
  });
  return concludeStep(signIn, { flow, user, changed, reached });
}

/** The user's attributes with those of the answer, which may only fill in what has no value. */
function givenAttributes(
  { pool, client }: SignIn,
  user: User,
  responses: Readonly<Record<string, string>>,
): Attributes {
  const given = attributesOf(
    Object.entries(responses)
      .filter(([name]) => name.startsWith(ATTRIBUTE_PREFIX))
      .map(([name, Value]) => ({ Name: name.slice(ATTRIBUTE_PREFIX.length), Value })),
  );
  checkSchema(pool, given, { required: false });
  for (const [name, value] of Object.entries(given)) {
    if (value.length > MAX_VALUE) fail('InvalidParameterException', `The value of ${name} is too long.`);
    const current = user.attributes[name];
    if (name.endsWith('_verified'))
      fail('InvalidParameterException', `Cannot modify the non-mutable attribute ${name}`);
    if (current !== undefined && current !== value)
      fail('NotAuthorizedException', `Cannot modify an already provided ${name}`);
  }
  checkWritable(client, pool, given);
  const attributes = { ...user.attributes, ...given };
  const [missing] = missingAttributes(pool, { ...user, attributes });
  if (missing) fail('InvalidParameterException', `Invalid attributes given, ${missing} is missing`);
  return attributes;
}

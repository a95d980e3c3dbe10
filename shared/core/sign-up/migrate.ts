import type { PoolCall } from '#core/call.ts';
import { CognitoError, fail } from '#core/errors.ts';
import { type Contact, mediumOf } from '#core/messages/delivery.ts';
import { notifyAll } from '#core/messages/notify.ts';
import { usableFactors } from '#core/mfa/decision.ts';
import { withPassword } from '#core/password/credentials.ts';
import type { Migrant } from '#core/triggers/user-migration.ts';
import { storeNewUser } from '#core/users/create.ts';
import { findUser } from '#core/users/find.ts';
import { normaliseName } from '#core/users/names.ts';
import { newUser } from '#core/users/new-user.ts';
import type { Unversioned } from '#ports/records.ts';
import { checkNewUser } from './admin-check.ts';

/** The name that somebody gave, and the password, unless they have forgotten it. */
type Given = { readonly username: string; readonly password?: string };

/**
 * Creates a user of another directory, whom the pool's function has described, and welcomes the user. The password is
 * taken as it is. If another request has created a user of this name in the meantime, that user stays as it is.
 *
 * Throws InvalidLambdaResponseException for a user whom the pool cannot have, or to whom the name does not lead, and
 * AliasExistsException or UsernameExistsException for a further name that another user has.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 */
export async function migrateUser(call: PoolCall, given: Given, migrant: Migrant): Promise<void> {
  const { password } = given;
  const newcomer = described(call, given, migrant);
  const user = password === undefined ? newcomer : await withPassword(call, newcomer, password);
  try {
    const uncontested = normaliseName(call.pool, given.username);
    await storeNewUser(call, user, { forceAlias: migrant.forceAliasCreation, uncontested });
  } catch (error) {
    const isTaken = error instanceof CognitoError && TAKEN.includes(error.name);
    if (isTaken && (await findUser(call, given.username, () => ({}))).user) return;
    throw error;
  }
  await welcome(call, user, migrant);
}

const TAKEN: readonly string[] = ['AliasExistsException', 'UsernameExistsException'];

/**
 * Returns the user whom a function has described. The attribute `username` is the user's name, which a user who gave an
 * alias has beside it.
 */
function described(call: PoolCall, given: Given, migrant: Migrant): Unversioned<'user'> {
  const { pool } = call;
  const { username = given.username, ...attributes } = migrant.userAttributes;
  const list = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  const newcomer = asResponse(() =>
    newUser(call, {
      username,
      attributes: checkNewUser(pool, username, list, { hasPassword: true }),
      status: migrant.isConfirmed ? 'CONFIRMED' : 'RESET_REQUIRED',
      writer: 'administrator',
    }),
  );
  const name = normaliseName(pool, given.username);
  if (!newcomer.names.some(({ value }) => value === name)) {
    fail('InvalidLambdaResponseException', 'UserMigration returned a user to whom the user name does not lead.');
  }
  return migrant.enableSMSMFA ? withSmsMfa(call, newcomer) : newcomer;
}

function withSmsMfa({ pool }: PoolCall, newcomer: Unversioned<'user'>): Unversioned<'user'> {
  const user: Unversioned<'user'> = { ...newcomer, mfa: { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' } };
  if (usableFactors(pool, user).includes('SMS_MFA')) return user;
  return fail('InvalidLambdaResponseException', 'enableSMSMFA requires MFA by SMS and a phone number.');
}

/** The client has no part in what the function returns, so that its mistakes are not those of a parameter. */
function asResponse<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof CognitoError) || error.name !== 'InvalidParameterException') throw error;
    return fail('InvalidLambdaResponseException', error.message, { cause: error });
  }
}

/**
 * Sends the invitation of the pool, without a password, by every medium for which the user has an address. It is sent
 * after the response: the user exists, whatever becomes of the message.
 */
function welcome(call: PoolCall, user: Unversioned<'user'>, { welcomedBy }: Migrant): Promise<void> {
  const contacts = (['email', 'phone_number'] as const).flatMap((attribute): readonly Contact[] => {
    const value = user.attributes[attribute];
    return value ? [{ attribute, value }] : [];
  });
  const targets = contacts.filter((to) => welcomedBy.includes(mediumOf(to)));
  const source = 'CustomMessage_AdminCreateUser';
  return notifyAll(
    call,
    targets.map((to) => ({ source, user, to, code: '', when: 'later' })),
  );
}

import { type PoolCall, withPool } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { codeAttributes } from '#core/mfa/first-factors.ts';
import { findUserAndAttempts, setPassword, temporaryPasswordUntil } from '#core/password/change.ts';
import { withPassword } from '#core/password/credentials.ts';
import { generatePassword } from '#core/password/generate.ts';
import { checkPassword } from '#core/password/policy.ts';
import { checkNewUser } from '#core/sign-up/admin-check.ts';
import { askBeforeCreating } from '#core/sign-up/ask-before.ts';
import { invitationTargets, sendInvitation } from '#core/sign-up/invitation.ts';
import { storeNewUser } from '#core/users/create.ts';
import { newUser } from '#core/users/new-user.ts';
import type { Unversioned } from '#ports/records.ts';
import type { RequestOf } from '#protocol/api.ts';
import { userOutput } from '#protocol/user-output.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html */
export const adminCreateUser = defineOperation('AdminCreateUser', {
  async handle(context, input) {
    const call = await withPool(context, input.UserPoolId);
    const isAgain = input.MessageAction === 'RESEND';
    const temporaryPassword = temporaryPasswordOf(call, input.TemporaryPassword, { isAgain });
    if (temporaryPassword !== undefined) checkPassword(temporaryPassword, call.pool.passwordPolicy, 'inviting');
    const user =
      isAgain && temporaryPassword !== undefined
        ? await inviteAgain(call, input, temporaryPassword)
        : await createAndInvite(call, input, temporaryPassword);
    return { User: userOutput(call.pool, user) };
  },
});

/**
 * Returns the temporary password. A blank one counts as an absent one, in whose place a password is generated. Where
 * codes are first factors, a new user gets none.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-create-user-accounts.html
 */
function temporaryPasswordOf(
  { pool, deps }: PoolCall,
  given: string | undefined,
  { isAgain }: { readonly isAgain: boolean },
): string | undefined {
  if (given) return given;
  const hasCodes = codeAttributes(pool).length > 0;
  return hasCodes && !isAgain ? undefined : generatePassword(pool.passwordPolicy, deps.random.integer);
}

async function createAndInvite(
  call: PoolCall,
  input: RequestOf<'AdminCreateUser'>,
  temporaryPassword: string | undefined,
): Promise<Unversioned<'user'>> {
  const name = input.Username;
  const hasPassword = temporaryPassword !== undefined;
  const attributes = checkNewUser(call.pool, name, input.UserAttributes, { hasPassword });
  const targets =
    input.MessageAction === 'SUPPRESS'
      ? []
      : invitationTargets(attributes, input.DesiredDeliveryMediums, { necessary: false });
  const newcomer = newUser(call, {
    username: name,
    attributes,
    status: hasPassword ? 'FORCE_CHANGE_PASSWORD' : 'CONFIRMED',
    writer: 'administrator',
  });
  await askBeforeCreating(call, newcomer, input.ValidationData);
  const until = { temporaryPasswordUntil: temporaryPasswordUntil(call) };
  const user = hasPassword ? { ...(await withPassword(call, newcomer, temporaryPassword)), ...until } : newcomer;
  await storeNewUser(call, user, { forceAlias: input.ForceAliasCreation === true });
  await sendInvitation(call, user, { targets, temporaryPassword });
  return user;
}

/**
 * Sends another temporary password (RESEND) to a user who has not used the first. The attributes of the request are
 * ignored.
 */
async function inviteAgain(
  call: PoolCall,
  input: RequestOf<'AdminCreateUser'>,
  temporaryPassword: string,
): Promise<Unversioned<'user'>> {
  const found = await findUserAndAttempts(call, input.Username);
  const targets = invitationTargets(found.user.attributes, input.DesiredDeliveryMediums, { necessary: true });
  const user = await setPassword(call, found, {
    password: temporaryPassword,
    permanent: false,
    check: ({ status, username }) => {
      if (status !== 'FORCE_CHANGE_PASSWORD') {
        fail('UnsupportedUserStateException', `Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`);
      }
    },
  });
  await sendInvitation(call, user, { targets, temporaryPassword });
  return user;
}

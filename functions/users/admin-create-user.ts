import { type PoolCall, withPool } from '#core/call.ts';
import { fail } from '#core/errors.ts';
import { findUserAndAttempts, setPassword, temporaryPasswordUntil } from '#core/password/change.ts';
import { withPassword } from '#core/password/credentials.ts';
import { generatePassword } from '#core/password/generate.ts';
import { checkPassword } from '#core/password/policy.ts';
import { checkNewUser } from '#core/sign-up/admin-check.ts';
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
    // A blank password counts as an absent one.
    const temporaryPassword =
      input.TemporaryPassword || generatePassword(call.pool.passwordPolicy, call.deps.random.integer);
    checkPassword(temporaryPassword, call.pool.passwordPolicy, 'inviting');
    const create = input.MessageAction === 'RESEND' ? inviteAgain : createAndInvite;
    return { User: userOutput(call.pool, await create(call, input, temporaryPassword)) };
  },
});

async function createAndInvite(
  call: PoolCall,
  input: RequestOf<'AdminCreateUser'>,
  temporaryPassword: string,
): Promise<Unversioned<'user'>> {
  const name = input.Username;
  const attributes = checkNewUser(call.pool, name, input.UserAttributes);
  const targets =
    input.MessageAction === 'SUPPRESS'
      ? []
      : invitationTargets(attributes, input.DesiredDeliveryMediums, { necessary: false });
  const newcomer = newUser(call, {
    username: name,
    attributes,
    status: 'FORCE_CHANGE_PASSWORD',
    writer: 'administrator',
  });
  const until = temporaryPasswordUntil(call);
  const user = { ...(await withPassword(call, newcomer, temporaryPassword)), temporaryPasswordUntil: until };
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

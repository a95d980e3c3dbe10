import type {
  AdminCreateUserCommandInput,
  AdminCreateUserCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { fail } from '#core/errors.ts';
import { findUserAndAttempts, setPassword, temporaryPasswordUntil } from '#core/password/change.ts';
import { withPassword } from '#core/password/credentials.ts';
import { generatePassword } from '#core/password/generate.ts';
import { checkPassword } from '#core/password/policy.ts';
import type { Pool } from '#core/pools/pool.ts';
import { checkNewUser } from '#core/sign-up/admin-check.ts';
import { invitationTargets, sendInvitation } from '#core/sign-up/invitation.ts';
import { storeNewUser } from '#core/users/create.ts';
import { newUser } from '#core/users/new-user.ts';
import type { User } from '#core/users/user.ts';
import type { Deps } from '#ports/deps.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import {
  attributeList,
  clientMetadata,
  deliveryMediums,
  flag,
  messageAction,
  password,
  username,
  userPoolId,
} from '#protocol/schema/shapes.ts';
import { userOutput } from './user-output.ts';

export const adminCreateUser = defineOperation<AdminCreateUserCommandInput, AdminCreateUserCommandOutput>({
  name: 'AdminCreateUser',
  auth: 'sigv4',
  input: {
    UserPoolId: required(userPoolId),
    Username: required(username),
    UserAttributes: attributeList,
    ValidationData: attributeList,
    TemporaryPassword: password,
    ForceAliasCreation: flag,
    MessageAction: messageAction,
    DesiredDeliveryMediums: deliveryMediums,
    ClientMetadata: clientMetadata,
  },
  async handle(input, deps) {
    const pool = await deps.configuration.withPool(input.UserPoolId!);
    // A blank password means none was given.
    const temporaryPassword = input.TemporaryPassword || generatePassword(pool.passwordPolicy, deps.random.integer);
    checkPassword(temporaryPassword, pool.passwordPolicy, 'creating');
    const create = input.MessageAction === 'RESEND' ? inviteAgain : createAndInvite;
    return { User: userOutput(await create(deps, pool, input, temporaryPassword)) };
  },
});

async function createAndInvite(
  deps: Deps,
  pool: Pool,
  input: AdminCreateUserCommandInput,
  temporaryPassword: string,
): Promise<User> {
  const name = input.Username!;
  const attributes = checkNewUser(pool, name, input.UserAttributes);
  const targets =
    input.MessageAction === 'SUPPRESS'
      ? []
      : invitationTargets(attributes, input.DesiredDeliveryMediums, { necessary: false });
  const newcomer = newUser(deps, pool, {
    username: name,
    attributes,
    status: 'FORCE_CHANGE_PASSWORD',
    writer: 'administrator',
  });
  const until = temporaryPasswordUntil(pool, deps.clock);
  const user = { ...(await withPassword(deps, pool, newcomer, temporaryPassword)), temporaryPasswordUntil: until };
  await storeNewUser(deps, pool, user, { forceAlias: input.ForceAliasCreation === true });
  await sendInvitation(deps, pool, user, { targets, temporaryPassword });
  return user;
}

/** RESEND: another temporary password for a user who has not used the first; attributes of the request don't count. */
async function inviteAgain(
  deps: Deps,
  pool: Pool,
  input: AdminCreateUserCommandInput,
  temporaryPassword: string,
): Promise<User> {
  const found = await findUserAndAttempts(deps, pool, input.Username!);
  const targets = invitationTargets(found.user.attributes, input.DesiredDeliveryMediums, { necessary: true });
  const user = await setPassword(deps, pool, found, {
    password: temporaryPassword,
    permanent: false,
    check: ({ status, username }) => {
      if (status !== 'FORCE_CHANGE_PASSWORD') {
        fail('UnsupportedUserStateException', `Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`);
      }
    },
  });
  await sendInvitation(deps, pool, user, { targets, temporaryPassword });
  return user;
}

import { isReadable } from '#core/attributes/rights.ts';
import { wireAttributes } from '#core/attributes/wire.ts';
import { mfaOutput } from '#protocol/user-output.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html */
export const getUser = defineOperation('GetUser', {
  async handle({ client, pool, user }) {
    return {
      Username: user.username,
      UserAttributes: wireAttributes(user, (name) => isReadable(client, pool, name)),
      ...mfaOutput(user),
    };
  },
});

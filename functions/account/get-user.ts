import { isReadable } from '#core/attributes/rights.ts';
import { wireAttributes } from '#core/attributes/wire.ts';
import { shownUser } from '#core/users/shown.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html */
export const getUser = defineOperation('GetUser', {
  async handle({ client, pool, user }) {
    const shown = shownUser(pool, user);
    return {
      Username: shown.username,
      UserAttributes: wireAttributes(shown, (name) => isReadable(client, pool, name)),
    };
  },
});

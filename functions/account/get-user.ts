import { isReadable } from '#core/attributes/rights.ts';
import { wireAttributes } from '#core/attributes/wire.ts';
import { defineOperation } from '../operations.ts';

export const getUser = defineOperation('GetUser', {
  async handle({ client, pool, user }) {
    return {
      Username: user.username,
      UserAttributes: wireAttributes(user, (name) => isReadable(client, pool, name)),
    };
  },
});

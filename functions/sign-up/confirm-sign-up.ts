import { withClient } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { confirmSignUp as confirm } from '#core/sign-up/confirm.ts';
import { defineOperation } from '../operations.ts';

export const confirmSignUp = defineOperation('ConfirmSignUp', {
  async handle(context, { ClientId, SecretHash, Username, ConfirmationCode, ForceAliasCreation }) {
    const call = await withClient(context, ClientId, (call) => {
      checkSecretHash(call, [Username], SecretHash);
    });
    const given = { username: Username, code: ConfirmationCode, forceAlias: ForceAliasCreation ?? false };
    await confirm(call, given);
    return {};
  },
});

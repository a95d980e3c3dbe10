import { withClient } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { confirmSignUp as confirm } from '#core/sign-up/confirm.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html */
export const confirmSignUp = defineOperation('ConfirmSignUp', {
  async handle(context, { ClientId, SecretHash, Username, ConfirmationCode, ForceAliasCreation, Session }) {
    const call = await withClient(context, ClientId, (call) => {
      checkSecretHash(call, [Username], SecretHash);
    });
    const forceAlias = ForceAliasCreation ?? false;
    return {
      Session: await confirm(call, { username: Username, code: ConfirmationCode, forceAlias, session: Session }),
    };
  },
});

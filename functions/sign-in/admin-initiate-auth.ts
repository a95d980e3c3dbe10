import { withPool } from '#core/call.ts';
import { ADMIN_FLOWS, initiateAuth } from '#core/challenges/initiate.ts';
import { defineOperation } from '../operations.ts';
import { authOutput } from './auth-output.ts';

export const adminInitiateAuth = defineOperation('AdminInitiateAuth', {
  async handle(context, { UserPoolId, AuthFlow, AuthParameters, ClientId }) {
    const call = await withPool(context, UserPoolId);
    const result = await initiateAuth(call, ADMIN_FLOWS, {
      authFlow: AuthFlow,
      clientId: ClientId,
      parameters: AuthParameters ?? {},
    });
    return authOutput(result);
  },
});

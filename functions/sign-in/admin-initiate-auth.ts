import { withPool } from '#core/call.ts';
import { ADMIN_FLOWS, initiateAuth } from '#core/challenges/initiate.ts';
import { defineOperation } from '../operations.ts';
import { authOutput } from './auth-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html */
export const adminInitiateAuth = defineOperation('AdminInitiateAuth', {
  async handle(context, { UserPoolId, AuthFlow, AuthParameters, ClientId, Session }) {
    const call = await withPool(context, UserPoolId);
    const result = await initiateAuth(call, ADMIN_FLOWS, {
      authFlow: AuthFlow,
      clientId: ClientId,
      parameters: AuthParameters ?? {},
      session: Session,
    });
    return authOutput(result);
  },
});

import { initiateAuth as initiate, PUBLIC_FLOWS } from '#core/challenges/initiate.ts';
import { defineOperation } from '../operations.ts';
import { authOutput } from './auth-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html */
export const initiateAuth = defineOperation('InitiateAuth', {
  async handle(call, { AuthFlow, AuthParameters, ClientId, Session }) {
    const result = await initiate(call, PUBLIC_FLOWS, {
      authFlow: AuthFlow,
      clientId: ClientId,
      parameters: AuthParameters ?? {},
      session: Session,
    });
    return authOutput(result);
  },
});

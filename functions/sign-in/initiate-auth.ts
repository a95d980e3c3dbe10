import { initiateAuth as initiate, PUBLIC_FLOWS } from '#core/challenges/initiate.ts';
import { defineOperation } from '../operations.ts';
import { authOutput } from './auth-output.ts';

export const initiateAuth = defineOperation('InitiateAuth', {
  async handle(call, { AuthFlow, AuthParameters, ClientId }) {
    const result = await initiate(call, PUBLIC_FLOWS, {
      authFlow: AuthFlow,
      clientId: ClientId,
      parameters: AuthParameters ?? {},
    });
    return authOutput(result);
  },
});

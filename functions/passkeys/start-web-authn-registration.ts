import { startRegistration } from '#core/passkeys/registration.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html */
export const startWebAuthnRegistration = defineOperation('StartWebAuthnRegistration', {
  async handle(call) {
    return { CredentialCreationOptions: await startRegistration(call) };
  },
});

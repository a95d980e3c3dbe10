import { completeRegistration } from '#core/passkeys/registration.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html */
export const completeWebAuthnRegistration = defineOperation('CompleteWebAuthnRegistration', {
  async handle(call, { Credential }) {
    await completeRegistration(call, Credential);
    return {};
  },
});

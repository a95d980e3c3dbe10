import { checkRecentForPasskey } from '#core/mfa/recent-sign-in.ts';
import { completeRegistration } from '#core/passkeys/registration.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html */
export const completeWebAuthnRegistration = defineOperation('CompleteWebAuthnRegistration', {
  async handle(call, { Credential }) {
    checkRecentForPasskey(call);
    await completeRegistration(call, Credential);
    return {};
  },
});

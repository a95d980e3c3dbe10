import { associateInSession } from '#core/challenges/mfa-setup-steps.ts';
import { associateSoftwareToken as associate } from '#core/mfa/associate.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html */
export const associateSoftwareToken = defineOperation('AssociateSoftwareToken', {
  async handle(call, { Session = '' }) {
    if ('user' in call) return { SecretCode: await associate(call) };
    const { secret, session } = await associateInSession(call, Session);
    return { SecretCode: secret, Session: session };
  },
});

import { verifyInSession } from '#core/challenges/mfa-setup-steps.ts';
import { verifySoftwareToken as verify } from '#core/mfa/verify.ts';
import { defineOperation } from '../operations.ts';

const SUCCESS = { Status: 'SUCCESS' } as const;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html */
export const verifySoftwareToken = defineOperation('VerifySoftwareToken', {
  async handle(call, { Session = '', UserCode, FriendlyDeviceName }) {
    const given = { code: UserCode, name: FriendlyDeviceName };
    if (!('user' in call)) return { ...SUCCESS, Session: await verifyInSession(call, Session, given) };
    await verify(call, given);
    return SUCCESS;
  },
});

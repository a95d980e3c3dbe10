import { verifyInSession } from '#core/challenges/mfa-setup-steps.ts';
import { verifySoftwareToken as verify } from '#core/mfa/verify.ts';
import { defineOperation } from '../operations.ts';

const SUCCESS = { Status: 'SUCCESS' } as const;

/**
 * The response has the further member RecoveryCodes where the deployment gives recovery codes (docs/sign-in.md).
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html
 */
export const verifySoftwareToken = defineOperation('VerifySoftwareToken', {
  async handle(call, { Session = '', UserCode, FriendlyDeviceName }) {
    const given = { code: UserCode, name: FriendlyDeviceName };
    if ('user' in call) return { ...SUCCESS, ...withCodes(await verify(call, given)) };
    const { session, ...registered } = await verifyInSession(call, Session, given);
    return { ...SUCCESS, ...withCodes(registered), Session: session };
  },
});

function withCodes({ recoveryCodes }: { readonly recoveryCodes: readonly string[] | undefined }) {
  return { RecoveryCodes: recoveryCodes };
}

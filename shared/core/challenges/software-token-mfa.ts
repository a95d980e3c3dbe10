import type { ClientCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { MFA_GUESSES } from '#core/guesses/attempts.ts';
import { withoutCode } from '#core/mfa/recovery-codes.ts';
import { type SoftwareToken, softwareTokenRef } from '#core/mfa/software-token.ts';
import { stepOfCode } from '#core/mfa/totp.ts';
import type { Following, Guessed, Right } from './challenge.ts';
import { requiredParameter } from './parameters.ts';

/**
 * The challenge for a code of the user's authenticator app. A code is accepted once per user, and never after a later
 * one.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
 */
export const softwareTokenMfa: Following<'SOFTWARE_TOKEN_MFA'> & Guessed<'SOFTWARE_TOKEN_MFA'> = {
  name: 'SOFTWARE_TOKEN_MFA',
  proves: 'SOFTWARE_TOKEN_MFA',
  required: ['USERNAME', 'SOFTWARE_TOKEN_MFA_CODE'],
  guesses: { ...MFA_GUESSES, wrong: () => fail('CodeMismatchException', TEXT.softwareTokenMismatch) },
  evidence: (session) => ({ softwareToken: softwareTokenRef(session) }),
  begin: (_call, { user }) => ({
    state: { challenge: 'SOFTWARE_TOKEN_MFA' },
    parameters: { FRIENDLY_DEVICE_NAME: user.mfa?.softwareToken?.name ?? '' },
  }),
  answer(call, { responses, evidence: { softwareToken: token } }) {
    const code = requiredParameter(responses, 'SOFTWARE_TOKEN_MFA_CODE');
    const step = token?.secret ? stepOfCode(token.secret, code, call.deps.clock.now()) : undefined;
    if (!token) return undefined;
    if (step === undefined) return byRecoveryCode(call, token, code);
    if (token.usedStep !== undefined && step <= token.usedStep) return spent();
    const { version: _, ...before } = token;
    const after = { ...before, usedStep: step };
    return { spends: [{ op: 'update', kind: 'softwareToken', before: token, after }], spent };
  },
};

/**
 * Judges a recovery code in place of a code of the app, where the deployment gives recovery codes. Each is accepted once.
 */
function byRecoveryCode({ audit, deps }: ClientCall, token: SoftwareToken, code: string): Right | undefined {
  const { version: _, recoveryCodes = [], ...before } = token;
  const left = deps.factorRules.recoveryCodes ? withoutCode(deps.keys, token, recoveryCodes, code) : undefined;
  if (!left) return undefined;
  audit.recoveryCodesLeft = left.length;
  const after = { ...before, recoveryCodes: left };
  return {
    spends: [{ op: 'update', kind: 'softwareToken', before: token, after }],
    spent: () => {
      delete audit.recoveryCodesLeft;
      return spent();
    },
  };
}

function spent(): never {
  return fail('ExpiredCodeException', 'Your software token has already been used once.');
}

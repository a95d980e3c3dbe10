import type { ClientCall } from '#core/call.ts';
import type { Device } from '#core/devices/device.ts';
import type { MfaFactor, User } from '#core/users/user.ts';
import { isUndecided, type SignIn } from './auth-session.ts';
import type { Following } from './challenge.ts';
import { accountIn } from './custom-account.ts';
import { deviceSrpAuth } from './device-srp-auth.ts';
import { isDeviceDue, isDeviceDueForMfa } from './due-device.ts';
import { mfaOf } from './due-mfa.ts';
import { emailOtp } from './email-otp.ts';
import type { Factor } from './levels.ts';
import { mfaSetup } from './mfa-setup.ts';
import { newPasswordRequired } from './new-password-required.ts';
import { selectMfaType } from './select-mfa-type.ts';
import { smsMfa } from './sms-mfa.ts';
import { softwareTokenMfa } from './software-token-mfa.ts';

/** A sign-in, the user who has passed its factors, and the confirmed device that the client says it is. */
export type Standing = { readonly signIn: SignIn; readonly user: User; readonly device: Device | undefined };

/** A rule that requires one more challenge. */
type Transition = {
  readonly to: Following;
  /** The factors of which one must have been passed. */
  readonly after: readonly Factor[];
  /** The condition in words, for docs/sign-in.md. */
  readonly when: string;
  readonly isDue: (call: ClientCall, standing: Standing) => boolean;
};

/**
 * The rules in the order in which they are applied. docs/sign-in.md shows them in a diagram.
 * @internal
 */
export const TRANSITIONS: readonly Transition[] = [
  {
    to: newPasswordRequired,
    after: ['PASSWORD'],
    when: 'an administrator chose the password',
    isDue: (_call, { signIn, user }) => accountIn(signIn, user).status === 'FORCE_CHANGE_PASSWORD',
  },
  {
    to: deviceSrpAuth,
    after: ['PASSWORD'],
    when: 'a remembered device replaces MFA',
    isDue: isDeviceDueForMfa,
  },
  {
    to: selectMfaType,
    after: ['PASSWORD'],
    when: 'MFA leaves a choice of factors',
    isDue: (call, standing) => mfaOf(call, standing).asks === 'choice',
  },
  {
    to: softwareTokenMfa,
    after: ['PASSWORD'],
    when: 'MFA asks for the software token',
    isDue: asksFor('SOFTWARE_TOKEN_MFA'),
  },
  {
    to: smsMfa,
    after: ['PASSWORD'],
    when: 'MFA asks for a code by SMS',
    isDue: asksFor('SMS_MFA'),
  },
  {
    to: emailOtp,
    after: ['PASSWORD'],
    when: 'MFA asks for a code by e-mail',
    isDue: asksFor('EMAIL_OTP'),
  },
  {
    to: mfaSetup,
    after: ['PASSWORD'],
    when: 'MFA is required, and the user has no factor',
    isDue: (call, standing) => mfaOf(call, standing).asks === 'set-up',
  },
  {
    to: deviceSrpAuth,
    after: ['PASSWORD', 'CUSTOM'],
    when: 'the device is remembered',
    isDue: (call, standing) =>
      !isUndecided(standing.signIn) && isDeviceDue(call, standing) && mfaOf(call, standing).asks === 'nothing',
  },
];

/**
 * Returns the challenge that a user with these factors must meet next, or undefined if the user is signed in. The
 * result depends on the arguments only, since this is called twice for one step: before the step is written, and for
 * the user as read after that.
 */
export function next(call: ClientCall, standing: Standing): Following | undefined {
  const { passed } = standing.signIn;
  const due = TRANSITIONS.find(
    ({ after, isDue }) => passed.some(({ factor }) => after.includes(factor)) && isDue(call, standing),
  );
  return due?.to;
}

function asksFor(factor: MfaFactor): Transition['isDue'] {
  return (call, standing) => {
    const decision = mfaOf(call, standing);
    return decision.asks === 'factor' && decision.factor === factor;
  };
}

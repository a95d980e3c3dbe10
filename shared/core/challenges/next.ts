import type { ClientCall } from '#core/call.ts';
import { type Device, isRemembered } from '#core/devices/device.ts';
import { mfaDecision } from '#core/mfa/decision.ts';
import type { MfaFactor, User } from '#core/users/user.ts';
import type { SignIn } from './auth-session.ts';
import type { Following } from './challenge.ts';
import { deviceSrpAuth } from './device-srp-auth.ts';
import type { Factor } from './levels.ts';
import { newPasswordRequired } from './new-password-required.ts';
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
    isDue: (_call, { user }) => user.status === 'FORCE_CHANGE_PASSWORD',
  },
  {
    to: deviceSrpAuth,
    after: ['PASSWORD'],
    when: 'a remembered device replaces MFA',
    isDue: (call, standing) => replacesMfa(call, standing) && isUnproven(standing),
  },
  {
    to: softwareTokenMfa,
    after: ['PASSWORD'],
    when: 'MFA asks for the software token',
    isDue: asksFor('SOFTWARE_TOKEN_MFA'),
  },
  {
    to: deviceSrpAuth,
    after: ['PASSWORD'],
    when: 'the device is remembered',
    isDue: (call, standing) =>
      isOfRememberedDevice(call, standing) && isUnproven(standing) && mfaOf(call, standing).asks === 'nothing',
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

const SECOND_FACTORS: readonly Factor[] = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] satisfies readonly MfaFactor[];

/** Returns what MFA still asks of the user, after the factors that the sign-in has passed. */
export function mfaOf(call: ClientCall, standing: Standing): ReturnType<typeof mfaDecision> {
  const { pool } = call;
  const { signIn, user } = standing;
  if (replacesMfa(call, standing) && !isUnproven(standing)) return { asks: 'nothing' };
  const isDone = signIn.passed.some(({ factor }) => SECOND_FACTORS.includes(factor));
  if (isDone || !signIn.passed.some(({ factor }) => factor === 'PASSWORD')) return { asks: 'nothing' };
  const decision = mfaDecision(pool, user);
  const { wants } = signIn;
  return decision.asks === 'choice' && wants && decision.factors.includes(wants)
    ? { asks: 'factor', factor: wants }
    : decision;
}

/** Tells whether the client says that it is a remembered device, in a pool that tracks devices. */
function isOfRememberedDevice(call: ClientCall, { device }: Standing): boolean {
  return call.pool.deviceConfiguration !== undefined && device !== undefined && isRemembered(call, device);
}

/** Tells whether the device, if it proves itself, takes the place of MFA. */
function replacesMfa(call: ClientCall, standing: Standing): boolean {
  const isInPlace = call.pool.deviceConfiguration?.challengeRequiredOnNewDevice === true;
  return isInPlace && isOfRememberedDevice(call, standing);
}

function isUnproven({ signIn }: Standing): boolean {
  return !signIn.passed.some(({ factor }) => factor === 'DEVICE');
}

function asksFor(factor: MfaFactor): Transition['isDue'] {
  return (call, standing) => {
    const decision = mfaOf(call, standing);
    return decision.asks === 'factor' && decision.factor === factor;
  };
}

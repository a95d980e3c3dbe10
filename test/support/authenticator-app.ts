import { Secret, TOTP } from 'otpauth';
import type { TestApp } from './app.ts';

/** Milliseconds of one time step of an authenticator app. */
export const STEP = 30_000;

/** The code that an authenticator app shows at a time, in epoch milliseconds. */
export function codeAt(secret: string, timestamp: number, algorithm = 'SHA1'): string {
  return new TOTP({ secret: Secret.fromBase32(secret), algorithm, digits: 6, period: 30 }).generate({ timestamp });
}

/** The code that an authenticator app shows now, or some steps from now. */
export function codeOf({ deps }: TestApp, secret: string, steps = 0, algorithm = 'SHA1'): string {
  return codeAt(secret, deps.clock.now() + steps * STEP, algorithm);
}

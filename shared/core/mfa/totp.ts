import { Secret, TOTP } from 'otpauth';

/** Authenticator apps know these values only. https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html */
const FORM = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
const CODE = /^[0-9]{6}$/;
/** The number of steps, before and after the current one, whose codes are accepted. */
const WINDOW = 1;
/** The size of a new secret in bytes, which RFC 4226 section 4 recommends. */
export const SECRET_BYTES = 20;

/** Returns the base32 text of a secret (RFC 4648), as authenticator apps take it. */
export function secretText(bytes: Uint8Array): string {
  return new Secret({ buffer: new Uint8Array(bytes).buffer }).base32;
}

/**
 * Returns the link by which an authenticator app takes a secret.
 * https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 */
export function keyUri(secret: string, { issuer, label }: { readonly issuer: string; readonly label: string }): string {
  return new TOTP({ ...FORM, secret: Secret.fromBase32(secret), issuer, label }).toString();
}

/**
 * Returns the time step of a code (RFC 6238), or undefined if it is no code of the secret at this time or one step
 * before or after it. `now` is in epoch milliseconds.
 */
export function stepOfCode(secret: string, code: string, now: number): number | undefined {
  // The library throws for six characters that are not six bytes.
  if (!CODE.test(code)) return undefined;
  const token = { ...FORM, token: code, secret: Secret.fromBase32(secret), timestamp: now, window: WINDOW };
  const delta = TOTP.validate(token);
  return delta === null ? undefined : TOTP.counter({ period: FORM.period, timestamp: now }) + delta;
}

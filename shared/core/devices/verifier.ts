import { fail } from '#core/errors.ts';
import { GROUP_BYTES, N, toBytes, toInteger } from '#core/srp/modexp.ts';
import type { Device } from './device.ts';

/** The longest salt in bytes. Clients send 16 bytes, after a zero byte if the top bit is set. */
const MAX_SALT_BYTES = 64;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/**
 * Parses DeviceSecretVerifierConfig: a salt and an SRP verifier in base64, each a big-endian number that may begin with
 * a zero byte (behaviour of amazon-cognito-identity-js and Amplify). Throws InvalidParameterException for a member that
 * is missing or malformed, and for a verifier that is no element of the group or whose password everybody knows
 * (RFC 5054, section 2.5.4).
 */
export function parseVerifier(
  given: { readonly salt?: string | undefined; readonly passwordVerifier?: string | undefined } | undefined,
): Pick<Device, 'salt' | 'verifier'> {
  const salt = bytesIn('Salt', given?.salt, MAX_SALT_BYTES);
  // A number of the group has at most 384 bytes, and a zero byte in front if its top bit is set.
  const verifier = toInteger(bytesIn('PasswordVerifier', given?.passwordVerifier, GROUP_BYTES + 1));
  if (verifier <= 1n || verifier >= N - 1n) refuse('PasswordVerifier');
  return { salt: salt.toString('hex'), verifier: toBytes(verifier).toString('hex') };
}

function bytesIn(member: string, text: string | undefined, most: number): Buffer {
  if (!text || text.length > 2 * most || !BASE64.test(text)) return refuse(member);
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > most ? refuse(member) : bytes;
}

function refuse(member: string): never {
  return fail('InvalidParameterException', `Invalid DeviceSecretVerifierConfig.${member}.`);
}

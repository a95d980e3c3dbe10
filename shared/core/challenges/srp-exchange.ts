import { createHash, timingSafeEqual } from 'node:crypto';
import type { Call } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { parsePublicValue, proof, type SrpIdentity, serverEphemeral, sharedKey } from '#core/srp/srp.ts';
import type { Responses } from './challenge.ts';
import { requiredParameter } from './parameters.ts';

/** The public values of an SRP exchange and the server's secret exponent, in hex. */
export type SrpExchange = { readonly a: string; readonly b: string; readonly secret: string };

const EPHEMERAL_BYTES = 32;

/** Returns the client's public value. Throws InvalidParameterException for one that breaks the exchange. */
export function publicValueOf(parameters: Responses): bigint {
  const value = parsePublicValue(requiredParameter(parameters, 'SRP_A'));
  return value ?? fail('InvalidParameterException', TEXT.srpInvalid);
}

/** Returns the server's half of an exchange about the secret that has the verifier `v`. `A` is SRP_A. */
export function newExchange({ deps }: Call, { A, v }: { readonly A: bigint; readonly v: Buffer }): SrpExchange {
  const b = deps.random.bytes(EPHEMERAL_BYTES);
  return { a: A.toString(16), b: serverEphemeral({ v, b }).toString(16), secret: b.toString('hex') };
}

/** Tells whether the responses prove that the client knows the secret. */
export function isProof(
  { a, b, secret }: SrpExchange,
  { poolName, userId, v }: SrpIdentity & { readonly v: Buffer },
  responses: Responses,
): boolean {
  const key = sharedKey({ A: BigInt(`0x${a}`), B: BigInt(`0x${b}`), b: Buffer.from(secret, 'hex'), v });
  const given = Buffer.from(requiredParameter(responses, 'PASSWORD_CLAIM_SIGNATURE'), 'base64');
  const secretBlock = secretBlockIn(responses);
  const timestamp = requiredParameter(responses, 'TIMESTAMP');
  const expected = key && proof({ key, poolName, userId, secretBlock, timestamp });
  return expected !== undefined && given.length === expected.length && timingSafeEqual(given, expected);
}

/** Returns the sealed state of a sign-in in the form of SECRET_BLOCK, which is base64. */
export function secretBlockOf(session: string): string {
  return Buffer.from(session, 'base64url').toString('base64');
}

/**
 * Returns the Session that belongs to a SECRET_BLOCK, which has the state. That is longer than a Session may be, and
 * older clients answer without a Session.
 */
export function sessionBeside(secretBlock: string): string {
  return createHash('sha256').update(Buffer.from(secretBlock, 'base64')).digest('base64url');
}

/** Returns the state that SECRET_BLOCK carries. Throws NotAuthorizedException for a Session that does not belong to it. */
export function sessionInSecretBlock(responses: Responses, session: string | undefined): string {
  const secretBlock = secretBlockIn(responses);
  const isBeside = !session || session === sessionBeside(secretBlock.toString('base64'));
  return isBeside ? secretBlock.toString('base64url') : fail('NotAuthorizedException', TEXT.sessionInvalid);
}

function secretBlockIn(responses: Responses): Buffer {
  return Buffer.from(requiredParameter(responses, 'PASSWORD_CLAIM_SECRET_BLOCK'), 'base64');
}

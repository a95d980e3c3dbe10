import { createHmac } from 'node:crypto';
import type { PoolCall } from '#core/call.ts';
import { namedContact } from '#core/codes/imaginary-contact.ts';
import { codeAttributes, type FirstFactorUser } from '#core/mfa/first-factors.ts';
import { isMultiFactor } from '#core/pools/mfa.ts';
import type { ContactAttribute } from '#core/pools/pool.ts';
import { imaginaryKind, looksLikeSub } from '#core/users/names.ts';
import type { MfaFactor } from '#core/users/user.ts';
import { imaginaryPasskeys } from './imaginary-passkeys.ts';

const FACTORS: readonly MfaFactor[] = ['SOFTWARE_TOKEN_MFA', 'SMS_MFA', 'EMAIL_OTP'];

/**
 * Returns what decides on the choices of a user who does not exist, so that they are made in the same way as for a user
 * who does. It is always the same for the same sub, for which the caller passes the one that stands for the name. Every
 * combination that a real user of the pool may have is possible, so that no list of choices proves that there is a user.
 * `name` is the user name that the client sent: an e-mail address or phone number that is the name itself is there.
 */
export function imaginaryUser(
  call: PoolCall,
  { sub, name, rpId }: { readonly sub: string; readonly name: string; readonly rpId: string | undefined },
): FirstFactorUser {
  const { deps, pool } = call;
  const key = deps.keys.derive('directory', 'imaginary-factors');
  const noise = createHmac('sha256', key).update(`${pool.id}\0${sub}`).digest();
  const chance = (byte: number, ofEight: number) => noise[byte]! % 8 < ofEight;
  const named = namedContact(pool, name, ['email', 'phone_number'])?.attribute ?? nameBehind(call, name);
  const hasEmail = named === 'email' || chance(0, 6);
  const hasPhone = named === 'phone_number' || chance(1, 3);
  // In a pool without codes, a user without a password could not sign in.
  const hasPassword = codeAttributes(pool).length === 0 || chance(2, 6);
  // Where MFA is required, most users have a factor.
  const hasMfa = chance(6, pool.mfaConfiguration === 'ON' ? 7 : 2);
  const passkeysAreMfa = isMultiFactor(pool) && chance(7, 4);
  const passkeys = rpId === undefined ? [] : imaginaryPasskeys(call, { sub, rpId });
  const factor = FACTORS[noise[3]! % FACTORS.length]!;
  return {
    status: 'CONFIRMED',
    attributes: {
      ...(hasEmail && { email: 'imaginary', email_verified: String(chance(4, 7)) }),
      ...(hasPhone && { phone_number: 'imaginary', phone_number_verified: String(chance(5, 7)) }),
    },
    ...(hasPassword && { sealedCredentials: 'imaginary' }),
    ...(hasMfa && {
      mfa: { enabled: [factor], preferred: factor, softwareToken: {}, ...(passkeysAreMfa && { passkeys: true }) },
    }),
    passkeys: passkeys.map((own) => ({ id: own.credentialId, rpId: own.rpId })),
  };
}

/**
 * Returns the kind of contact that stands behind an imaginary sub, where callers are given the sub in place of a contact
 * (shownName).
 */
function nameBehind({ deps, pool }: PoolCall, name: string): ContactAttribute | undefined {
  const areContacts = pool.usernameAttributes.length + pool.aliasAttributes.length > 0;
  return areContacts && looksLikeSub(name) ? imaginaryKind(deps.keys, pool.id, name) : undefined;
}

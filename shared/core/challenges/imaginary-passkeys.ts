import { createHmac } from 'node:crypto';
import type { PoolCall } from '#core/call.ts';
import { MOST_OF_USER, type Passkey } from '#core/passkeys/passkey.ts';

/** What the credentials of common authenticators look like, weighted roughly by their frequency. */
const MAKES: readonly { readonly bytes: number; readonly transports: readonly string[] }[] = [
  { bytes: 16, transports: ['hybrid', 'internal'] },
  { bytes: 16, transports: ['hybrid', 'internal'] },
  { bytes: 20, transports: ['hybrid', 'internal'] },
  { bytes: 20, transports: ['hybrid', 'internal'] },
  { bytes: 32, transports: ['internal'] },
  { bytes: 32, transports: ['internal'] },
  { bytes: 48, transports: ['nfc', 'usb'] },
  { bytes: 64, transports: ['usb'] },
];

/**
 * Returns the passkeys of a user who does not exist, for the relying party with this id. They are always the same for the
 * same sub. Half of these users have none, and each number above that is half as frequent as the one before, up to the
 * most that a user may have.
 */
export function imaginaryPasskeys(
  { deps, pool }: PoolCall,
  { sub, rpId }: { readonly sub: string; readonly rpId: string },
): readonly Pick<Passkey, 'credentialId' | 'rpId' | 'transports'>[] {
  const key = deps.keys.derive('directory', 'imaginary-passkeys');
  const noise = (part: string) => createHmac('sha512', key).update(`${pool.id}\0${sub}\0${rpId}\0${part}`).digest();
  const count = Math.min(Math.clz32(noise('count').readUInt32BE()), MOST_OF_USER);
  return Array.from({ length: count }, (_, index) => {
    const { bytes, transports } = MAKES[noise(`make ${index}`).readUInt8() % MAKES.length]!;
    return { credentialId: noise(`id ${index}`).subarray(0, bytes).toString('base64url'), rpId, transports };
  });
}

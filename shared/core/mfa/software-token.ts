import type { User } from '#core/users/user.ts';
import type { Ref } from '#ports/records.ts';

/**
 * The software token of a user: the secret that codes are made from, as base32 text (RFC 4648). Until a code of the new
 * secret was given, the previous one stays in use.
 */
export type SoftwareToken = {
  readonly poolId: string;
  readonly sub: string;
  /** The secret in use; absent until the first one is verified. */
  readonly secret?: string;
  /** The time step of the last code that was accepted. Codes of this step and of earlier ones are used up. */
  readonly usedStep?: number;
  /** The secret that waits for its first code. */
  readonly pending?: string;
  readonly version: number;
};

/** Returns the reference to a user's software token. */
export function softwareTokenRef({ poolId, sub }: Pick<User, 'poolId' | 'sub'>): Ref<'softwareToken'> {
  return { kind: 'softwareToken', id: { poolId, sub } };
}

import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import type { Change, Ref, Unversioned } from '#ports/records.ts';
import { poolFactors } from './decision.ts';

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
  /** The hashes of the recovery codes that are left, in base64url. */
  readonly recoveryCodes?: readonly string[];
  readonly version: number;
};

/** Returns the reference to a user's software token. */
export function softwareTokenRef({ poolId, sub }: Pick<User, 'poolId' | 'sub'>): Ref<'softwareToken'> {
  return { kind: 'softwareToken', id: { poolId, sub } };
}

/** Throws SoftwareTokenMFANotFoundException unless users of the pool may register software tokens. */
export function checkOffered(pool: Pool): void {
  if (!poolFactors(pool).includes('SOFTWARE_TOKEN_MFA')) fail('SoftwareTokenMFANotFoundException');
}

/**
 * Returns the change that stores a software token. The record is never deleted as long as the user exists, so that an
 * answer that was judged against an earlier secret cannot bring it back.
 */
export function tokenChange(before: SoftwareToken | undefined, after: Unversioned<'softwareToken'>): Change {
  return before
    ? { op: 'update', kind: 'softwareToken', before, after }
    : { op: 'create', kind: 'softwareToken', value: after };
}

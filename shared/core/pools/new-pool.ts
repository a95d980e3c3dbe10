import type { Call } from '#core/call.ts';
import { decoyChanges } from '#core/decoys/decoy.ts';
import { newPoolSuffix } from '#core/ids.ts';
import { newSigningKey } from '#core/keys/signing-key.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Change, Unversioned } from '#ports/records.ts';
import { issuerBelow, issuerType } from './issuer.ts';
import type { Pool } from './pool.ts';

/** The members of a new pool that the caller gives. createPool sets the others. */
type NewPool = Omit<Pool, 'id' | 'arn' | 'issuer' | 'createdAt' | 'modifiedAt' | 'domain' | 'customDomain' | 'version'>;

/** Stores a new pool together with its two signing keys and its decoys, and returns the pool. */
export async function createPool(call: Call, given: NewPool): Promise<Unversioned<'pool'>> {
  const { deps } = call;
  const { region, accountId, publicUrl } = deps.deployment;
  const now = deps.clock.now();
  const [forId, forAccess] = await Promise.all([deps.keyPairs.next(), deps.keyPairs.next()]);
  const pairs = { id: forId, access: forAccess };
  return untilCommitted(async () => {
    const id = `${region}_${newPoolSuffix(deps.random.bytes)}`;
    const pool: Unversioned<'pool'> = {
      ...given,
      id,
      arn: `${arnPrefix(region)}:cognito-idp:${region}:${accountId}:userpool/${id}`,
      issuer: issuerBelow(publicUrl, id, issuerType(given)),
      createdAt: now,
      modifiedAt: now,
    };
    const keys = (['id', 'access'] as const).map(
      (use): Change => ({
        op: 'create',
        kind: 'signingKey',
        value: newSigningKey(call, pairs[use], { poolId: id, use }),
      }),
    );
    const lost = await deps.records.commit([
      { op: 'create', kind: 'pool', value: pool },
      ...keys,
      ...decoyChanges(call, id),
    ]);
    if (lost) return AGAIN;
    call.audit.poolId = id;
    return pool;
  });
}

/**
 * Returns the beginning of an ARN, which has the partition of the region.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
function arnPrefix(region: string): string {
  if (region.startsWith('cn-')) return 'arn:aws-cn';
  return region.startsWith('us-gov-') ? 'arn:aws-us-gov' : 'arn:aws';
}

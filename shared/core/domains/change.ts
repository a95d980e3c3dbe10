import type { Call } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Change, Unversioned } from '#ports/records.ts';
import { CLASSIC, checkName, checkRequest, refOfDomain } from './check.ts';
import { type Domain, type DomainRequest, memberOf } from './domain.ts';

/** What names a domain in a request. */
type DomainIds = { readonly poolId: string; readonly domain: string };

/** Reads a pool and a domain from the table. */
async function readBoth({ deps, audit }: Call, { poolId, domain }: DomainIds) {
  const read = await deps.records.read({
    pool: { kind: 'pool', id: { id: poolId } },
    domain: refOfDomain(domain),
  });
  if (read.pool) audit.poolId = read.pool.id;
  return read;
}

/** Commits the steps of one change, unless another change of the pool or the domain came first. */
function committed(
  call: Call,
  { poolId, domain }: DomainIds,
  round: () => Promise<readonly Change[]>,
): Promise<undefined> {
  const { deps } = call;
  return untilCommitted(async () => {
    const lost = await deps.records.commit(await round());
    deps.configuration.forget(poolId, domain);
    return lost ? AGAIN : undefined;
  }, 'ConcurrentModificationException');
}

/** The step that has a pool name a domain, or none where `domain` is undefined. The settings of the pool are as before. */
function naming(pool: Pool, domain: Unversioned<'domain'>, named: string | undefined): Change {
  return { op: 'update', kind: 'pool', before: pool, after: { ...pool, [memberOf(domain)]: named } };
}

/**
 * Gives a pool a domain. The record of the domain makes its name unique in the deployment, and the pool names its
 * domains, so that a pool can be deleted only when it has none. Returns the domain. Throws ResourceNotFoundException for
 * an unknown pool, InvalidParameterException for a name that is taken or not possible, and what checkRequest throws.
 */
export async function createDomain(call: Call, ids: DomainIds, request: DomainRequest): Promise<Unversioned<'domain'>> {
  const { managedLoginVersion = CLASSIC, customDomainConfig } = request;
  const now = call.deps.clock.now();
  const domain: Domain = {
    ...ids,
    managedLoginVersion,
    ...(customDomainConfig && { customDomainConfig }),
    createdAt: now,
    modifiedAt: now,
    version: 1,
  };
  await committed(call, ids, async () => {
    const { pool, domain: taken } = await readBoth(call, ids);
    if (!pool) return fail('ResourceNotFoundException', TEXT.poolNotFound(ids.poolId));
    checkName(call, domain);
    checkRequest(call, request, pool);
    if (pool[memberOf(domain)] !== undefined) {
      fail('InvalidParameterException', 'User pool already has a domain configured.');
    }
    if (taken) fail('InvalidParameterException', 'Domain already associated with another user pool.');
    return [naming(pool, domain, domain.domain), { op: 'create', kind: 'domain', value: domain }];
  });
  return domain;
}

/**
 * Changes a domain. What the request omits stays as it is. Returns the domain. Throws InvalidParameterException for a
 * domain that the pool does not have, and what checkRequest throws.
 */
export async function updateDomain(call: Call, ids: DomainIds, request: DomainRequest): Promise<Unversioned<'domain'>> {
  const { managedLoginVersion, customDomainConfig } = request;
  return untilCommitted(async () => {
    const { pool, before } = await readOwned(call, ids);
    checkRequest(call, request, pool);
    if (customDomainConfig && !before.customDomainConfig) {
      fail('InvalidParameterException', 'Custom domain is not a valid subdomain');
    }
    const after: Domain = {
      ...before,
      ...(managedLoginVersion !== undefined && { managedLoginVersion }),
      ...(customDomainConfig && { customDomainConfig }),
      modifiedAt: call.deps.clock.now(),
    };
    const lost = await call.deps.records.commit([{ op: 'update', kind: 'domain', before, after }]);
    call.deps.configuration.forget(ids.domain);
    return lost ? AGAIN : after;
  }, 'ConcurrentModificationException');
}

/** Takes a domain from its pool. Throws InvalidParameterException for a domain that the pool does not have. */
export async function deleteDomain(call: Call, ids: DomainIds): Promise<void> {
  await committed(call, ids, async () => {
    const { pool, before } = await readOwned(call, ids);
    return [naming(pool, before, undefined), { op: 'remove', kind: 'domain', before }];
  });
}

async function readOwned(call: Call, ids: DomainIds): Promise<{ readonly pool: Pool; readonly before: Domain }> {
  const { pool, domain: before } = await readBoth(call, ids);
  if (before && pool && before.poolId === pool.id) return { pool, before };
  return fail('InvalidParameterException', 'No such domain or user pool exists.');
}

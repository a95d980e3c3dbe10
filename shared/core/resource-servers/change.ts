import type { Call } from '#core/call.ts';
import { scopesId } from '#core/configuration.ts';
import { fail } from '#core/errors.ts';
import { readPool } from '#core/pools/change.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Unversioned } from '#ports/records.ts';
import type { ResourceServer } from './resource-server.ts';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html */
const MOST_SERVERS = 25;
/** Scopes that begin with this identifier belong to the service. */
const OWN_IDENTIFIER = /^aws\.cognito(\/|$)/;

/** What names a resource server in a request. */
type ServerIds = Pick<ResourceServer, 'poolId' | 'identifier'>;

/** Reads a resource server of a pool that exists. Throws ResourceNotFoundException. */
export async function readResourceServer(call: Call, { poolId, identifier }: ServerIds): Promise<ResourceServer> {
  await readPool(call, poolId);
  const { server } = await call.deps.records.read({
    server: { kind: 'resourceServer', id: { poolId, identifier } },
  });
  return server ?? fail('ResourceNotFoundException', `Resource server ${identifier} does not exist.`);
}

/**
 * Stores a new resource server. The pool is written too, unchanged, so that of several at once each counts those before
 * it, and none is left behind by a deletion of the pool. Throws ResourceNotFoundException for an unknown pool,
 * InvalidParameterException for an identifier or scope that exists, and LimitExceededException.
 */
export async function createResourceServer(call: Call, server: Unversioned<'resourceServer'>): Promise<void> {
  checkScopes(server);
  const { records, configuration } = call.deps;
  const { poolId, identifier } = server;
  if (OWN_IDENTIFIER.test(identifier)) fail('InvalidParameterException', `${identifier} is a reserved identifier.`);
  await untilCommitted(async () => {
    const pool = await readPool(call, poolId);
    const { values } = await records.within('resourceServer', { poolId });
    if (values.some((other) => other.identifier === identifier)) {
      fail('InvalidParameterException', `${identifier} already exists in user pool ${poolId}.`);
    }
    if (values.length >= MOST_SERVERS) {
      fail('LimitExceededException', `User pool ${poolId} already has ${MOST_SERVERS} resource servers.`);
    }
    const lost = await records.commit([
      { op: 'update', kind: 'pool', before: pool, after: pool },
      { op: 'create', kind: 'resourceServer', value: server },
    ]);
    configuration.forget(poolId, scopesId(server));
    return lost && AGAIN;
  }, 'TooManyRequestsException');
}

/** Replaces name and scopes. Throws ResourceNotFoundException, and InvalidParameterException for a repeated scope. */
export async function updateResourceServer(call: Call, after: Unversioned<'resourceServer'>): Promise<void> {
  checkScopes(after);
  await untilCommitted(async () => {
    const before = await readResourceServer(call, after);
    const lost = await call.deps.records.commit([{ op: 'update', kind: 'resourceServer', before, after }]);
    call.deps.configuration.forget(scopesId(after));
    return lost && AGAIN;
  }, 'TooManyRequestsException');
}

/**
 * Removes a resource server. Clients keep its scopes, which nobody gets any more until a resource server has them again.
 * Throws ResourceNotFoundException.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
 */
export async function deleteResourceServer(call: Call, ids: ServerIds): Promise<void> {
  await untilCommitted(async () => {
    const before = await readResourceServer(call, ids);
    const lost = await call.deps.records.commit([{ op: 'remove', kind: 'resourceServer', before }]);
    call.deps.configuration.forget(scopesId(ids));
    return lost && AGAIN;
  }, 'TooManyRequestsException');
}

function checkScopes({ scopes }: Pick<ResourceServer, 'scopes'>): void {
  const names = scopes.map(({ scopeName }) => scopeName);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) fail('InvalidParameterException', `Scope ${repeated} is given more than once.`);
}

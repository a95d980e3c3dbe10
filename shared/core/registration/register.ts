import type { PoolCall } from '#core/call.ts';
import type { ClientSettings } from '#core/clients/client.ts';
import { sealClientSecret } from '#core/clients/client-secret.ts';
import { clientSettings } from '#core/clients/settings.ts';
import { newClientId, newClientSecret } from '#core/ids.ts';
import { failOAuth } from '#core/oauth/errors.ts';
import { readPool } from '#core/pools/change.ts';
import { type Registering, registeredFlows, registersClients, registersOpenly } from '#core/pools/dcr.ts';
import type { Pool } from '#core/pools/pool.ts';
import { isStandardAttribute, NEVER_WRITABLE } from '#core/pools/schema.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import type { Unversioned } from '#ports/records.ts';
import { refuseWithoutToken, verifyInitialToken } from './initial-token.ts';
import { checkRoom, registrationChanges } from './limits.ts';
import { type AskedClient, askedClient } from './metadata.ts';
import { registeredScopes } from './scopes.ts';

/** A client that was registered, and its secret in plain text if it has one. */
export type Registration = {
  readonly client: Unversioned<'client'>;
  readonly secret?: string;
  readonly asked: AskedClient;
};

/**
 * Registers an app client (RFC 7591, section 3.1). `metadata` is the body of the request as it was sent, and `token` the
 * initial access token. The pool is read from the table and checked in the commit, so that nothing is registered after
 * an administrator has turned registration off. Throws OAuthError, and ResourceNotFoundException for a pool that
 * is gone.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-dynamic-client-registration.html
 */
export async function registerClient(
  context: PoolCall,
  metadata: unknown,
  token: string | undefined,
): Promise<Registration> {
  const { deps } = context;
  const registering: Registering = token === undefined ? 'open' : 'authenticated';
  return untilCommitted(async () => {
    const pool = await readPool(context, context.pool.id);
    const call = { ...context, pool };
    await checkPermitted(call, token);
    const asked = askedClient(metadata, registeredFlows(pool, registering));
    const [scopes] = await Promise.all([registeredScopes(call, asked), checkRoom(call, registering)]);
    const registration = newRegistration(call, asked, scopes);
    const lost = await deps.records.commit([
      { op: 'check', kind: 'pool', id: pool, seen: pool },
      { op: 'create', kind: 'client', value: registration.client },
      ...(await registrationChanges(call, registering)),
    ]);
    if (lost) return AGAIN;
    call.audit.clientId = registration.client.id;
    return registration;
  });
}

/** Throws OAuthError unless the pool registers clients for whoever sends this initial access token, or none. */
async function checkPermitted(call: PoolCall, token: string | undefined): Promise<void> {
  const { pool } = call;
  if (!registersClients(pool)) {
    failOAuth('access_denied', 'The user pool does not register clients.', { status: 403 });
  }
  if (token !== undefined) await verifyInitialToken(call, token);
  else if (!registersOpenly(pool)) refuseWithoutToken();
  if (registeredFlows(pool, token === undefined ? 'open' : 'authenticated').length === 0) {
    failOAuth('access_denied', 'The user pool does not register clients in this way.', { status: 403 });
  }
}

function newRegistration(call: PoolCall, asked: AskedClient, scopes: readonly string[]): Registration {
  const { deps, pool } = call;
  const { random, clock, keys } = deps;
  const id = newClientId(random.bytes);
  const now = clock.now();
  const secret = asked.authMethod === 'none' ? undefined : newClientSecret(random.bytes);
  const client: Unversioned<'client'> = {
    ...settingsOf(pool, asked, { name: asked.name ?? id, scopes }),
    id,
    poolId: pool.id,
    createdAt: now,
    modifiedAt: now,
    secrets: secret === undefined ? [] : [sealClientSecret(keys, id, secret, now)],
    clientType: 'DCR',
  };
  return { client, ...(secret !== undefined && { secret }), asked };
}

/** An app that has not got the answer to a rotation may ask again within this time. */
const GRACE_SECONDS = 30;

/**
 * Returns the settings of a registered client. Nobody has approved of the app, so it reads and writes standard attributes
 * only: custom ones may stand for rights. Without a secret its refresh tokens rotate (RFC 9700, section 2.2.2).
 */
function settingsOf(
  { schema }: Pool,
  { flow, authMethod, redirectUris }: AskedClient,
  { name, scopes }: { readonly name: string; readonly scopes: readonly string[] },
): ClientSettings {
  const standard = schema.map((attribute) => attribute.name).filter(isStandardAttribute);
  return clientSettings({
    clientName: name,
    allowedOAuthFlowsUserPoolClient: true,
    allowedOAuthFlows: [flow],
    allowedOAuthScopes: scopes,
    callbackURLs: redirectUris,
    supportedIdentityProviders: flow === 'code' ? ['COGNITO'] : [],
    readAttributes: standard,
    writeAttributes: standard.filter((attribute) => !NEVER_WRITABLE.has(attribute)),
    preventUserExistenceErrors: 'ENABLED',
    ...(authMethod === 'none' && {
      refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds: GRACE_SECONDS },
    }),
  });
}

import type { Pool, PoolSettings } from './pool.ts';

/**
 * Dynamic client registration: whether apps may register app clients themselves, and what those may ask for.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DcrConfigurationType.html
 */
export type DcrConfiguration = {
  readonly enableStatus: 'Enabled' | 'Disabled';
  /** Apps may register without an initial access token. */
  readonly openDcrEnabled: boolean;
  /** The OAuth flows of clients that are registered with a token. An empty list refuses all of them. */
  readonly authenticatedGrantTypes?: readonly string[];
  /** The OAuth flows of clients that are registered without a token. An empty list refuses all of them. */
  readonly openDcrGrantTypes?: readonly string[];
  /** The scopes that registered clients may have beside those of OpenID Connect. */
  readonly allowedScopes?: readonly string[];
};

/** Returns the configuration that a request gives. Given without EnableStatus, it turns registration on. */
export function dcrConfiguration(given: Partial<DcrConfiguration>): DcrConfiguration {
  const { enableStatus = 'Enabled', openDcrEnabled = false, ...lists } = given;
  const once = Object.entries(lists).map(([name, list]) => [name, list && [...new Set(list)]]);
  return { enableStatus, openDcrEnabled, ...Object.fromEntries(once) };
}

/** The way in which a client is registered: without a token, or with an initial access token. */
export type Registering = 'open' | 'authenticated';

/** The OAuth flows that registered clients can have, in the spelling of app clients. */
export type RegisteredFlow = 'code' | 'client_credentials';

const FLOWS: readonly RegisteredFlow[] = ['code', 'client_credentials'];
const DEFAULT_FLOWS: Readonly<Record<Registering, readonly string[]>> = {
  open: ['code'],
  authenticated: ['code', 'client_credentials'],
};

/** Tells whether apps may register clients in a pool with these settings. */
export function registersClients({ dcrConfiguration }: Pick<PoolSettings, 'dcrConfiguration'>): boolean {
  return dcrConfiguration?.enableStatus === 'Enabled';
}

/** Tells whether apps may do so without an initial access token. */
export function registersOpenly(pool: Pick<Pool, 'dcrConfiguration'>): boolean {
  return registersClients(pool) && pool.dcrConfiguration?.openDcrEnabled === true;
}

/**
 * Returns the flows of clients that are registered in this way; without any, nobody registers in it. `implicit` may be in
 * the lists and counts for nothing.
 */
export function registeredFlows(
  pool: Pick<Pool, 'dcrConfiguration'>,
  registering: Registering,
): readonly RegisteredFlow[] {
  if (!(registering === 'open' ? registersOpenly(pool) : registersClients(pool))) return [];
  const { authenticatedGrantTypes, openDcrGrantTypes } = pool.dcrConfiguration ?? {};
  const given = registering === 'open' ? openDcrGrantTypes : authenticatedGrantTypes;
  return FLOWS.filter((flow) => (given ?? DEFAULT_FLOWS[registering]).includes(flow));
}

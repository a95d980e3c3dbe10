import { type Client, isRegistered } from './client.ts';

/** The values of AuthFlow in InitiateAuth and AdminInitiateAuth, under their current names. */
export type AuthFlow =
  | 'USER_SRP_AUTH'
  | 'USER_PASSWORD_AUTH'
  | 'ADMIN_USER_PASSWORD_AUTH'
  | 'CUSTOM_AUTH'
  | 'USER_AUTH'
  | 'REFRESH_TOKEN_AUTH';

const DEFAULT: readonly AuthFlow[] = ['REFRESH_TOKEN_AUTH', 'USER_SRP_AUTH', 'CUSTOM_AUTH'];
/** Strangers register clients for the hosted pages. They should not get to see the passwords of users. */
const DEFAULT_OF_REGISTERED: readonly AuthFlow[] = ['REFRESH_TOKEN_AUTH'];

/**
 * The names from before ALLOW_*. Each adds a flow to SRP and refresh, except that CUSTOM_AUTH_FLOW_ONLY removes those
 * two.
 */
const LEGACY: Readonly<Record<string, AuthFlow>> = {
  ADMIN_NO_SRP_AUTH: 'ADMIN_USER_PASSWORD_AUTH',
  USER_PASSWORD_AUTH: 'USER_PASSWORD_AUTH',
  CUSTOM_AUTH_FLOW_ONLY: 'CUSTOM_AUTH',
};

/** Tells whether a name in ExplicitAuthFlows is one from before ALLOW_*. */
export function isLegacyFlowName(name: string): boolean {
  return Object.hasOwn(LEGACY, name);
}

/**
 * Tells whether the client's ExplicitAuthFlows enable `flow`. If the list is empty, refresh, SRP and custom
 * authentication are enabled; for a client that an app has registered, refresh alone. ALLOW_USER_AUTH enables USER_AUTH alone: a password or SRP proof that is one of its
 * challenges needs no further entry. A client whose refresh tokens rotate can't use REFRESH_TOKEN_AUTH; it uses
 * GetTokensFromRefreshToken.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */
export function allowsFlow(
  client: Pick<Client, 'explicitAuthFlows' | 'refreshTokenRotation' | 'clientType'>,
  flow: AuthFlow,
): boolean {
  if (flow === 'REFRESH_TOKEN_AUTH' && client.refreshTokenRotation?.feature === 'ENABLED') return false;
  const names = client.explicitAuthFlows ?? [];
  if (names.length === 0) return (isRegistered(client) ? DEFAULT_OF_REGISTERED : DEFAULT).includes(flow);
  if (!names.some(isLegacyFlowName)) return names.includes(`ALLOW_${flow}`);
  if (flow === 'USER_SRP_AUTH' || flow === 'REFRESH_TOKEN_AUTH') return !names.includes('CUSTOM_AUTH_FLOW_ONLY');
  return names.some((name) => LEGACY[name] === flow);
}

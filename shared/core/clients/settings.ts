import type { Client, ClientSettings } from './client.ts';

/** The settings of a client in a request. Settings that the request omits take their defaults. */
type RequestedSettings = Partial<Omit<ClientSettings, 'refreshTokenRotation'>> & {
  readonly refreshTokenRotation?: Partial<Rotation>;
};

type Rotation = NonNullable<ClientSettings['refreshTokenRotation']>;

const DEFAULT_REFRESH_VALIDITY = 30;
const DEFAULT_AUTH_SESSION_MINUTES = 3;

/**
 * Returns the settings that a request gives a client, with defaults filled in. A request that creates a client must
 * name it. Settings that Cognito shows only when they were set are left out. An empty list counts as omitted, and a
 * list keeps each entry once. `previous` is the client that the request replaces: its name stays unless the request
 * gives another, and a rotation that was ever configured stays visible as disabled.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html
 */
export function clientSettings(requested: RequestedSettings, previous?: Client): ClientSettings {
  const { refreshTokenRotation, ...given } = Object.fromEntries(
    Object.entries(requested)
      .map(([name, value]) => [name, Array.isArray(value) ? [...new Set(value)] : value] as const)
      .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  ) as RequestedSettings;
  const rotation = refreshTokenRotation ?? (previous?.refreshTokenRotation && { feature: 'DISABLED' as const });
  return {
    tokenValidityUnits: {},
    allowedOAuthFlowsUserPoolClient: false,
    enableTokenRevocation: true,
    enablePropagateAdditionalUserContextData: false,
    authSessionValidity: DEFAULT_AUTH_SESSION_MINUTES,
    ...given,
    clientName: given.clientName ?? previous?.clientName ?? '',
    refreshTokenValidity: given.refreshTokenValidity || DEFAULT_REFRESH_VALIDITY,
    ...(rotation && { refreshTokenRotation: rotationOf(rotation) }),
  };
}

/** A disabled rotation has no grace period, whatever the request asks for. */
function rotationOf({ feature, retryGracePeriodSeconds = 0 }: Partial<Rotation>): Rotation {
  return feature === 'ENABLED'
    ? { feature, retryGracePeriodSeconds }
    : { feature: 'DISABLED', retryGracePeriodSeconds: 0 };
}

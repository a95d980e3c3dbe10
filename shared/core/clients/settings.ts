import type { Client, ClientSettings } from './client.ts';

/** What a request says of a client's settings; whatever it leaves out becomes the default. */
type RequestedSettings = Partial<Omit<ClientSettings, 'refreshTokenRotation'>> & {
  readonly refreshTokenRotation?: Partial<Rotation>;
};

type Rotation = NonNullable<ClientSettings['refreshTokenRotation']>;

const DEFAULT_REFRESH_VALIDITY = 30;
const DEFAULT_AUTH_SESSION_MINUTES = 3;

/**
 * The settings a client gets from a request (one that creates a client must name it): defaults filled in, and what
 * Cognito shows only when it was set left out. An empty list is the same as none, and a list holds each entry once.
 * With `previous`, the client that the request replaces: it keeps its name, and a rotation that was ever configured
 * stays visible as disabled.
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

/** A disabled rotation has no grace period, whatever was asked for. */
function rotationOf({ feature, retryGracePeriodSeconds = 0 }: Partial<Rotation>): Rotation {
  return feature === 'ENABLED'
    ? { feature, retryGracePeriodSeconds }
    : { feature: 'DISABLED', retryGracePeriodSeconds: 0 };
}

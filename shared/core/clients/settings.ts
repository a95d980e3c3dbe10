import type { Client, ClientSettings } from './client.ts';
import { OMITTED } from './omitted.ts';

/** The members of a type that are never absent. */
type Needed<T> = {
  readonly [Name in keyof T as Pick<T, Name> extends Required<Pick<T, Name>> ? Name : never]: T[Name];
};

/** The values of settings that were never set. Settings without a default are then absent. */
const DEFAULTS: Needed<ClientSettings> = {
  clientName: '',
  refreshTokenValidity: 30,
  tokenValidityUnits: {},
  allowedOAuthFlowsUserPoolClient: false,
  enableTokenRevocation: true,
  enablePropagateAdditionalUserContextData: false,
  authSessionValidity: 3,
};

/** The settings of a client in a request. */
type RequestedSettings = Partial<Omit<ClientSettings, 'refreshTokenRotation'>> & {
  readonly refreshTokenRotation?: Partial<Rotation>;
};

type Rotation = NonNullable<ClientSettings['refreshTokenRotation']>;

/**
 * Returns the settings that a request gives a client. A setting that it omits takes its default; if it replaces
 * `previous`, the table OMITTED says whether it is kept instead. A request that creates a client must name it. Settings
 * that Cognito shows only when they were set are left out. An empty list and a refresh token validity of 0 count as
 * omitted, and a list keeps each entry once. A rotation that was ever configured stays visible as disabled.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html
 */
export function clientSettings(requested: RequestedSettings, previous?: Client): ClientSettings {
  const names = Object.keys(OMITTED) as readonly (keyof ClientSettings)[];
  const kept = names.filter((name) => previous && OMITTED[name].omitted === 'kept');
  const { refreshTokenRotation: rotation, ...settings }: RequestedSettings & typeof DEFAULTS = {
    ...DEFAULTS,
    ...Object.fromEntries(kept.map((name) => [name, previous?.[name]])),
    ...given(requested),
  };
  const rotated = rotation ?? (previous?.refreshTokenRotation && { feature: 'DISABLED' as const });
  return { ...settings, ...(rotated && { refreshTokenRotation: rotationOf(rotated) }) };
}

/** Returns the members of a request that count as given, with each entry of a list once. */
function given({ refreshTokenValidity, ...others }: RequestedSettings): RequestedSettings {
  const members = Object.entries({ refreshTokenValidity: refreshTokenValidity || undefined, ...others })
    .map(([name, value]) => [name, Array.isArray(value) ? [...new Set(value)] : value] as const)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0));
  return Object.fromEntries(members);
}

/** A disabled rotation has no grace period, whatever the request asks for. */
function rotationOf({ feature, retryGracePeriodSeconds = 0 }: Partial<Rotation>): Rotation {
  return feature === 'ENABLED'
    ? { feature, retryGracePeriodSeconds }
    : { feature: 'DISABLED', retryGracePeriodSeconds: 0 };
}

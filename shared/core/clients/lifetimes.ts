import type { Client, TimeUnit } from './client.ts';

const SECONDS: Readonly<Record<TimeUnit, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const DEFAULT_ACCESS_SECONDS = 3600;
const DEFAULT_REFRESH_DAYS = 30;

type Validities = Pick<
  Client,
  'accessTokenValidity' | 'idTokenValidity' | 'refreshTokenValidity' | 'tokenValidityUnits'
>;

/** How long the client's tokens live, in seconds: access and ID by default an hour, refresh 30 days (0 means that too). */
export function tokenLifetimes(client: Validities): {
  readonly access: number;
  readonly id: number;
  readonly refresh: number;
} {
  const { accessToken = 'hours', idToken = 'hours', refreshToken = 'days' } = client.tokenValidityUnits;
  return {
    access: client.accessTokenValidity ? client.accessTokenValidity * SECONDS[accessToken] : DEFAULT_ACCESS_SECONDS,
    id: client.idTokenValidity ? client.idTokenValidity * SECONDS[idToken] : DEFAULT_ACCESS_SECONDS,
    refresh: client.refreshTokenValidity
      ? client.refreshTokenValidity * SECONDS[refreshToken]
      : DEFAULT_REFRESH_DAYS * SECONDS.days,
  };
}

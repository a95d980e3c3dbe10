import { fail } from '#core/errors.ts';
import type { Client, TimeUnit } from './client.ts';

const SECONDS: Readonly<Record<TimeUnit, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const DEFAULT_ACCESS_SECONDS = 3600;
const DEFAULT_REFRESH_DAYS = 30;

type Validities = Pick<
  Client,
  'accessTokenValidity' | 'idTokenValidity' | 'refreshTokenValidity' | 'tokenValidityUnits'
>;

/**
 * Returns the lifetimes of the client's tokens in seconds. By default, access and ID tokens live for an hour and
 * refresh tokens for 30 days; a validity of 0 means the default too.
 */
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

/**
 * These bounds are in seconds. Access and ID tokens live from five minutes to a day, and refresh tokens from an hour to
 * ten years of 365 days.
 */
const SHORT_LIVED = { min: 300, max: SECONDS.days };
/** No access token lives longer. */
export const LONGEST_ACCESS_SECONDS = SHORT_LIVED.max;
const LONG_LIVED = { min: SECONDS.hours, max: 3650 * SECONDS.days };

/**
 * Throws InvalidParameterException for validities that are out of range, and for an access or ID token that lives
 * longer than the refresh token. A unit without its validity counts as one of that unit, so `minutes` alone is refused.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TokenValidityUnitsType.html
 */
export function checkTokenValidity(client: Validities): void {
  const { accessToken = 'hours', idToken = 'hours' } = client.tokenValidityUnits;
  const { access, id, refresh } = tokenLifetimes(client);
  const inRange =
    isWithin((client.accessTokenValidity ?? 1) * SECONDS[accessToken], SHORT_LIVED) &&
    isWithin((client.idTokenValidity ?? 1) * SECONDS[idToken], SHORT_LIVED) &&
    isWithin(refresh, LONG_LIVED);
  if (!inRange) fail('InvalidParameterException', 'Invalid range for token validity.');
  if (access > refresh || id > refresh) {
    fail(
      'InvalidParameterException',
      'Access and Id Token expiration times must be less than or equal to refresh token expiration times.',
    );
  }
}

function isWithin(seconds: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return seconds >= min && seconds <= max;
}

import type { Unversioned } from '#ports/records.ts';
import type { ResponseOf } from '#protocol/api.ts';

/** The time in minutes for which a client reuses a session of the hosted pages, if it was never set. */
const DEFAULT_MINUTES = 60;

/** Returns the session configuration of a client as the API shows it. */
export function sessionOutput({
  poolId,
  id,
  sessionConfiguration,
}: Unversioned<'client'>): ResponseOf<'GetUserPoolClientSessionConfiguration'> {
  const { maxValidityMinutes = DEFAULT_MINUTES } = sessionConfiguration?.ssoSession ?? {};
  return { UserPoolId: poolId, ClientId: id, SSOSession: { MaxValidityMinutes: maxValidityMinutes } };
}

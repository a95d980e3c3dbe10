import type * as api from '@aws-sdk/client-cognito-identity-provider';
import type { Unversioned } from '#ports/records.ts';
import type { OnWire } from '#protocol/api.ts';

/** Returns a resource server as its operations show it. */
export function resourceServerOutput({
  poolId,
  identifier,
  name,
  scopes,
}: Unversioned<'resourceServer'>): OnWire<api.ResourceServerType> {
  return {
    UserPoolId: poolId,
    Identifier: identifier,
    Name: name,
    Scopes: scopes.map(({ scopeName, scopeDescription }) => ({
      ScopeName: scopeName,
      ScopeDescription: scopeDescription,
    })),
  };
}

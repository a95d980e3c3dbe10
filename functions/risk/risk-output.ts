import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { EVERY_CLIENT } from '#core/risk/risk-configuration.ts';
import type { Unversioned } from '#ports/records.ts';
import type { OnWire } from '#protocol/api.ts';
import { toWire } from '#protocol/case.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';
import { riskRequests } from '#protocol/schema/risk.ts';

/** Returns a risk configuration as both operations show it. That of the pool has no ClientId. */
export function riskOutput(
  configuration: Unversioned<'riskConfiguration'> & { readonly version?: number },
): OnWire<api.RiskConfigurationType> {
  const { poolId, clientId, modifiedAt, version: _, ...settings } = configuration;
  return {
    UserPoolId: poolId,
    ...(clientId !== EVERY_CLIENT && { ClientId: clientId }),
    ...(toWire(riskRequests.SetRiskConfiguration, settings) as OnWire<api.RiskConfigurationType>),
    LastModifiedDate: epochSeconds(modifiedAt),
  };
}

import { logConfigurationsOf } from '#core/pools/log-delivery.ts';
import type { Unversioned } from '#ports/records.ts';
import type { ResponseOf } from '#protocol/api.ts';
import { toWire } from '#protocol/case.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';

/** Returns the log configurations of a pool as the API shows them. */
export function logDeliveryOutput(pool: Unversioned<'pool'>): ResponseOf<'GetLogDeliveryConfiguration'> {
  const { members } = poolsRequests.SetLogDeliveryConfiguration.LogConfigurations.of;
  const LogConfigurations = logConfigurationsOf(pool).map((configuration) => toWire(members, configuration));
  return { LogDeliveryConfiguration: { UserPoolId: pool.id, LogConfigurations } };
}

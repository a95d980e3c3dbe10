import { sendsSms } from '#core/pools/sms.ts';
import type { Unversioned } from '#ports/records.ts';
import type { ResponseOf } from '#protocol/api.ts';
import { toWire } from '#protocol/case.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';

/**
 * Returns the MFA and passkey settings of a pool as GetUserPoolMfaConfig shows them. Factors are shown while MFA is on,
 * and SMS is one of them as soon as the pool can send SMS.
 */
export function mfaOutput(pool: Unversioned<'pool'>): ResponseOf<'GetUserPoolMfaConfig'> {
  const { mfaConfiguration, webAuthnConfiguration, smsAuthenticationMessage, smsConfiguration } = pool;
  const { softwareTokenMfaConfiguration, emailMfaConfiguration } = pool;
  const factors = {
    smsMfaConfiguration: sendsSms(pool) ? { smsAuthenticationMessage, smsConfiguration } : undefined,
    softwareTokenMfaConfiguration,
    emailMfaConfiguration,
  };
  return toWire(poolsRequests.SetUserPoolMfaConfig, {
    ...(mfaConfiguration !== 'OFF' && factors),
    mfaConfiguration,
    webAuthnConfiguration,
  }) as ResponseOf<'GetUserPoolMfaConfig'>;
}

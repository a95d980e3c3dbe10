import { changePool } from '#core/pools/change.ts';
import { withMfa } from '#core/pools/mfa.ts';
import { toDomain } from '#protocol/case.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';
import { defineOperation } from '../operations.ts';
import { mfaOutput } from './mfa-output.ts';

/**
 * Replaces all MFA and passkey settings. A setting that the request omits is turned off.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html
 */
export const setUserPoolMfaConfig = defineOperation('SetUserPoolMfaConfig', {
  async handle(call, input) {
    const { userPoolId, ...request } = toDomain(poolsRequests.SetUserPoolMfaConfig, input);
    const change = (pool: Parameters<typeof withMfa>[0]) => ({ after: withMfa(pool, request) });
    const { after } = await changePool(call, userPoolId, change, 'ConcurrentModificationException');
    return mfaOutput(after);
  },
});

import { fail } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { requireMoreThanLite } from '#core/pools/tier.ts';
import type { ClientSettings } from './client.ts';
import { isLegacyFlowName } from './flows.ts';

/**
 * Throws InvalidParameterException for ExplicitAuthFlows that can't be combined, and FeatureUnavailableInTierException
 * for features that the pool's tier does not have. A client with rotation and no ExplicitAuthFlows is accepted,
 * although the default includes REFRESH_TOKEN_AUTH, because CDK creates such clients. allowsFlow then leaves that flow
 * out.
 */
export function checkFlows(settings: ClientSettings, pool: Pool): void {
  const flows = settings.explicitAuthFlows ?? [];
  const rotates = settings.refreshTokenRotation?.feature === 'ENABLED';
  const legacy = flows.filter(isLegacyFlowName);
  if (legacy.length > 0 && legacy.length < flows.length) {
    fail('InvalidParameterException', "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.");
  }
  if (flows.includes('ALLOW_CLIENT_TOKEN_AUTH') && flows.length > 1) {
    fail('InvalidParameterException', 'ALLOW_CLIENT_TOKEN_AUTH cannot be used with other auth flow names.');
  }
  if (rotates && flows.includes('ALLOW_REFRESH_TOKEN_AUTH')) {
    fail(
      'InvalidParameterException',
      'ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow when refresh token rotation is enabled.',
    );
  }
  if (rotates) requireMoreThanLite(pool, 'Refresh Token Rotation');
  if (flows.some((flow) => flow.startsWith('ALLOW_TOKEN_EXCHANGE_'))) requireMoreThanLite(pool, 'Token Exchange');
}

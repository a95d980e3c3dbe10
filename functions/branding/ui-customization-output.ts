import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { cssVersionOf } from '#core/branding/classic.ts';
import { logoPath } from '#core/branding/logo-path.ts';
import type { Deployment } from '#ports/deps.ts';
import type { Unversioned } from '#ports/records.ts';
import type { OnWire } from '#protocol/api.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';

/** Returns the look of classic pages as both operations show it. functions/hosted serves the image at ImageUrl. */
export function uiCustomizationOutput(
  { publicUrl }: Deployment,
  customization: Unversioned<'uiCustomization'>,
): OnWire<api.UICustomizationType> {
  const { poolId, clientId, css, image, createdAt, modifiedAt } = customization;
  const cssVersion = cssVersionOf(customization);
  return {
    UserPoolId: poolId,
    ClientId: clientId,
    ...(image && { ImageUrl: `${publicUrl}${logoPath(poolId, clientId, cssVersion)}` }),
    ...(css !== undefined && { CSS: css }),
    CSSVersion: cssVersion,
    LastModifiedDate: epochSeconds(modifiedAt),
    CreationDate: epochSeconds(createdAt),
  };
}

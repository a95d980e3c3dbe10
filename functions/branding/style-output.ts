import type * as api from '@aws-sdk/client-cognito-identity-provider';
import type { WholeStyle } from '#core/branding/change.ts';
import { mergedSettings } from '#core/branding/settings.ts';
import type { OnWire } from '#protocol/api.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';

/**
 * Returns a branding style as all operations show it. Settings that were never given are left out; with `isMerged`, the
 * defaults of everything that was not given are added.
 */
export function styleOutput({ style, assets }: WholeStyle, isMerged = false): OnWire<api.ManagedLoginBrandingType> {
  const settings = isMerged ? mergedSettings(style.settings) : style.settings;
  return {
    ManagedLoginBrandingId: style.id,
    UserPoolId: style.poolId,
    UseCognitoProvidedValues: style.useCognitoProvidedValues,
    ...(settings && { Settings: settings as api.ManagedLoginBrandingType['Settings'] }),
    Assets: assets.map(({ category, colorMode, extension, bytes, resourceId }) => ({
      Category: category,
      ColorMode: colorMode,
      Extension: extension,
      Bytes: Buffer.from(bytes).toString('base64'),
      ...(resourceId !== undefined && { ResourceId: resourceId }),
    })),
    CreationDate: epochSeconds(style.createdAt),
    LastModifiedDate: epochSeconds(style.modifiedAt),
  };
}

import { checkedAssets } from '#core/branding/assets.ts';
import type { StyleRequest } from '#core/branding/change.ts';
import { checkedSettings } from '#core/branding/settings.ts';
import type { RequestOf } from '#protocol/api.ts';
import { toDomain } from '#protocol/case.ts';
import { brandingRequests } from '#protocol/schema/branding.ts';

/** Returns what a request says of a style. Throws InvalidParameterException for wrong settings and images. */
export function styleRequest({
  UseCognitoProvidedValues,
  Settings,
  Assets,
}: Pick<RequestOf<'CreateManagedLoginBranding'>, 'UseCognitoProvidedValues' | 'Settings' | 'Assets'>): StyleRequest {
  const { assets } = toDomain(brandingRequests.CreateManagedLoginBranding, { ...(Assets && { Assets }) });
  return {
    useCognitoProvidedValues: UseCognitoProvidedValues,
    settings: Settings === undefined ? undefined : checkedSettings(Settings),
    assets: assets && checkedAssets(assets),
  };
}

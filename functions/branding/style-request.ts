import { checkedAssets } from '#core/branding/assets.ts';
import type { StyleRequest } from '#core/branding/change.ts';
import { checkedSettings } from '#core/branding/settings.ts';
import type { RequestOf } from '#protocol/api.ts';
import { toDomain } from '#protocol/case.ts';
import { brandingRequests } from '#protocol/schema/branding.ts';

/**
 * Returns what a request says of a style. Throws InvalidParameterException for wrong images and settings, in this order, as
 * Cognito does for their bounds.
 */
export function styleRequest({
  UseCognitoProvidedValues,
  Settings,
  Assets,
}: Pick<RequestOf<'CreateManagedLoginBranding'>, 'UseCognitoProvidedValues' | 'Settings' | 'Assets'>): StyleRequest {
  const { assets: given } = toDomain(brandingRequests.CreateManagedLoginBranding, { ...(Assets && { Assets }) });
  const assets = given && checkedAssets(given);
  const settings = Settings === undefined ? undefined : checkedSettings(Settings);
  return { useCognitoProvidedValues: UseCognitoProvidedValues, settings, assets };
}

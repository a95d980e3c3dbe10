import type { MfaOption } from '#core/mfa/options.ts';
import type { RequestOf } from '#protocol/api.ts';

/** Returns the MFAOptions of a request. */
export function mfaOptions(options: RequestOf<'SetUserSettings'>['MFAOptions']): readonly MfaOption[] {
  return options.map(({ DeliveryMedium, AttributeName }) => ({
    deliveryMedium: DeliveryMedium,
    attributeName: AttributeName,
  }));
}

import { ENGLISH } from '#core/languages/texts.ts';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import type { PasswordPolicy } from '#core/pools/pool.ts';
import { NOWHERE } from './state.ts';

/** What states show of a pool and its client. */
export type Sample = {
  readonly policy: PasswordPolicy;
  readonly terms: { readonly termsOfUse: string; readonly privacyPolicy: string };
};

/** A pool that wants everything of a password. */
export const SAMPLE: Sample = {
  policy: {
    minimumLength: 8,
    requireLowercase: true,
    requireNumbers: true,
    requireSymbols: true,
    requireUppercase: true,
    temporaryPasswordValidityDays: 7,
  },
  terms: { termsOfUse: NOWHERE, privacyPolicy: NOWHERE },
};

/** The address of another page. */
export const LINK = NOWHERE;

export const NAME = 'ada';
export const MASKED_EMAIL = 'a***@e***';
export const MASKED_PHONE = '+*******1234';

/** A name as long as the API takes one, without a place at which a line could end. */
export const LONG_NAME = `ada.${'countess-of-lovelace.'.repeat(5)}@example.com`;

export const BY_EMAIL: DeliveryDetails = { destination: MASKED_EMAIL, deliveryMedium: 'EMAIL', attributeName: 'email' };
export const BY_SMS: DeliveryDetails = {
  destination: MASKED_PHONE,
  deliveryMedium: 'SMS',
  attributeName: 'phone_number',
};

/** What a password is refused with, in the words of the API. */
export const PASSWORD_REFUSED = ENGLISH['problem.passwordNeedsUppercase'].replace(
  '{doing}',
  'Password did not conform with policy',
);

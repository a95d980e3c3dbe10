import type { Pool } from '#core/pools/pool.ts';
import type { ClientSettings } from '#test/fixtures.ts';

/** Settings of a client that may use every flow, and USER_AUTH. */
export const CHOICE: ClientSettings = {
  explicitAuthFlows: [
    'ALLOW_USER_AUTH',
    'ALLOW_USER_PASSWORD_AUTH',
    'ALLOW_USER_SRP_AUTH',
    'ALLOW_ADMIN_USER_PASSWORD_AUTH',
    'ALLOW_REFRESH_TOKEN_AUTH',
  ],
};

/** Settings of a pool in which codes are first factors. */
export const CODES: Partial<Pool> = {
  signInPolicy: { allowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] },
  smsConfiguration: { snsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
};

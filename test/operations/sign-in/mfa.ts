import type { Pool } from '#core/pools/pool.ts';

/** Settings of a pool that can send SMS. */
export const SMS_MFA: Partial<Pool> = {
  smsConfiguration: { snsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
  smsAuthenticationMessage: 'Code {####} for you',
};

import { fail } from '#core/errors.ts';
import type { PoolSettings, SmsConfiguration } from './pool.ts';

/** Tells whether a pool can send SMS at all. */
export function sendsSms({ smsConfiguration }: Pick<PoolSettings, 'smsConfiguration'>): boolean {
  return Boolean(smsConfiguration?.snsCallerArn || smsConfiguration?.eumsSms);
}

/** Throws InvalidParameterException for a configuration that names two ways to send SMS. */
export function checkSmsConfiguration({ snsCallerArn, eumsSms }: SmsConfiguration = {}): void {
  if (snsCallerArn && eumsSms) {
    fail('InvalidParameterException', 'SnsCallerArn and EumsSms of SmsConfiguration cannot both be set.');
  }
}

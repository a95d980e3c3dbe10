import type { FactorRules } from '#ports/deps.ts';
import { integer, oneOf, type openSettings } from './settings.ts';

const DAYS = integer(1, 3650, 'a number of days');
const MINUTES = integer(1, 1440, 'minutes');

/** Reads the rules for factors from the environment. */
export function readFactorRules({ optional }: Pick<ReturnType<typeof openSettings>, 'optional'>): FactorRules {
  return {
    recoveryCodes: optional('OWNPOOL_RECOVERY_CODES', oneOf('on', 'off')) === 'on',
    removalMinutes: optional('OWNPOOL_FACTOR_REMOVAL_MINUTES', MINUTES),
    resendsCodes: optional('OWNPOOL_RESEND_CODES', oneOf('on', 'off')) === 'on',
    rememberedDeviceDays: optional('OWNPOOL_REMEMBERED_DEVICE_DAYS', DAYS),
  };
}

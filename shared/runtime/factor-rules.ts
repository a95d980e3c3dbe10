import type { FactorRules } from '#ports/deps.ts';
import { integer, oneOf, type openSettings } from './settings.ts';

const MINUTES = integer(1, 1440, 'minutes');

/** Reads the rules for factors from the environment. */
export function readFactorRules({ optional }: Pick<ReturnType<typeof openSettings>, 'optional'>): FactorRules {
  return {
    recoveryCodes: optional('OWNPOOL_RECOVERY_CODES', oneOf('on', 'off')) === 'on',
    removalMinutes: optional('OWNPOOL_FACTOR_REMOVAL_MINUTES', MINUTES),
  };
}

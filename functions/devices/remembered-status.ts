import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { fail } from '#core/errors.ts';

/**
 * Tells which of its two values DeviceRememberedStatus has. The model does not require the member, but without it there
 * is nothing to do: throws InvalidParameterException.
 */
export function isRemembering(status: api.DeviceRememberedStatusType | undefined): boolean {
  return status ? status === 'remembered' : fail('InvalidParameterException', 'DeviceRememberedStatus is required.');
}

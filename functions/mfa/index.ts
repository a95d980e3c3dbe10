import type { Operation } from '#protocol/operation.ts';
import { adminDeleteSoftwareToken } from './admin-delete-software-token.ts';
import { adminGetUserAuthFactors } from './admin-get-user-auth-factors.ts';
import { adminSetUserMFAPreference } from './admin-set-user-mfa-preference.ts';
import { adminSetUserSettings } from './admin-set-user-settings.ts';
import { associateSoftwareToken } from './associate-software-token.ts';
import { getUserAuthFactors } from './get-user-auth-factors.ts';
import { setUserMFAPreference } from './set-user-mfa-preference.ts';
import { setUserSettings } from './set-user-settings.ts';
import { verifySoftwareToken } from './verify-software-token.ts';

export const operations: readonly Operation[] = [
  adminDeleteSoftwareToken,
  adminGetUserAuthFactors,
  adminSetUserMFAPreference,
  adminSetUserSettings,
  associateSoftwareToken,
  getUserAuthFactors,
  setUserMFAPreference,
  setUserSettings,
  verifySoftwareToken,
];

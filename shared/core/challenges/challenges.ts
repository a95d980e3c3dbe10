import type { ChallengeName } from './auth-session.ts';
import type { Challenge } from './challenge.ts';
import { devicePasswordVerifier } from './device-password-verifier.ts';
import { deviceSrpAuth } from './device-srp-auth.ts';
import { newPasswordRequired } from './new-password-required.ts';
import { passwordVerifier } from './password-verifier.ts';
import { softwareTokenMfa } from './software-token-mfa.ts';

/** The challenges that this version can give. */
export const CHALLENGES: { readonly [N in ChallengeName]: Challenge<N> } = {
  PASSWORD_VERIFIER: passwordVerifier,
  NEW_PASSWORD_REQUIRED: newPasswordRequired,
  SOFTWARE_TOKEN_MFA: softwareTokenMfa,
  DEVICE_SRP_AUTH: deviceSrpAuth,
  DEVICE_PASSWORD_VERIFIER: devicePasswordVerifier,
};

import type { Operation } from '#protocol/operation.ts';
import { completeWebAuthnRegistration } from './complete-web-authn-registration.ts';
import { deleteWebAuthnCredential } from './delete-web-authn-credential.ts';
import { listWebAuthnCredentials } from './list-web-authn-credentials.ts';
import { startWebAuthnRegistration } from './start-web-authn-registration.ts';

export const operations: readonly Operation[] = [
  startWebAuthnRegistration,
  completeWebAuthnRegistration,
  listWebAuthnCredentials,
  deleteWebAuthnCredential,
];

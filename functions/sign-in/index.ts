import type { Operation } from '#protocol/operation.ts';
import { adminInitiateAuth } from './admin-initiate-auth.ts';
import { adminRespondToAuthChallenge } from './admin-respond-to-auth-challenge.ts';
import { getClientToken } from './get-client-token.ts';
import { getTokensFromRefreshToken } from './get-tokens-from-refresh-token.ts';
import { initiateAuth } from './initiate-auth.ts';
import { respondToAuthChallenge } from './respond-to-auth-challenge.ts';
import { revokeToken } from './revoke-token.ts';

export const operations: readonly Operation[] = [
  adminInitiateAuth,
  adminRespondToAuthChallenge,
  getClientToken,
  getTokensFromRefreshToken,
  initiateAuth,
  respondToAuthChallenge,
  revokeToken,
];

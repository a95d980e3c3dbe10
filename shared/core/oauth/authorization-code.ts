import { createHash } from 'node:crypto';
import type { Call } from '#core/call.ts';
import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import type { SsoSession } from '#core/sso/sso-session.ts';
import type { TokenFamily } from '#core/tokens/family.ts';
import type { Unversioned } from '#ports/records.ts';
import type { AuthorizationCall } from './authorization-request.ts';

/** How long an authorization code can be redeemed, in milliseconds. */
const LIFETIME_MS = 5 * 60_000;

/** What an authorization code says. Its times are in epoch milliseconds. */
export type AuthorizationCode = Pick<
  TokenFamily,
  'poolId' | 'clientId' | 'sub' | 'eventId' | 'signOutEpoch' | 'proofEpoch' | 'authTime' | 'acr' | 'amr'
> & {
  /** The SSO session from which it was given. */
  readonly ssoSessionId: string;
  readonly scopes: readonly string[];
  readonly resource?: string;
  readonly nonce?: string;
  readonly codeChallenge?: string;
  /** The hash of the redirect URI. */
  readonly redirect: string;
  readonly expiresAt: number;
};

const CONTEXT = 'authorization-code';
const FORMS: Forms<AuthorizationCode> = { form: 1 };

/**
 * Returns what an authorization code says that is given from an SSO session. Each code leads to a token family of its own,
 * which is created when the code is redeemed, so that it is redeemed once.
 */
export function newAuthorizationCode(
  { deps, client, request }: AuthorizationCall,
  session: Unversioned<'ssoSession'> | SsoSession,
): AuthorizationCode {
  const { poolId, sub, id: ssoSessionId, signOutEpoch, proofEpoch, authTime, acr, amr } = session;
  const { scopes, resource, nonce, codeChallenge, redirectUri } = request;
  return {
    poolId,
    clientId: client.id,
    sub,
    eventId: deps.random.uuid(),
    ssoSessionId,
    signOutEpoch,
    ...(proofEpoch !== undefined && { proofEpoch }),
    authTime,
    ...(acr !== undefined && { acr }),
    ...(amr && { amr }),
    scopes,
    ...(resource !== undefined && { resource }),
    ...(nonce !== undefined && { nonce }),
    ...(codeChallenge !== undefined && { codeChallenge }),
    redirect: redirectHash(redirectUri),
    expiresAt: deps.clock.now() + LIFETIME_MS,
  };
}

/** Seals a code as the text that the app gets, in base64url. */
export function sealAuthorizationCode({ deps }: Call, code: AuthorizationCode): string {
  return deps.keys.sealToken('session', CONTEXT, inForm(FORMS, JSON.stringify(code)));
}

/** Opens a code. Returns undefined for a text that is no code of this deployment. The caller must check the expiry. */
export function openAuthorizationCode({ deps }: Call, text: string): AuthorizationCode | undefined {
  const data = deps.keys.openToken('session', CONTEXT, text);
  return data && fromForm(FORMS, data);
}

/** Returns the hash of a redirect URI, in base64url. */
export function redirectHash(redirectUri: string): string {
  return createHash('sha256').update(redirectUri).digest('base64url');
}

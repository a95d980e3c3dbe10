import { createHash } from 'node:crypto';
import type { ClientCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import type { Pool } from '#core/pools/pool.ts';
import { normaliseName } from '#core/users/names.ts';
import type { Keyring } from '#ports/keys.ts';

/** Each challenge that this version can give, and what it has to remember until it is answered; the names are the API's. */
type ChallengeStates = {
  readonly PASSWORD_VERIFIER: {
    readonly challenge: 'PASSWORD_VERIFIER';
    /** The public values and the server's secret exponent, in hex. */
    readonly a: string;
    readonly b: string;
    readonly secret: string;
  };
  readonly NEW_PASSWORD_REQUIRED: { readonly challenge: 'NEW_PASSWORD_REQUIRED' };
};

export type ChallengeName = keyof ChallengeStates;
export type ChallengeState<N extends ChallengeName = ChallengeName> = ChallengeStates[N];

/** A proof of who somebody is; the names are those of the challenges that ask for it. */
export type Factor = 'PASSWORD';

/** Which factors a sign-in has passed, in their order; `at` in epoch milliseconds. */
export type Passed = readonly { readonly factor: Factor; readonly at: number }[];

/** A sign-in in progress. Times are epoch milliseconds. */
export type SignIn = {
  /** `event_id` of the tokens it may end in. */
  readonly id: string;
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string;
  /** The name that the client was told, and answers with. */
  readonly username: string;
  /** Hash of the name that it asked with: of one length, whoever asks. See nameHash. */
  readonly asked: string;
  /** The user's stamp when the sign-in began, or as its last step left it. */
  readonly stamp: string;
  /**
   * How many steps have succeeded. From 1 on the table holds the same number (AuthSessionStep), so that each Session
   * succeeds once; before, the tokens' family does that.
   */
  readonly step: number;
  readonly passed: Passed;
  readonly expiresAt: number;
};

/** A sign-in that waits for the answer to a challenge: what a Session, or SECRET_BLOCK, carries sealed. */
export type AuthSession<N extends ChallengeName = ChallengeName> = SignIn & { readonly state: ChallengeState<N> };

/** The step that a sign-in of several steps has reached. */
export type AuthSessionStep = {
  readonly sessionId: string;
  readonly step: number;
  readonly expiresAt: number;
  readonly version: number;
};

/** The stamp in the session of a name that leads to nobody: as long as a real one, so that the sealed session is, too. */
export const NO_STAMP = '00000000-0000-0000-0000-000000000000';

const CONTEXT = 'auth-session';
const FORMS: Forms<AuthSession> = { form: 1 };

/** A new sign-in over this client, of the user behind a sub or of nobody. */
export function newSignIn(
  { deps, pool, client }: ClientCall,
  who: { readonly sub: string; readonly asked: string; readonly username: string; readonly stamp: string },
): SignIn {
  return {
    id: deps.random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    ...who,
    asked: nameHash(pool, who.asked),
    step: 0,
    passed: [],
    expiresAt: deps.clock.now() + client.authSessionValidity * 60_000,
  };
}

/** The text of a Session, base64url. */
export function sealSession(keys: Keyring, session: AuthSession): string {
  return keys.sealToken('session', CONTEXT, inForm(FORMS, JSON.stringify(session)));
}

/**
 * Throws NotAuthorizedException for a session that is forged, of another client or challenge, or expired, and
 * InternalErrorException for one of a newer form.
 */
export function openSession<N extends ChallengeName>(
  { deps, pool, client }: ClientCall,
  sealed: string,
  challenge: N,
): AuthSession<N> {
  const data = deps.keys.openToken('session', CONTEXT, sealed);
  const session = data && (fromForm(FORMS, data) as AuthSession<N>);
  const matches =
    session?.poolId === pool.id && session.clientId === client.id && session.state.challenge === challenge;
  if (!session || !matches) return fail('NotAuthorizedException', TEXT.sessionInvalid);
  if (session.expiresAt <= deps.clock.now()) fail('NotAuthorizedException', TEXT.sessionExpired);
  return session;
}

/**
 * Whether an answer names the user that the sign-in is about: as the client was told, as it asked, or by the sub. Other
 * names of the user would do no harm, but be told apart from those of others.
 */
export function isNameInSession(pool: Pool, session: SignIn, username: string): boolean {
  const name = normaliseName(pool, username);
  return (
    nameHash(pool, username) === session.asked ||
    name === normaliseName(pool, session.username) ||
    username === session.sub
  );
}

/** A name as it is compared, in the 22 characters that a Session has room for. */
function nameHash(pool: Pool, username: string): string {
  return createHash('sha256').update(normaliseName(pool, username)).digest('base64url').slice(0, 22);
}

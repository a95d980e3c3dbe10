import { createHash } from 'node:crypto';
import type { ClientCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import type { Level } from '#core/pools/acr.ts';
import type { Pool } from '#core/pools/pool.ts';
import { normaliseName } from '#core/users/names.ts';
import type { MfaFactor } from '#core/users/user.ts';
import type { Keyring } from '#ports/keys.ts';
import type { PassedFactor } from './levels.ts';
import type { SentCode } from './message-code.ts';
import type { SrpExchange } from './srp-exchange.ts';

/**
 * The challenges that this version can give, under their names in the API, each with what it must remember until it is
 * answered.
 */
type ChallengeStates = {
  readonly PASSWORD_VERIFIER: { readonly challenge: 'PASSWORD_VERIFIER' } & SrpExchange;
  readonly NEW_PASSWORD_REQUIRED: { readonly challenge: 'NEW_PASSWORD_REQUIRED' };
  readonly SOFTWARE_TOKEN_MFA: { readonly challenge: 'SOFTWARE_TOKEN_MFA' };
  readonly SELECT_CHALLENGE: {
    readonly challenge: 'SELECT_CHALLENGE';
    /** The user name that the client sent; empty if it is longer than any user name. */
    readonly name: string;
  };
  readonly SELECT_MFA_TYPE: { readonly challenge: 'SELECT_MFA_TYPE' };
  readonly SMS_MFA: { readonly challenge: 'SMS_MFA'; readonly code: SentCode };
  readonly EMAIL_OTP: { readonly challenge: 'EMAIL_OTP'; readonly code: SentCode };
  readonly SMS_OTP: { readonly challenge: 'SMS_OTP'; readonly code: SentCode };
  readonly WEB_AUTHN: {
    readonly challenge: 'WEB_AUTHN';
    /** The random bytes that the authenticator must sign, in base64url. */
    readonly value: string;
    /** The relying party whose passkeys were asked for. */
    readonly rpId: string;
  };
  readonly MFA_SETUP: {
    readonly challenge: 'MFA_SETUP';
    /** The secret of a software token that waits for its first code (AssociateSoftwareToken). */
    readonly pending?: string;
    /** The software token is registered (VerifySoftwareToken). */
    readonly isVerified?: true;
  };
  readonly CUSTOM_CHALLENGE: { readonly challenge: 'CUSTOM_CHALLENGE' };
  readonly DEVICE_SRP_AUTH: { readonly challenge: 'DEVICE_SRP_AUTH' };
  /** `device` is the key of the device that the exchange is about. */
  readonly DEVICE_PASSWORD_VERIFIER: {
    readonly challenge: 'DEVICE_PASSWORD_VERIFIER';
    readonly device: string;
  } & SrpExchange;
};

export type ChallengeName = keyof ChallengeStates;
export type ChallengeState<N extends ChallengeName = ChallengeName> = ChallengeStates[N];

/** The factors that a sign-in has passed, in their order. `at` is in epoch milliseconds. */
export type Passed = readonly (PassedFactor & { readonly at: number })[];

/** What a sign-in with CUSTOM_AUTH remembers beside its factors and its custom challenges. */
type CustomFlow = {
  /** It began with SRP_A. */
  readonly srp?: true;
  /** A new password was asked for, after the old one. */
  readonly newPassword?: true;
};

/** A sign-in in progress. Its times are in epoch milliseconds. */
export type SignIn = {
  /** The `event_id` of the tokens that the sign-in may end in. */
  readonly id: string;
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string;
  /** The user name that the client was given, and that its answers contain. */
  readonly username: string;
  /** The hash of the user name that the client sent. It has the same length for every name; see nameHash. */
  readonly asked: string;
  /** The user's stamp when the sign-in began, or after its last step. */
  readonly stamp: string;
  /**
   * The number of steps that have succeeded. From the first step on, the table holds the same number (AuthSessionStep),
   * so that each Session succeeds only once. Before that, the token family has this purpose.
   */
  readonly step: number;
  readonly passed: Passed;
  /** The key of the user's device that the client says it is. Nothing has proved it unless `passed` has DEVICE. */
  readonly deviceKey?: string;
  /** The further factor that the client has chosen. */
  readonly wants?: MfaFactor;
  /** The level of authentication that the client asks for. The sign-in reaches it or fails. */
  readonly target?: Level;
  /** It is there in CUSTOM_AUTH, where the functions of the pool decide how the sign-in goes on. */
  readonly custom?: CustomFlow;
  /** The sign-in is on the hosted pages, and cannot be continued by the API. One of the API cannot be continued there. */
  readonly via?: 'browser';
  readonly expiresAt: number;
};

/** A sign-in that waits for the answer to a challenge. A Session, or SECRET_BLOCK, carries it in sealed form. */
export type AuthSession<N extends ChallengeName = ChallengeName> = SignIn & { readonly state: ChallengeState<N> };

/** The custom challenges of a sign-in. The table holds them, because they may be longer than a Session. */
export type CustomChallenges = {
  /** Those that were answered, in their order. */
  readonly answered: readonly { readonly isRight: boolean; readonly metadata?: string }[];
  /** The one that waits for its answer, and what the function that verifies the answer must know. */
  readonly asked?: { readonly secret: Readonly<Record<string, string>>; readonly metadata?: string };
};

/** The step that a sign-in of several steps has reached. */
export type AuthSessionStep = {
  readonly sessionId: string;
  readonly step: number;
  readonly custom?: CustomChallenges;
  readonly expiresAt: number;
  readonly version: number;
};

/**
 * The stamp in the session of a name that leads to nobody. It is as long as a real one, so that the sealed session is
 * too.
 */
export const NO_STAMP = '00000000-0000-0000-0000-000000000000';

const CONTEXT = 'auth-session';
const FORMS: Forms<AuthSession> = { form: 1 };

/**
 * The time for a whole sign-in on the hosted pages, in milliseconds.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
 */
const ON_PAGES_MS = 5 * 60_000;

/** Returns a new sign-in at this client, of the user with this sub or, for an unknown name, of nobody. */
export function newSignIn(
  { deps, pool, client, via }: ClientCall,
  who: { readonly sub: string; readonly asked: string; readonly username: string; readonly stamp: string } & Pick<
    SignIn,
    'deviceKey'
  >,
): SignIn {
  return {
    id: deps.random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    ...who,
    asked: nameHash(pool, who.asked),
    step: 0,
    passed: [],
    ...(via && { via }),
    expiresAt: deps.clock.now() + (via === 'browser' ? ON_PAGES_MS : client.authSessionValidity * 60_000),
  };
}

/**
 * Returns a sign-in after one more step. The user has the time of the client's AuthSessionValidity for each challenge, so
 * it begins anew; a shorter setting does not end earlier what was promised before. On the hosted pages all challenges share
 * the time of the sign-in.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html
 */
export function nextStep({ deps, client }: ClientCall, signIn: SignIn): SignIn {
  const step = signIn.step + 1;
  if (signIn.via === 'browser') return { ...signIn, step };
  const expiresAt = deps.clock.now() + client.authSessionValidity * 60_000;
  return { ...signIn, step, expiresAt: Math.max(signIn.expiresAt, expiresAt) };
}

/** Tells whether the functions of the pool have yet to decide that a sign-in with CUSTOM_AUTH ends in tokens. */
export function isUndecided({ custom, passed }: SignIn): boolean {
  return custom !== undefined && !passed.some(({ factor }) => factor === 'CUSTOM');
}

/** Seals a sign-in as the text of a Session, in base64url. */
export function sealSession(keys: Keyring, session: AuthSession): string {
  return keys.sealToken('session', CONTEXT, inForm(FORMS, JSON.stringify(session)));
}

/**
 * Returns what a Session was made for, for requests that do not say it themselves. Throws NotAuthorizedException for a
 * forged one. The caller must still open the Session with openSession.
 */
export function contentOfSession(
  keys: Keyring,
  sealed: string,
): Pick<AuthSession, 'clientId' | 'sub'> & Pick<AuthSession['state'], 'challenge'> {
  const data = keys.openToken('session', CONTEXT, sealed);
  if (!data) return fail('NotAuthorizedException', TEXT.sessionInvalid);
  const { clientId, sub, state } = fromForm(FORMS, data);
  return { clientId, sub, challenge: state.challenge };
}

/**
 * Opens a Session that waits for one of these challenges. Throws NotAuthorizedException for one that is forged, expired,
 * or made for another client or challenge, and InternalErrorException for one in a form that only a newer version knows.
 */
export function openSession<N extends ChallengeName>(
  { deps, pool, client, via }: ClientCall,
  sealed: string,
  challenges: readonly N[],
): AuthSession<N> {
  const isAmong: (name: string) => boolean = (name) => challenges.some((challenge) => challenge === name);
  const data = deps.keys.openToken('session', CONTEXT, sealed);
  const session = data && (fromForm(FORMS, data) as AuthSession<N>);
  const isHere = session?.poolId === pool.id && session.clientId === client.id && session.via === via;
  const matches = isHere && isAmong(session.state.challenge);
  if (!session || !matches) return fail('NotAuthorizedException', TEXT.sessionInvalid);
  if (session.expiresAt <= deps.clock.now()) fail('NotAuthorizedException', TEXT.sessionExpired);
  return session;
}

/**
 * Tells whether an answer names the user of the sign-in: by the name that the client was given or has sent, or by the
 * sub. The user's other names would do no harm, but could be told apart from the names of others.
 */
export function isNameInSession(pool: Pool, session: SignIn, username: string): boolean {
  const name = normaliseName(pool, username);
  return (
    nameHash(pool, username) === session.asked ||
    name === normaliseName(pool, session.username) ||
    username === session.sub
  );
}

/** Returns the hash by which names are compared. It has 22 characters, for which a Session has room. */
function nameHash(pool: Pool, username: string): string {
  return createHash('sha256').update(normaliseName(pool, username)).digest('base64url').slice(0, 22);
}

import { createHash } from 'node:crypto';
import type { ClientCall } from '#core/call.ts';
import { allowsFlow } from '#core/clients/flows.ts';
import type { OneTimeCode } from '#core/codes/code.ts';
import { fail, TEXT } from '#core/errors.ts';
import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import type { ContactAttribute } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import type { Keyring } from '#ports/keys.ts';
import type { Unversioned } from '#ports/records.ts';

/** What the Sessions of SignUp and ConfirmSignUp, and of a sign-up on the hosted pages, carry. */
export type SignUpSession = {
  /** The `event_id` of the sign-in that the Session may lead to. It leads to one. */
  readonly id: string;
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string;
  readonly stamp: string;
  /** What the code of the sign-up has proved: an attribute, and the hash of the value that it was sent to. */
  readonly proven?: { readonly attribute: ContactAttribute; readonly value: string };
  /** The sign-up was on the hosted pages, where whoever has the Session has chosen the password of this stamp. */
  readonly via?: 'browser';
  /** In epoch milliseconds. */
  readonly expiresAt: number;
};

const CONTEXT = 'sign-up-session';
const FORMS: Forms<SignUpSession> = { form: 1 };

/**
 * Returns the Session of a user who has signed up or, with the code that was right, confirmed that. There is none for a
 * client whose users do not sign in by choice.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
 */
export function signUpSession(
  call: ClientCall,
  user: Unversioned<'user'>,
  code?: Pick<OneTimeCode, 'attribute' | 'destination'>,
): string | undefined {
  if (!allowsFlow(call.client, 'USER_AUTH')) return undefined;
  const proven = code && { proven: { attribute: code.attribute, value: hashOf(code.destination) } };
  return sealSignUpSession(call.deps.keys, { ...newSession(call, user), ...proven });
}

/**
 * Returns the Session of a user who has signed up on the hosted pages with a password. It signs the user in once they are
 * confirmed, as the password would do, if that is still the same. The API does not take it.
 */
export function browserSignUpSession(call: ClientCall, user: Unversioned<'user'>): string {
  return sealSignUpSession(call.deps.keys, { ...newSession(call, user), via: 'browser' });
}

function newSession({ deps, pool, client }: ClientCall, { sub, stamp }: Unversioned<'user'>): SignUpSession {
  const expiresAt = deps.clock.now() + client.authSessionValidity * 60_000;
  return { id: deps.random.uuid(), poolId: pool.id, clientId: client.id, sub, stamp, expiresAt };
}

/**
 * Seals the state as the text of a Session, in base64url.
 * @internal
 */
export function sealSignUpSession(keys: Keyring, session: SignUpSession): string {
  return keys.sealToken('session', CONTEXT, inForm(FORMS, JSON.stringify(session)));
}

/**
 * Opens a Session of SignUp or ConfirmSignUp, which may have expired. Throws NotAuthorizedException for one that is
 * forged or made for another client, and on the pages for one of the API, and the other way round.
 */
export function openSignUpSession({ deps, pool, client, via }: ClientCall, sealed: string): SignUpSession {
  const data = deps.keys.openToken('session', CONTEXT, sealed);
  const session = data && fromForm(FORMS, data);
  if (!session || session.poolId !== pool.id || session.clientId !== client.id || session.via !== via) {
    return fail('NotAuthorizedException', TEXT.sessionInvalid);
  }
  return session;
}

/** Returns the attribute that was proved, if the user still has the value that the code was sent to. */
export function provenAttribute({ proven }: SignUpSession, { attributes }: User): ContactAttribute | undefined {
  if (!proven || attributes[`${proven.attribute}_verified`] !== 'true') return undefined;
  const value = attributes[proven.attribute];
  return value && hashOf(value) === proven.value ? proven.attribute : undefined;
}

/** Returns the hash of a value, which only the sealed Session carries. */
function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('base64url').slice(0, 22);
}

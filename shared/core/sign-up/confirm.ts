import { type ClientCall, hidingUsers } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { codeMatches, codeRef, type OneTimeCode } from '#core/codes/code.ts';
import { fail, TEXT } from '#core/errors.ts';
import { attemptsRef, type GuessRules, SIGN_UP_CODE_GUESSES } from '#core/guesses/attempts.ts';
import { guardedCommit } from '#core/guesses/guarded.ts';
import type { Pool } from '#core/pools/pool.ts';
import { postConfirmation } from '#core/triggers/post-confirmation.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { aliasTaken, releaseNames } from '#core/users/aliases.ts';
import { findUser } from '#core/users/find.ts';
import { withAttributes } from '#core/users/sign-in-names.ts';
import type { OwnName, User } from '#core/users/user.ts';
import { openSignUpSession, signUpSession } from './session.ts';

/**
 * Confirms a sign-up with the code that was sent. The user, the verified attribute and the names that it adds are
 * written together with the count of guesses. The code stays until it expires: it confirms only an unconfirmed user,
 * and a caller who repeats a request learns that the first one succeeded.
 *
 * A client that prevents user existence errors reveals the state of a user only to a caller with the right code. Every
 * other caller is told that the code is wrong, as for a user who does not exist.
 *
 * Returns the Session with which the user may sign in at once, if the client has users sign in by choice. A Session of
 * SignUp is not needed for that, but must be the user's; it may have expired, since the code may come late.
 * Throws CodeMismatchException, ExpiredCodeException, AliasExistsException, LimitExceededException,
 * NotAuthorizedException (status, disabled), UserNotFoundException, and what postConfirmation throws once all is stored.
 */
export async function confirmSignUp(
  call: ClientCall,
  given: {
    readonly username: string;
    readonly code: string;
    readonly forceAlias: boolean;
    readonly session: string | undefined;
    /** The right code of a user who has been confirmed already counts as a success, and changes nothing. */
    readonly mayRepeat?: true;
  },
): Promise<string | undefined> {
  const { deps, pool, client } = call;
  const hides = hidesUsers(client);
  const session = given.session === undefined ? undefined : openSignUpSession(call, given.session);
  const contested: OwnName[] = [];
  const { user, proved } = await untilCommitted(async () => {
    const { sub, user, more } = await findUser(call, given.username, (sub) => ({
      code: codeRef('SIGN_UP', { poolId: pool.id, sub }),
      attempts: attemptsRef(SIGN_UP_CODE_GUESSES, { poolId: pool.id, sub }),
    }));
    // The sub of an unknown name is no other user's, so that this tells nothing of the name.
    if (session && session.sub !== sub) fail('NotAuthorizedException', TEXT.sessionInvalid);
    const { code, attempts } = more;
    let confirmed: User | undefined;
    const now = deps.clock.now();
    const refuse = user && refusalOf(user, code, now);
    const guess = {
      guesser: { poolId: pool.id, sub },
      windows: [{ rules: rulesFor(user !== undefined || hides), seen: attempts }],
      judge: () => {
        if (!hides && !given.mayRepeat) refuse?.();
        return codeMatches(deps.keys, code, given.code) && user && code ? { user, code } : undefined;
      },
    } as const;
    const lost = await guardedCommit(call, guess, async ({ user, code }) => {
      if (given.mayRepeat && isConfirmedAlready(user, code, now)) return [];
      refuse?.();
      confirmed = confirmedUser(pool, user, code, now);
      const { kept, changes } = await releaseNames(call, confirmed, contested, { force: given.forceAlias });
      if (kept) throw aliasTaken(kept);
      return [
        { op: 'update', kind: 'user', before: user, after: confirmed },
        { op: 'check', kind: 'code', id: codeRef('SIGN_UP', user).id, seen: code },
        ...changes,
      ];
    });
    if (!lost) return { user: confirmed, proved: code };
    if (lost.name) contested.push(lost.name);
    return AGAIN;
  });
  if (!user || !proved) return undefined;
  await postConfirmation(call, 'PostConfirmation_ConfirmSignUp', user);
  return signUpSession(call, user, proved);
}

/**
 * Confirms the sign-up of the user whom a confirmation link names. A link that is opened again, after a mail scanner opened
 * it for example, succeeds as long as its code is valid. Opening it asks for no client secret, because the code was sent to
 * the user; guesses are counted and locked as those of ConfirmSignUp. Throws CodeMismatchException, also for a name that
 * leads to nobody, ExpiredCodeException, AliasExistsException, LimitExceededException, NotAuthorizedException (status,
 * disabled) and what postConfirmation throws once all is stored.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 */
export async function confirmByLink(
  call: ClientCall,
  { userName: username, code }: { readonly userName: string; readonly code: string },
): Promise<void> {
  await confirmSignUp(hidingUsers(call), { username, code, forceAlias: false, session: undefined, mayRepeat: true });
}

/**
 * Returns a function that throws the reason why a user can't be confirmed, whatever the code, or undefined for a user
 * who can.
 */
function refusalOf(user: User, code: OneTimeCode | undefined, now: number): (() => never) | undefined {
  if (!user.enabled) return () => fail('NotAuthorizedException', TEXT.userDisabled);
  if (user.status !== 'UNCONFIRMED') {
    return () => fail('NotAuthorizedException', `User cannot be confirmed. Current status is ${user.status}`);
  }
  return code && code.expiresAt > now ? undefined : () => fail('ExpiredCodeException');
}

function isConfirmedAlready(user: User, code: OneTimeCode, now: number): boolean {
  return user.enabled && user.status === 'CONFIRMED' && code.expiresAt > now;
}

function rulesFor(knownOrHidden: boolean): GuessRules {
  if (knownOrHidden) return SIGN_UP_CODE_GUESSES;
  return { ...SIGN_UP_CODE_GUESSES, wrong: () => fail('UserNotFoundException', TEXT.usernameClientNotFound) };
}

/** A code that was sent to a value that the attribute no longer has confirms the user, but verifies nothing. */
function confirmedUser(pool: Pool, user: User, code: OneTimeCode, now: number): User {
  const verified = user.attributes[code.attribute] === code.destination;
  const attributes = verified ? { ...user.attributes, [`${code.attribute}_verified`]: 'true' } : user.attributes;
  return withAttributes(pool, { ...user, status: 'CONFIRMED', modifiedAt: now }, attributes, 'service');
}

import { hidesUsers } from '#core/clients/client.ts';
import type { ClientCall } from '#core/clients/client-call.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { aliasTaken, releaseAlias } from '#core/users/aliases.ts';
import { attemptsRef, type GuessRules, isLocked, SIGN_UP_CODE_GUESSES, settleGuess } from '#core/users/attempts.ts';
import { codeMatches, codeRef } from '#core/users/codes.ts';
import { findUser } from '#core/users/find.ts';
import { withNames } from '#core/users/names.ts';
import type { OneTimeCode, User } from '#core/users/user.ts';
import type { Change, Lost } from '#ports/records.ts';

const MAX_RACES = 10;

/**
 * Confirms a sign-up with the code that was sent. The user, the verified attribute and the names it brings are written
 * together with the count of guesses. The code stays where it is until it expires: it confirms only a user who is
 * unconfirmed, and lets whoever repeats a request learn that it has succeeded.
 *
 * A client that hides who exists tells the user's state only to a caller who has the right code; all others are told
 * that the code is wrong, as they are about users that don't exist.
 * Throws CodeMismatchException, ExpiredCodeException, AliasExistsException, LimitExceededException,
 * NotAuthorizedException (status, disabled), UserNotFoundException.
 */
export async function confirmSignUp(
  { deps, pool, client, began }: ClientCall,
  given: { readonly username: string; readonly code: string; readonly forceAlias: boolean },
): Promise<void> {
  let contested: Lost['name'];
  for (let race = 0; race < MAX_RACES; race++) {
    const { sub, user, more } = await findUser(deps, pool, given.username, (sub) => ({
      code: codeRef('SIGN_UP', { poolId: pool.id, sub }),
      attempts: attemptsRef(SIGN_UP_CODE_GUESSES, { poolId: pool.id, sub }),
    }));
    if (isLocked(more.attempts, began)) SIGN_UP_CODE_GUESSES.locked();
    const now = deps.clock.now();
    const refusal = user && refusalOf(user, more.code, now);
    if (refusal && !hidesUsers(client)) refusal();

    const right = codeMatches(deps.keys, more.code, given.code) && user !== undefined;
    const settle = (changes: readonly Change[]) =>
      settleGuess(deps, rulesFor(user !== undefined || hidesUsers(client)), {
        guesser: { poolId: pool.id, sub },
        began,
        seen: more.attempts,
        right,
        changes,
      });
    if (!right || refusal) {
      await settle([]);
      return refusal?.();
    }
    // That an alias is taken is an outcome of a right guess: it, too, is released only after the count was written.
    const release = async (refusal: unknown): Promise<never> => {
      await settle([]);
      throw refusal;
    };
    const moved = contested && (await releaseAlias(deps, pool, contested).catch(release));
    const confirmed = confirmedUser(pool, user, more.code!, now);
    const lost = await settle([
      { op: 'update', kind: 'user', before: user, after: confirmed },
      { op: 'check', kind: 'code', id: codeRef('SIGN_UP', user).id, seen: more.code },
      ...(moved ? [moved] : []),
    ]);
    if (!lost) return;
    if (!lost.name) continue;
    if (!given.forceAlias) return release(aliasTaken(lost.name));
    contested = lost.name;
  }
  fail('TooManyRequestsException');
}

/** Why a user can't be confirmed, whatever the code; undefined for one who can. */
function refusalOf(user: User, code: OneTimeCode | undefined, now: number): (() => never) | undefined {
  if (!user.enabled) return () => fail('NotAuthorizedException', TEXT.userDisabled);
  if (user.status !== 'UNCONFIRMED') {
    return () => fail('NotAuthorizedException', `User cannot be confirmed. Current status is ${user.status}`);
  }
  return code && code.expiresAt > now ? undefined : () => fail('ExpiredCodeException');
}

function rulesFor(knownOrHidden: boolean): GuessRules {
  if (knownOrHidden) return SIGN_UP_CODE_GUESSES;
  return { ...SIGN_UP_CODE_GUESSES, wrong: () => fail('UserNotFoundException', TEXT.usernameClientNotFound) };
}

/** A code that went to another value than the attribute has now confirms the user and verifies nothing. */
function confirmedUser(pool: Pool, user: User, code: OneTimeCode, now: number): User {
  const verified = user.attributes[code.attribute] === code.destination;
  const attributes = verified ? { ...user.attributes, [`${code.attribute}_verified`]: 'true' } : user.attributes;
  return withNames(pool, { ...user, attributes, status: 'CONFIRMED', modifiedAt: now });
}

import type { ClientCall } from '#core/call.ts';
import { hidesUsers } from '#core/clients/client.ts';
import { codeMatches, codeRef, type OneTimeCode } from '#core/codes/code.ts';
import { fail, TEXT } from '#core/errors.ts';
import { attemptsRef, type GuessRules, isLocked, SIGN_UP_CODE_GUESSES } from '#core/guesses/attempts.ts';
import { settleGuess } from '#core/guesses/settle.ts';
import type { Pool } from '#core/pools/pool.ts';
import { aliasTaken, releaseNames } from '#core/users/aliases.ts';
import { findUser } from '#core/users/find.ts';
import { withAttributes } from '#core/users/sign-in-names.ts';
import type { OwnName, User } from '#core/users/user.ts';
import type { Change } from '#ports/records.ts';

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
  call: ClientCall,
  given: { readonly username: string; readonly code: string; readonly forceAlias: boolean },
): Promise<void> {
  const { deps, pool, client, began } = call;
  const contested: OwnName[] = [];
  for (let race = 0; race < MAX_RACES; race++) {
    const { sub, user, more } = await findUser(call, given.username, (sub) => ({
      code: codeRef('SIGN_UP', { poolId: pool.id, sub }),
      attempts: attemptsRef(SIGN_UP_CODE_GUESSES, { poolId: pool.id, sub }),
    }));
    if (isLocked(more.attempts, began)) SIGN_UP_CODE_GUESSES.locked();
    const now = deps.clock.now();
    const refusal = user && refusalOf(user, more.code, now);
    if (refusal && !hidesUsers(client)) refusal();

    const right = codeMatches(deps.keys, more.code, given.code) && user !== undefined;
    const settle = (changes: readonly Change[]) =>
      settleGuess(call, rulesFor(user !== undefined || hidesUsers(client)), {
        guesser: { poolId: pool.id, sub },
        seen: more.attempts,
        right,
        changes,
      });
    if (!right || refusal) {
      await settle([]);
      return refusal?.();
    }
    const confirmed = confirmedUser(pool, user, more.code!, now);
    const released = await releaseNames(call, confirmed, contested, { force: given.forceAlias });
    if (released.kept) {
      // Also an outcome of a right guess: it is told only after the count was written.
      await settle([]);
      throw aliasTaken(released.kept);
    }
    const lost = await settle([
      { op: 'update', kind: 'user', before: user, after: confirmed },
      { op: 'check', kind: 'code', id: codeRef('SIGN_UP', user).id, seen: more.code },
      ...released.steps,
    ]);
    if (!lost) return;
    if (lost.name) contested.push(lost.name);
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
  return withAttributes(pool, { ...user, status: 'CONFIRMED', modifiedAt: now }, attributes, 'service');
}

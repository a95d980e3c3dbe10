import type { UserCall } from '#core/call.ts';
import { codeMatches, type OneTimeCode } from '#core/codes/code.ts';
import { fail } from '#core/errors.ts';
import { ATTRIBUTE_CODE_GUESSES, attemptsRef, isLocked } from '#core/guesses/attempts.ts';
import { settleGuess } from '#core/guesses/settle.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import { aliasTaken, releaseNames } from '#core/users/aliases.ts';
import { readUserAgain } from '#core/users/change.ts';
import { withAttributes } from '#core/users/sign-in-names.ts';
import type { OwnName, User } from '#core/users/user.ts';
import type { Change } from '#ports/records.ts';
import { isOutstanding, verificationRef } from './codes.ts';

const MAX_RACES = 10;

/**
 * Verifies a user's e-mail or phone number with the code that was sent; a value that was pending becomes the user's. The
 * attribute, the names it brings, the end of the code and the count of guesses are written together. An alias that another
 * user has verified before leaves that user: the code proves whose mailbox or phone it is now.
 * Throws CodeMismatchException, ExpiredCodeException (also for a code that was used), LimitExceededException,
 * AliasExistsException, UserNotFoundException, TooManyRequestsException.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html
 */
export async function verifyAttribute(
  call: UserCall,
  given: { readonly attribute: ContactAttribute; readonly code: string },
): Promise<void> {
  const { deps, pool, began } = call;
  let { user } = call;
  const contested: OwnName[] = [];
  for (let race = 0; race < MAX_RACES; race++) {
    const { code, attempts } = await deps.records.read({
      code: verificationRef(given.attribute, user),
      attempts: attemptsRef(ATTRIBUTE_CODE_GUESSES, user),
    });
    if (isLocked(attempts, began)) ATTRIBUTE_CODE_GUESSES.locked();
    const now = deps.clock.now();
    if (!isOutstanding(code, user, now)) return fail('ExpiredCodeException');
    const right = codeMatches(deps.keys, code, given.code);
    const settle = (changes: readonly Change[]) =>
      settleGuess(call, ATTRIBUTE_CODE_GUESSES, { guesser: user, seen: attempts, right, changes });
    const verified = verifiedUser(pool, user, code, now);
    const released = await releaseNames(call, verified, contested, { force: true });
    if (released.kept) {
      // Also an outcome of a right guess: it is told only after the count was written.
      await settle([]);
      throw aliasTaken(released.kept);
    }
    const lost = await settle([
      { op: 'update', kind: 'user', before: user, after: verified },
      { op: 'remove', kind: 'code', before: code },
      ...released.steps,
    ]);
    if (!lost) return;
    if (lost.name) contested.push(lost.name);
    user = await readUserAgain(call, user);
  }
  fail('TooManyRequestsException');
}

function verifiedUser(pool: Pool, user: User, { attribute, destination }: OneTimeCode, now: number): User {
  const attributes = { ...user.attributes, [attribute]: destination, [`${attribute}_verified`]: 'true' };
  return withAttributes(pool, { ...user, modifiedAt: now }, attributes, 'service');
}

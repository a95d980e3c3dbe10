import type { UserCall } from '#core/call.ts';
import { codeMatches, type OneTimeCode } from '#core/codes/code.ts';
import { fail } from '#core/errors.ts';
import { ATTRIBUTE_CODE_GUESSES, attemptsRef } from '#core/guesses/attempts.ts';
import { guardedCommit } from '#core/guesses/guarded.ts';
import { checkRecent } from '#core/mfa/recent-sign-in.ts';
import type { ContactAttribute, Pool } from '#core/pools/pool.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { aliasTaken, releaseNames } from '#core/users/aliases.ts';
import { readUserAgain } from '#core/users/change.ts';
import { withAttributes } from '#core/users/sign-in-names.ts';
import type { OwnName, User } from '#core/users/user.ts';
import { isOutstanding, verificationRef } from './codes.ts';

/**
 * Verifies a user's e-mail address or phone number with the code that was sent. A pending value becomes the user's
 * value. The attribute, the names that it adds, the removal of the code and the count of guesses are written together.
 * An alias that another user verified earlier is taken from that user, because the code proves who owns the mailbox or
 * phone now.
 * Throws CodeMismatchException, ExpiredCodeException (also for a code that was used), LimitExceededException,
 * AliasExistsException, UserNotFoundException, TooManyRequestsException, and what checkRecent throws.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html
 */
export async function verifyAttribute(
  call: UserCall,
  given: { readonly attribute: ContactAttribute; readonly code: string },
): Promise<void> {
  const { deps, pool } = call;
  let { user } = call;
  const contested: OwnName[] = [];
  await untilCommitted(async () => {
    const { code, attempts } = await deps.records.read({
      code: verificationRef(given.attribute, user),
      attempts: attemptsRef(ATTRIBUTE_CODE_GUESSES, user),
    });
    const now = deps.clock.now();
    const guess = {
      guesser: user,
      windows: [{ rules: ATTRIBUTE_CODE_GUESSES, seen: attempts }],
      judge: () => {
        if (!isOutstanding(code, user, now)) return fail('ExpiredCodeException');
        return codeMatches(deps.keys, code, given.code) ? code : undefined;
      },
    } as const;
    const lost = await guardedCommit(call, guess, async (proven) => {
      const verified = verifiedUser(pool, user, proven, now);
      checkRecent(call, user, verified);
      const { kept, changes } = await releaseNames(call, verified, contested, { force: true });
      if (kept) throw aliasTaken(kept);
      return [
        { op: 'update', kind: 'user', before: user, after: verified },
        { op: 'remove', kind: 'code', before: proven },
        ...changes,
      ];
    });
    if (!lost) return;
    if (lost.name) contested.push(lost.name);
    user = await readUserAgain(call, user);
    return AGAIN;
  });
}

function verifiedUser(pool: Pool, user: User, { attribute, destination }: OneTimeCode, now: number): User {
  const attributes = { ...user.attributes, [attribute]: destination, [`${attribute}_verified`]: 'true' };
  return withAttributes(pool, { ...user, modifiedAt: now }, attributes, 'service');
}

import type { ClientCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { aliasTaken, releaseNames } from '#core/users/aliases.ts';
import { changeUser } from '#core/users/change.ts';
import { withAttributes } from '#core/users/sign-in-names.ts';
import type { User } from '#core/users/user.ts';
import type { AuthSession } from './auth-session.ts';
import { confirmedByCode, firstCodeOf } from './confirmation.ts';
import { isStillThere } from './message-code.ts';

type CodeSession = AuthSession<'SMS_MFA' | 'EMAIL_OTP' | 'SMS_OTP'>;

/**
 * Marks the e-mail address or phone number verified that the right code of this session was sent to, if the user still
 * has it, and confirms the user if the sign-in began with the code. Where the attribute becomes an alias by that, it is
 * taken from a user who has it as preferred_username, and stays with one who has verified it before. Throws
 * AliasExistsException in that case, and NotAuthorizedException if the sign-in was ended in the meantime.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 */
export async function verifyContact(call: ClientCall, user: User, session: CodeSession): Promise<User> {
  if (provenUser(call, user, session) === user) return user;
  const { after } = await changeUser(call, user, async (before, contested) => {
    if (before.stamp !== session.stamp) fail('NotAuthorizedException', TEXT.sessionInvalid);
    const after = provenUser(call, before, session);
    const { changes, kept } = await releaseNames(call, after, contested, { force: false });
    if (kept) throw aliasTaken(kept);
    return { after, more: changes };
  });
  return after;
}

/** Returns the user as the right code leaves it: the same one if there is nothing to change. */
function provenUser({ deps, pool }: ClientCall, user: User, session: CodeSession): User {
  const sent = session.state.code;
  const isFirst = firstCodeOf(session) !== undefined;
  const isThere = isStillThere(deps.keys, session, sent, user);
  // Whoever reads a mailbox that the user has given up must not get the account.
  if (isFirst && !isThere) fail('NotAuthorizedException', TEXT.sessionInvalid);
  const confirmed = isFirst ? confirmedByCode(user) : user;
  const flag = `${sent.attribute}_verified`;
  const isVerified = !isThere || user.attributes[flag] === 'true';
  if (isVerified && confirmed === user) return user;
  const attributes = isVerified ? user.attributes : { ...user.attributes, [flag]: 'true' };
  return withAttributes(pool, { ...confirmed, modifiedAt: deps.clock.now() }, attributes, 'service');
}

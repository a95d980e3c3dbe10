import type { ClientCall } from '#core/call.ts';
import { fail, TEXT } from '#core/errors.ts';
import { aliasTaken, releaseNames } from '#core/users/aliases.ts';
import { changeUser } from '#core/users/change.ts';
import { withAttributes } from '#core/users/sign-in-names.ts';
import type { User } from '#core/users/user.ts';
import type { AuthSession } from './auth-session.ts';
import { isStillThere } from './message-code.ts';

/**
 * Marks the e-mail address or phone number verified that the right code of this session was sent to, if the user still
 * has it; an address that is pending becomes the user's. Where it becomes an alias by that, it is taken from a user who has it as preferred_username, and stays with
 * one who has verified it before. Throws AliasExistsException in that case, and NotAuthorizedException if the sign-in
 * was ended in the meantime.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 */
export async function verifyContact(
  call: ClientCall,
  user: User,
  session: AuthSession<'SMS_MFA' | 'EMAIL_OTP' | 'SMS_OTP'>,
): Promise<User> {
  const sent = session.state.code;
  const flag = `${sent.attribute}_verified`;
  const isDue = (before: User) =>
    before.attributes[flag] !== 'true' && isStillThere(call.deps.keys, session, sent, before);
  const given = sent.pending === undefined ? {} : { [sent.attribute]: sent.pending };
  if (!isDue(user)) return user;
  const { after } = await changeUser(call, user, async (before, contested) => {
    if (before.stamp !== session.stamp) fail('NotAuthorizedException', TEXT.sessionInvalid);
    if (!isDue(before)) return { after: before };
    const attributes = { ...before.attributes, ...given, [flag]: 'true' };
    const modifiedAt = call.deps.clock.now();
    const after = withAttributes(call.pool, { ...before, modifiedAt }, attributes, 'service');
    const { changes, kept } = await releaseNames(call, after, contested, { force: false });
    if (kept) throw aliasTaken(kept);
    return { after, more: changes };
  });
  return after;
}

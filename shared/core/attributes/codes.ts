import type { Call, UserCall } from '#core/call.ts';
import { type CodePurpose, codeRef, type NewCode, newCode, type OneTimeCode } from '#core/codes/code.ts';
import { fail } from '#core/errors.ts';
import { spendUse, usesRef, VERIFICATION_RESEND_LIMIT } from '#core/guesses/limits.ts';
import { type Contact, type DeliveryDetails, deliveryDetails } from '#core/messages/delivery.ts';
import { notify } from '#core/messages/notify.ts';
import type { ContactAttribute } from '#core/pools/pool.ts';
import { AGAIN, untilCommitted } from '#core/until-committed.ts';
import { readUserAgain } from '#core/users/change.ts';
import type { User } from '#core/users/user.ts';
import type { Ref, Unversioned } from '#ports/records.ts';

/** A user's e-mail or phone number that a code is to verify; a pending one becomes the user's by that. */
type Verification = Contact & { readonly pending: boolean };

/** The attribute to verify. Throws InvalidParameterException for one that nothing can be sent to. */
export function contactAttribute(name: string): ContactAttribute {
  if (name === 'email' || name === 'phone_number') return name;
  return fail('InvalidParameterException', 'Invalid attribute name. Only phone_number and email can be verified.');
}

export function verificationRef(attribute: ContactAttribute, user: User): Ref<'code'> {
  return codeRef(verificationOf(attribute), user);
}

/** One code per attribute: a user may be about to verify both. */
function verificationOf(attribute: ContactAttribute): CodePurpose {
  return `VERIFY#${attribute}`;
}

/** A code for an attribute. Put, it replaces the one before, and with it the value that was pending. */
export function newVerification(call: Call, user: User, { pending, ...target }: Verification): NewCode {
  const { code, record } = newCode(call, user, verificationOf(target.attribute), target);
  return { code, record: pending ? { ...record, pending } : record };
}

/** What is put in place of a code so that neither it nor the value it was sent to counts any longer. */
export function noVerification(
  { deps }: Call,
  { poolId, sub }: User,
  attribute: ContactAttribute,
): Unversioned<'code'> {
  const purpose = verificationOf(attribute);
  return { poolId, sub, purpose, attribute, destination: '', hash: '', expiresAt: deps.clock.now() };
}

/** Whether a code may still verify something of the user: it has not expired, nor has the attribute changed since. */
export function isOutstanding(code: OneTimeCode | undefined, user: User, now: number): code is OneTimeCode {
  if (!code || code.expiresAt <= now) return false;
  return code.pending === true || user.attributes[code.attribute] === code.destination;
}

/**
 * Sends another code to the value that is pending, or else to the one the user has; answers where it went. Throws
 * InvalidParameterException when there is neither, LimitExceededException, CodeDeliveryFailureException.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html
 */
export async function resendVerification(call: UserCall, attribute: ContactAttribute): Promise<DeliveryDetails> {
  const { deps } = call;
  let { user } = call;
  const sent = await untilCommitted(async () => {
    const { before, uses } = await deps.records.read({
      before: verificationRef(attribute, user),
      uses: usesRef(VERIFICATION_RESEND_LIMIT, user),
    });
    const pending = isOutstanding(before, user, deps.clock.now()) && before.pending === true;
    const value = pending ? before.destination : user.attributes[attribute];
    if (!value) return fail('InvalidParameterException', `User has no ${attribute} to verify.`);
    const code = newVerification(call, user, { attribute, value, pending });
    const lost = await spendUse(call, VERIFICATION_RESEND_LIMIT, {
      who: user,
      seen: uses,
      // Whatever makes another value pending changes the user with it.
      changes: [
        { op: 'put', kind: 'code', value: code.record },
        { op: 'check', kind: 'user', id: { poolId: user.poolId, sub: user.sub }, seen: user },
      ],
    });
    if (!lost) return { code, value };
    user = await readUserAgain(call, user);
    return AGAIN;
  });
  const to = { attribute, value: sent.value };
  await notify(call, { source: 'CustomMessage_VerifyUserAttribute', user, to, code: sent.code.code, when: 'now' });
  return deliveryDetails(to);
}

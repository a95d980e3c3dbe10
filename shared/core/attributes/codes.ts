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

/**
 * The e-mail address or phone number that a code is to verify. A pending one becomes the user's once the code is given.
 */
type Verification = Contact & { readonly pending: boolean };

/**
 * Returns the attribute with this name. Throws InvalidParameterException unless it is one that a code can be sent to.
 */
export function contactAttribute(name: string): ContactAttribute {
  if (name === 'email' || name === 'phone_number') return name;
  return fail('InvalidParameterException', 'Invalid attribute name. Only phone_number and email can be verified.');
}

/** Returns the reference to the code that verifies an attribute of the user. */
export function verificationRef(attribute: ContactAttribute, user: User): Ref<'code'> {
  return codeRef(verificationOf(attribute), user);
}

/** There is one code for each attribute, since a user may have to verify both. */
function verificationOf(attribute: ContactAttribute): CodePurpose {
  return `VERIFY#${attribute}`;
}

/**
 * Draws a code for an attribute. When its record is stored with `put`, it replaces the previous code and, with it, the
 * value that was pending.
 */
export function newVerification(call: Call, user: User, { pending, ...target }: Verification): NewCode {
  const { code, record } = newCode(call, user, verificationOf(target.attribute), target);
  return { code, record: pending ? { ...record, pending } : record };
}

/** Returns the record that replaces a code, so that neither the code nor its pending value is valid any longer. */
export function noVerification(
  { deps }: Call,
  { poolId, sub }: User,
  attribute: ContactAttribute,
): Unversioned<'code'> {
  const purpose = verificationOf(attribute);
  return { poolId, sub, purpose, attribute, destination: '', hash: '', expiresAt: deps.clock.now() };
}

/**
 * Returns whether a code can still verify the user's attribute: it has not expired, and the attribute has not changed
 * since.
 */
export function isOutstanding(code: OneTimeCode | undefined, user: User, now: number): code is OneTimeCode {
  if (!code || code.expiresAt <= now) return false;
  return code.pending === true || user.attributes[code.attribute] === code.destination;
}

/**
 * Sends another code to the pending value of an attribute or, if there is none, to the user's current value, and
 * returns where it went. Throws InvalidParameterException when there is neither, LimitExceededException,
 * CodeDeliveryFailureException, and UserNotFoundException for a user who is deleted in the meantime.
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
      // Every commit that makes another value pending also changes the user, so this check notices it.
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

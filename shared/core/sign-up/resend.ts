import { type ClientCall, hidingUsers } from '#core/call.ts';
import { type CodeRequest, requestCode } from '#core/codes/request.ts';
import { fail, TEXT } from '#core/errors.ts';
import { RESEND_LIMIT } from '#core/guesses/limits.ts';
import { confirmationLinks } from '#core/messages/confirmation-link.ts';
import type { Contact, DeliveryDetails } from '#core/messages/delivery.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import { verificationOrder } from './target.ts';

/** Cognito's text for a pool that verifies no attribute. */
const NOTHING_TO_VERIFY = 'Cannot resend codes. Auto verification not turned on.';

/** Throws NotAuthorizedException in a pool that verifies no attribute. */
export function checkSendsCodes({ autoVerifiedAttributes }: Pool): void {
  if (autoVerifiedAttributes.length === 0) fail('NotAuthorizedException', NOTHING_TO_VERIFY);
}

const SIGN_UP_CODE: CodeRequest = {
  purpose: 'SIGN_UP',
  source: 'CustomMessage_ResendCode',
  limit: RESEND_LIMIT,
  order: verificationOrder,
  mayGoTo: () => true,
  refusalOf,
  links: confirmationLinks,
};

/**
 * Sends a new sign-up code or a new link; see requestCode. Throws LimitExceededException, CodeDeliveryFailureException, and
 * InvalidParameterException where the pool has no domain for a link. Unless the client prevents user existence errors, it
 * also throws UserNotFoundException, NotAuthorizedException (the user is disabled or has no contact) and
 * InvalidParameterException (the user is already confirmed).
 */
export function resendSignUpCode(call: ClientCall, username: string): Promise<DeliveryDetails> {
  return requestCode(call, username, SIGN_UP_CODE);
}

/**
 * Sends another message like the one of a sign-up, if there is a user of this name who has signed up and is not confirmed.
 * The caller does not learn whether there is one. Throws LimitExceededException, NotAuthorizedException where the pool
 * verifies nothing, and what confirmationLinks throws.
 */
export async function resendByName(call: ClientCall, userName: string): Promise<void> {
  checkSendsCodes(call.pool);
  await resendSignUpCode(hidingUsers(call), userName);
}

/** Returns a function that throws the reason why a user gets no code, or undefined for a user who gets one. */
function refusalOf(user: User | undefined, target: Contact | undefined): (() => never) | undefined {
  if (!user) return () => fail('UserNotFoundException', TEXT.usernameClientNotFound);
  if (!user.enabled) return () => fail('NotAuthorizedException', TEXT.userDisabled);
  if (user.status !== 'UNCONFIRMED') {
    return () => fail('InvalidParameterException', 'User is already confirmed.');
  }
  return target ? undefined : () => fail('NotAuthorizedException', NOTHING_TO_VERIFY);
}

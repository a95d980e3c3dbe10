import type { ClientCall } from '#core/call.ts';
import { newCode } from '#core/codes/code.ts';
import { confirmationLinks } from '#core/messages/confirmation-link.ts';
import { type DeliveryDetails, deliveryDetails } from '#core/messages/delivery.ts';
import { notify } from '#core/messages/notify.ts';
import { withPassword } from '#core/password/credentials.ts';
import { postConfirmation } from '#core/triggers/post-confirmation.ts';
import { preSignUp, type ValidationData } from '#core/triggers/pre-sign-up.ts';
import { newUser } from '#core/users/new-user.ts';
import type { Attributes } from '#core/users/user.ts';
import type { Change, Unversioned } from '#ports/records.ts';
import { asDecided, autoVerified, givenAttributes } from './auto-confirm.ts';
import { checkNamesFree } from './free-names.ts';
import { storeSignUp } from './store.ts';
import { verificationTarget } from './target.ts';

/** Somebody who signs up, as checkSignUp has let through. */
type Newcomer = {
  readonly username: string;
  /** Empty for a user who is to have none. */
  readonly password: string;
  readonly attributes: Attributes;
  readonly validationData: ValidationData | undefined;
};

/** A user who has signed up. */
export type SignedUp = {
  readonly user: Unversioned<'user'>;
  /** The pool's function has confirmed the user. */
  readonly isConfirmed: boolean;
  /** Where the code went. It is absent for a user who is confirmed or has nothing that the pool verifies. */
  readonly delivery: DeliveryDetails | undefined;
};

/**
 * Signs somebody up: asks the pool's function, stores the user, and sends the code. Throws UsernameExistsException,
 * what preSignUp and confirmationLinks
 * throw, and, once the user is stored, CodeDeliveryFailureException and what postConfirmation throws.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
 */
export async function signUp(call: ClientCall, newcomer: Newcomer): Promise<SignedUp> {
  const { username, password, attributes, validationData } = newcomer;
  const unasked = newUser(call, { username, attributes, status: 'UNCONFIRMED', writer: 'user' });
  await checkNamesFree(call, unasked);

  const about = { user: unasked, attributes: givenAttributes(attributes), validationData };
  const decided = await preSignUp(call, 'PreSignUp_SignUp', about);
  const allowed = asDecided(call, unasked, decided);
  const user = password === '' ? allowed : await withPassword(call, allowed, password);
  const isConfirmed = user.status === 'CONFIRMED';
  const target = isConfirmed ? undefined : verificationTarget(call.pool, attributes);
  const linkOf = target && (await confirmationLinks(call, target));
  const code = target && newCode(call, user, 'SIGN_UP', target);
  const codeChange: Change[] = code ? [{ op: 'put', kind: 'code', value: code.record }] : [];
  await storeSignUp(call, user, { verified: autoVerified(decided), more: codeChange });

  if (code && target) {
    const message = { user, to: target, code: code.code, link: linkOf?.(user, code.code) };
    await notify(call, { source: 'CustomMessage_SignUp', ...message, when: 'now' });
  }
  if (isConfirmed) await postConfirmation(call, 'PostConfirmation_ConfirmSignUp', user);
  return { user, isConfirmed, delivery: target && deliveryDetails(target) };
}

import type { ClientCall } from '#core/call.ts';
import { type CodeRequest, requestCode } from '#core/codes/request.ts';
import { FORGOT_PASSWORD_LIMIT } from '#core/guesses/limits.ts';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import { migrateForgetful } from './migration.ts';
import { failNoTarget, mayRecover, recoveryOrder, recoveryRefusal } from './target.ts';

const NEW_PASSWORD_CODE: CodeRequest = {
  purpose: 'FORGOT_PASSWORD',
  source: 'CustomMessage_ForgotPassword',
  limit: FORGOT_PASSWORD_LIMIT,
  order: recoveryOrder,
  mayGoTo: mayRecover,
  admit: migrateForgetful,
  refusalOf: (user, target) => recoveryRefusal(user) ?? (target ? undefined : failNoTarget),
};

/**
 * Sends a code for a new password; see requestCode. The pool's function may know a user of a name that leads to nobody; see
 * migrateForgetful. Throws LimitExceededException and CodeDeliveryFailureException.
 * Unless the client prevents user existence errors, it also throws UserNotFoundException, NotAuthorizedException
 * (disabled, state) and InvalidParameterException (no verified contact).
 * Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html
 */
export function requestNewPassword(call: ClientCall, username: string): Promise<DeliveryDetails> {
  return requestCode(call, username, NEW_PASSWORD_CODE);
}

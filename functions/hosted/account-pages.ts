import type { CognitoError } from '#core/errors.ts';
import { sendsLink } from '#core/messages/confirmation-link.ts';
import type { DeliveryDetails } from '#core/messages/delivery.ts';
import { verificationOrder } from '#core/sign-up/target.ts';
import type { HttpResponse } from '#protocol/http.ts';
import type { FormFrame } from '#ui/form.ts';
import { confirmPage } from '#ui/pages/confirm.ts';
import { newPasswordPage } from '#ui/pages/forgot-password.ts';
import { mayRecover } from './account-call.ts';
import { type PageCall, pathOf } from './authorization.ts';
import { formPage } from './sign-in.ts';

/**
 * What the pages after a code know. The user name is a field of the form, as it is a parameter of the API: whoever has the
 * code may give it for any name, and guesses are counted for the name.
 */
type CodeView = Pick<FormFrame, 'problem' | 'notice'> & {
  readonly username: string;
  /** Where the code went, if it was sent just now. */
  readonly delivery?: DeliveryDetails | undefined;
};

/** Shows the page on which somebody confirms a sign-up. */
export function showConfirm(
  call: PageCall,
  { username, delivery, session, ...more }: CodeView & { readonly session?: string | undefined },
): Promise<HttpResponse> {
  const isByLink = sendsLink(call.pool, delivery?.attributeName ?? verificationOrder(call.pool)[0]);
  const links = { resend: pathOf(call, '/resendcode'), signIn: pathOf(call, '/login') };
  const content = (frame: FormFrame) => confirmPage({ ...frame, ...links, username, delivery, isByLink });
  return formPage(call, '/confirm', content, { session, ...more });
}

/** Shows the page on which somebody sets a new password by a code. */
export function showNewPassword(call: PageCall, { username, delivery, ...more }: CodeView): Promise<HttpResponse> {
  const { passwordPolicy: policy } = call.pool;
  const links = { resend: pathOf(call, '/forgotPassword'), signIn: pathOf(call, '/login') };
  const content = (frame: FormFrame) => newPasswordPage({ ...frame, ...links, username, delivery, policy });
  return formPage(call, '/confirmForgotPassword', content, more);
}

/** Shows the page that helps somebody whose password is right and who may not sign in yet, if there is one. */
export function afterRefusal(
  call: PageCall,
  username: string,
  error: CognitoError | undefined,
): Promise<HttpResponse> | undefined {
  if (error?.name === 'UserNotConfirmedException') {
    return showConfirm(call, { username, notice: 'notConfirmedYet' });
  }
  if (error?.name === 'PasswordResetRequiredException' && mayRecover(call)) {
    return showNewPassword(call, { username, notice: 'resetRequired' });
  }
  return undefined;
}

import { withClient } from '#core/call.ts';
import { newCode } from '#core/codes/code.ts';
import { confirmationLinks } from '#core/messages/confirmation-link.ts';
import { deliveryDetails } from '#core/messages/delivery.ts';
import { notify } from '#core/messages/notify.ts';
import { withPassword } from '#core/password/credentials.ts';
import { asDecided, autoVerified, givenAttributes } from '#core/sign-up/auto-confirm.ts';
import { checkSignUp } from '#core/sign-up/check.ts';
import { checkNamesFree } from '#core/sign-up/free-names.ts';
import { signUpSession } from '#core/sign-up/session.ts';
import { storeSignUp } from '#core/sign-up/store.ts';
import { verificationTarget } from '#core/sign-up/target.ts';
import { postConfirmation } from '#core/triggers/post-confirmation.ts';
import { preSignUp } from '#core/triggers/pre-sign-up.ts';
import { newUser } from '#core/users/new-user.ts';
import type { Change } from '#ports/records.ts';
import { codeDelivery } from '#protocol/code-delivery.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
export const signUp = defineOperation('SignUp', {
  async handle(context, input) {
    const request = {
      username: input.Username,
      password: input.Password ?? '',
      secretHash: input.SecretHash,
      attributes: input.UserAttributes,
    };
    const { attributes, ...call } = await withClient(context, input.ClientId, (call) => ({
      attributes: checkSignUp(call, request),
    }));
    const { username, password } = request;
    const newcomer = newUser(call, { username, attributes, status: 'UNCONFIRMED', writer: 'user' });
    await checkNamesFree(call, newcomer);

    const about = { user: newcomer, attributes: givenAttributes(attributes), validationData: input.ValidationData };
    const decided = await preSignUp(call, 'PreSignUp_SignUp', about);
    const allowed = asDecided(call, newcomer, decided);
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
    return {
      UserConfirmed: isConfirmed,
      CodeDeliveryDetails: target && codeDelivery(deliveryDetails(target)),
      UserSub: user.sub,
      Session: signUpSession(call, user),
    };
  },
});

import { withClient } from '#core/call.ts';
import { newCode } from '#core/codes/code.ts';
import { deliveryDetails } from '#core/messages/delivery.ts';
import { notify } from '#core/messages/notify.ts';
import { withPassword } from '#core/password/credentials.ts';
import { checkSignUp } from '#core/sign-up/check.ts';
import { checkNamesFree, failLostName } from '#core/sign-up/free-names.ts';
import { signUpSession } from '#core/sign-up/session.ts';
import { verificationTarget } from '#core/sign-up/target.ts';
import { newUser } from '#core/users/new-user.ts';
import { subGuards } from '#core/users/taken-names.ts';
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

    const user = password === '' ? newcomer : await withPassword(call, newcomer, password);
    const target = verificationTarget(call.pool, attributes);
    const code = target && newCode(call, user, 'SIGN_UP', target);
    const codeChange: Change[] = code ? [{ op: 'put', kind: 'code', value: code.record }] : [];
    const lost = await call.deps.records.commit([
      { op: 'create', kind: 'user', value: user },
      ...subGuards(user),
      ...codeChange,
    ]);
    if (lost) failLostName(lost, user);
    call.audit.sub = user.sub;

    await call.deps.records.countUsers(call.pool.id, 1);
    if (code && target) {
      await notify(call, { source: 'CustomMessage_SignUp', user, to: target, code: code.code, when: 'now' });
    }
    return {
      UserConfirmed: false,
      CodeDeliveryDetails: target && codeDelivery(deliveryDetails(target)),
      UserSub: user.sub,
      Session: signUpSession(call, user),
    };
  },
});

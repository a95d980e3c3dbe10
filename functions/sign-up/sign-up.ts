import { withClient } from '#core/call.ts';
import { checkSecretHash } from '#core/clients/client-secret.ts';
import { checkSignUp } from '#core/sign-up/check.ts';
import { signUpSession } from '#core/sign-up/session.ts';
import { signUp as register } from '#core/sign-up/sign-up.ts';
import { codeDelivery } from '#protocol/code-delivery.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
export const signUp = defineOperation('SignUp', {
  async handle(context, { ClientId, SecretHash, Username, Password = '', UserAttributes, ValidationData }) {
    const { attributes, ...call } = await withClient(context, ClientId, (call) => {
      checkSecretHash(call, [Username], SecretHash);
      return { attributes: checkSignUp(call, { username: Username, password: Password, attributes: UserAttributes }) };
    });
    const newcomer = { username: Username, password: Password, attributes, validationData: ValidationData };
    const { user, isConfirmed, delivery } = await register(call, newcomer);
    return {
      UserConfirmed: isConfirmed,
      CodeDeliveryDetails: delivery && codeDelivery(delivery),
      UserSub: user.sub,
      Session: signUpSession(call, user),
    };
  },
});

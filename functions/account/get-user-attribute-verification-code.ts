import { contactAttribute, resendVerification } from '#core/attributes/codes.ts';
import { codeDelivery } from '#protocol/code-delivery.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html */
export const getUserAttributeVerificationCode = defineOperation('GetUserAttributeVerificationCode', {
  async handle(call, { AttributeName }) {
    const attribute = contactAttribute(AttributeName);
    const details = await resendVerification(call, attribute);
    return { CodeDeliveryDetails: codeDelivery(details) };
  },
});

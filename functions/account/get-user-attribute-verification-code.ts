import type {
  GetUserAttributeVerificationCodeCommandInput,
  GetUserAttributeVerificationCodeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { contactAttribute, resendVerification } from '#core/attributes/codes.ts';
import { codeDelivery } from '#protocol/code-delivery.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { attributeName, clientMetadata, token } from '#protocol/schema/shapes.ts';

export const getUserAttributeVerificationCode = defineOperation<
  GetUserAttributeVerificationCodeCommandInput,
  GetUserAttributeVerificationCodeCommandOutput
>({
  name: 'GetUserAttributeVerificationCode',
  auth: 'accessToken',
  input: { AccessToken: required(token), AttributeName: required(attributeName), ClientMetadata: clientMetadata },
  async handle(call, { AttributeName }) {
    const attribute = contactAttribute(AttributeName!);
    const details = await resendVerification(call, attribute);
    return { CodeDeliveryDetails: codeDelivery(details) };
  },
});

import type {
  VerifyUserAttributeCommandInput,
  VerifyUserAttributeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { contactAttribute } from '#core/attributes/codes.ts';
import { verifyAttribute } from '#core/attributes/verify.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { attributeName, confirmationCode, token } from '#protocol/schema/shapes.ts';

export const verifyUserAttribute = defineOperation<VerifyUserAttributeCommandInput, VerifyUserAttributeCommandOutput>({
  name: 'VerifyUserAttribute',
  auth: 'accessToken',
  input: {
    AccessToken: required(token),
    AttributeName: required(attributeName),
    Code: required(confirmationCode),
  },
  async handle(call, { AttributeName, Code }) {
    const attribute = contactAttribute(AttributeName!);
    await verifyAttribute(call, { attribute, code: Code! });
    return {};
  },
});

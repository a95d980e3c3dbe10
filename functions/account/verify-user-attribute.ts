import { contactAttribute } from '#core/attributes/codes.ts';
import { verifyAttribute } from '#core/attributes/verify.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html */
export const verifyUserAttribute = defineOperation('VerifyUserAttribute', {
  async handle(call, { AttributeName, Code }) {
    const attribute = contactAttribute(AttributeName);
    await verifyAttribute(call, { attribute, code: Code });
    return {};
  },
});

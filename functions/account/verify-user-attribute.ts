import { contactAttribute } from '#core/attributes/codes.ts';
import { verifyAttribute } from '#core/attributes/verify.ts';
import { defineOperation } from '../operations.ts';

export const verifyUserAttribute = defineOperation('VerifyUserAttribute', {
  async handle(call, { AttributeName, Code }) {
    const attribute = contactAttribute(AttributeName);
    await verifyAttribute(call, { attribute, code: Code });
    return {};
  },
});

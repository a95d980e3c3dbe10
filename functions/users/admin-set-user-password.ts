import type {
  AdminSetUserPasswordCommandInput,
  AdminSetUserPasswordCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { withPool } from '#core/call.ts';
import { findUserAndAttempts, setPassword } from '#core/password/change.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { flag, password, username, userPoolId } from '#protocol/schema/shapes.ts';

export const adminSetUserPassword = defineOperation<
  AdminSetUserPasswordCommandInput,
  AdminSetUserPasswordCommandOutput
>({
  name: 'AdminSetUserPassword',
  auth: 'sigv4',
  input: {
    UserPoolId: required(userPoolId),
    Username: required(username),
    Password: required(password),
    Permanent: flag,
  },
  async handle(context, { UserPoolId, Username, Password, Permanent = false }) {
    const call = await withPool(context, UserPoolId!);
    const found = await findUserAndAttempts(call, Username!);
    await setPassword(call, found, { password: Password!, permanent: Permanent });
    return {};
  },
});

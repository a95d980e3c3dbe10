import type {
  AdminSetUserPasswordCommandInput,
  AdminSetUserPasswordCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
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
  async handle({ UserPoolId, Username, Password, Permanent = false }, deps) {
    const pool = await deps.configuration.withPool(UserPoolId!);
    const found = await findUserAndAttempts(deps, pool, Username!);
    await setPassword(deps, pool, found, { password: Password!, permanent: Permanent });
    return {};
  },
});

import type {
  AdminConfirmSignUpCommandInput,
  AdminConfirmSignUpCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { fail } from '#core/errors.ts';
import { changeUser } from '#core/users/change.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { clientMetadata, username, userPoolId } from '#protocol/schema/shapes.ts';

export const adminConfirmSignUp = defineOperation<AdminConfirmSignUpCommandInput, AdminConfirmSignUpCommandOutput>({
  name: 'AdminConfirmSignUp',
  auth: 'sigv4',
  input: { UserPoolId: required(userPoolId), Username: required(username), ClientMetadata: clientMetadata },
  async handle({ UserPoolId, Username }, deps) {
    const pool = await deps.configuration.withPool(UserPoolId!);
    await changeUser(deps, await findUserOrFail(deps, pool, Username!), (user) => {
      if (user.status !== 'UNCONFIRMED') {
        fail('NotAuthorizedException', `User cannot be confirmed. Current status is ${user.status}`);
      }
      return { after: { ...user, status: 'CONFIRMED', modifiedAt: deps.clock.now() } };
    });
    return {};
  },
});

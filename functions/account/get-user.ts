import type { GetUserCommandInput, GetUserCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import { isReadable } from '#core/attributes/rights.ts';
import { wireAttributes } from '#core/attributes/wire.ts';
import { defineOperation } from '#protocol/operation.ts';
import { required } from '#protocol/schema/shape.ts';
import { token } from '#protocol/schema/shapes.ts';

export const getUser = defineOperation<GetUserCommandInput, GetUserCommandOutput>({
  name: 'GetUser',
  auth: 'accessToken',
  input: { AccessToken: required(token) },
  async handle({ client, pool, user }) {
    return {
      Username: user.username,
      UserAttributes: wireAttributes(user, (name) => isReadable(client, pool, name)),
    };
  },
});

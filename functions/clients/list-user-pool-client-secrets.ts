import { loadClient } from '#core/clients/load.ts';
import { requireRegular } from '#core/clients/secrets.ts';
import { fail, TEXT } from '#core/errors.ts';
import { defineOperation } from '../operations.ts';
import { secretDescriptor } from './client-output.ts';

/**
 * Lists the secrets of a client, oldest first, without their values. All fit on one page, so no token is ever valid.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClientSecrets.html
 */
export const listUserPoolClientSecrets = defineOperation('ListUserPoolClientSecrets', {
  async handle(call, { UserPoolId, ClientId, NextToken }) {
    const { client } = await loadClient(call, UserPoolId, ClientId);
    requireRegular(client);
    if (NextToken !== undefined) fail('InvalidParameterException', TEXT.pageTokenInvalid);
    return { ClientSecrets: client.secrets.map((secret) => secretDescriptor(client, secret)) };
  },
});

import { addSecret } from '#core/clients/secrets.ts';
import { defineOperation } from '../operations.ts';
import { secretDescriptor } from './client-output.ts';

/**
 * Adds a second secret. The answer has its value only if the service made it.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddUserPoolClientSecret.html
 */
export const addUserPoolClientSecret = defineOperation('AddUserPoolClientSecret', {
  async handle(call, { UserPoolId, ClientId, ClientSecret }) {
    const { after, added, plain } = await addSecret(call, { poolId: UserPoolId, clientId: ClientId }, ClientSecret);
    const descriptor = secretDescriptor(after, added);
    return {
      ClientSecretDescriptor: ClientSecret === undefined ? { ...descriptor, ClientSecretValue: plain } : descriptor,
    };
  },
});

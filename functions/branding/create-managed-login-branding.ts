import { createStyle } from '#core/branding/change.ts';
import { defineOperation } from '../operations.ts';
import { styleOutput } from './style-output.ts';
import { styleRequest } from './style-request.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateManagedLoginBranding.html */
export const createManagedLoginBranding = defineOperation('CreateManagedLoginBranding', {
  async handle(call, { UserPoolId, ClientId, ...requested }) {
    const style = await createStyle(call, { poolId: UserPoolId, clientId: ClientId }, styleRequest(requested));
    return { ManagedLoginBranding: styleOutput(style) };
  },
});

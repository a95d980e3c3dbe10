import { styleOf } from '#core/branding/change.ts';
import { loadClient } from '#core/clients/load.ts';
import { fail } from '#core/errors.ts';
import { defineOperation } from '../operations.ts';
import { styleOutput } from './style-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeManagedLoginBrandingByClient.html */
export const describeManagedLoginBrandingByClient = defineOperation('DescribeManagedLoginBrandingByClient', {
  async handle(call, { UserPoolId, ClientId, ReturnMergedResources }) {
    const { client } = await loadClient(call, UserPoolId, ClientId);
    const style = await styleOf(call, { poolId: client.poolId, clientId: client.id });
    if (!style) return fail('ResourceNotFoundException', `App client ${ClientId} has no managed login branding.`);
    return { ManagedLoginBranding: styleOutput(style, ReturnMergedResources) };
  },
});

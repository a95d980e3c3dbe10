import { styleById } from '#core/branding/change.ts';
import { defineOperation } from '../operations.ts';
import { styleOutput } from './style-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeManagedLoginBranding.html */
export const describeManagedLoginBranding = defineOperation('DescribeManagedLoginBranding', {
  async handle(call, { UserPoolId, ManagedLoginBrandingId, ReturnMergedResources }) {
    const style = await styleById(call, { poolId: UserPoolId, id: ManagedLoginBrandingId });
    return { ManagedLoginBranding: styleOutput(style, ReturnMergedResources) };
  },
});

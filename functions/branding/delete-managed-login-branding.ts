import { deleteStyle } from '#core/branding/change.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteManagedLoginBranding.html */
export const deleteManagedLoginBranding = defineOperation('DeleteManagedLoginBranding', {
  handle: (call, { UserPoolId, ManagedLoginBrandingId }) =>
    deleteStyle(call, { poolId: UserPoolId, id: ManagedLoginBrandingId }),
});

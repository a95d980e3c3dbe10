import { updateStyle } from '#core/branding/change.ts';
import { fail } from '#core/errors.ts';
import { defineOperation } from '../operations.ts';
import { styleOutput } from './style-output.ts';
import { styleRequest } from './style-request.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateManagedLoginBranding.html */
export const updateManagedLoginBranding = defineOperation('UpdateManagedLoginBranding', {
  async handle(call, { UserPoolId, ManagedLoginBrandingId, ...requested }) {
    // The model requires neither, but nothing else names the style.
    if (UserPoolId === undefined || ManagedLoginBrandingId === undefined) {
      return fail('InvalidParameterException', 'UserPoolId and ManagedLoginBrandingId must be specified.');
    }
    const ref = { poolId: UserPoolId, id: ManagedLoginBrandingId };
    return { ManagedLoginBranding: styleOutput(await updateStyle(call, ref, styleRequest(requested))) };
  },
});

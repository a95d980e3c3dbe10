import { ALL_CLIENTS } from '#core/branding/classic.ts';
import { loadSubject, uiCustomizationOf } from '#core/branding/ui-customization.ts';
import { defineOperation } from '../operations.ts';
import { uiCustomizationOutput } from './ui-customization-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUICustomization.html */
export const getUICustomization = defineOperation('GetUICustomization', {
  async handle(call, { UserPoolId, ClientId = ALL_CLIENTS }) {
    const ids = { poolId: UserPoolId, clientId: ClientId };
    await loadSubject(call, ids);
    const customization = await uiCustomizationOf(call, ids);
    return {
      UICustomization: customization ? uiCustomizationOutput(call.deps.deployment, customization) : {},
    };
  },
});

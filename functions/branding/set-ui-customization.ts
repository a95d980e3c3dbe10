import { ALL_CLIENTS } from '#core/branding/classic.ts';
import { setUiCustomization as set } from '#core/branding/ui-customization.ts';
import { defineOperation } from '../operations.ts';
import { uiCustomizationOutput } from './ui-customization-output.ts';

/**
 * Replaces CSS and image together. Without both, the clients go back to what they had without this customization.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUICustomization.html
 */
export const setUICustomization = defineOperation('SetUICustomization', {
  async handle(call, { UserPoolId, ClientId = ALL_CLIENTS, CSS, ImageFile }) {
    const customization = await set(call, { poolId: UserPoolId, clientId: ClientId }, { css: CSS, image: ImageFile });
    return { UICustomization: uiCustomizationOutput(call.deps.deployment, customization) };
  },
});

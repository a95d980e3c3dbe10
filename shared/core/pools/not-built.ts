import { fail } from '#core/errors.ts';
import type { PoolSettings } from './pool.ts';
import type { SettingsRequest } from './settings-request.ts';

type Row = {
  /** The name of the setting as callers spell it. */
  readonly setting: string;
  readonly isAsked: (request: SettingsRequest, settings: PoolSettings) => boolean;
};

/**
 * The settings that are not built yet. They are refused and not stored, because a pool that shows a trigger or threat
 * protection and acts on neither would be less safe than it looks. A setting that gets built loses its row.
 */
const NOT_BUILT: readonly Row[] = [
  {
    setting: 'LambdaConfig.InboundFederation',
    isAsked: ({ lambdaConfig }) => lambdaConfig?.inboundFederation !== undefined,
  },
  {
    setting: 'UserPoolAddOns.AdvancedSecurityMode other than OFF',
    isAsked: ({ userPoolAddOns }) => (userPoolAddOns?.advancedSecurityMode ?? 'OFF') !== 'OFF',
  },
  {
    setting: 'KeyConfiguration.KeyType CUSTOMER_MANAGED_KEY',
    isAsked: ({ keyConfiguration }) => keyConfiguration?.keyType === 'CUSTOMER_MANAGED_KEY',
  },
  {
    // KeyType does not matter here: a pool that shows a key of its owner would look as if it were sealed with that key.
    setting: 'KeyConfiguration.KmsKeyArn',
    isAsked: ({ keyConfiguration }) => keyConfiguration?.kmsKeyArn !== undefined,
  },
];

/** Throws InvalidParameterException for the first setting that a request asks for and that is not built. */
export function checkBuilt(request: SettingsRequest, settings: PoolSettings): void {
  const row = NOT_BUILT.find(({ isAsked }) => isAsked(request, settings));
  if (row) refuseNotBuilt(row.setting);
}

/** Throws the InvalidParameterException for a setting that is not built. */
export function refuseNotBuilt(setting: string): never {
  return fail('InvalidParameterException', `${setting} is not supported by this version of Ownpool.`);
}

import type { PoolSettings } from './pool.ts';

/** What UpdateUserPool does with a setting whose members the request omits. */
type Omitted = {
  /** The members of the request that give the setting. It counts as omitted when the request has none of them. */
  readonly members: readonly string[];
  readonly omitted: 'kept' | 'reset';
  /** What AWS does, as far as that is known. For `unknown`, `source` says why Ownpool does what it does. */
  readonly aws: 'kept' | 'reset' | 'unknown';
  readonly source: string;
};

const MEASURED = 'measured by others, github.com/go-to-k/cdkd/pull/1982';
const PAGE = 'the page of UpdateUserPool, which says it of every member';

const reset = (member: string, source = PAGE): Omitted => ({
  members: [member],
  omitted: 'reset',
  aws: 'reset',
  source,
});
const kept = (member: string, source: string): Omitted => ({ members: [member], omitted: 'kept', aws: 'kept', source });
const chosen = (member: string, source: string): Omitted => ({
  members: [member],
  omitted: 'kept',
  aws: 'unknown',
  source,
});

/**
 * The one table of what happens to a setting that UpdateUserPool omits. settingsFrom reads it, and docs/updates.md
 * shows it. A setting without a row does not compile.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html
 */
export const OMITTED: { readonly [Name in keyof PoolSettings]-?: Omitted } = {
  passwordPolicy: kept('Policies.PasswordPolicy', MEASURED),
  signInPolicy: kept('Policies.SignInPolicy', MEASURED),
  mfaConfiguration: kept('MfaConfiguration', MEASURED),
  autoVerifiedAttributes: reset('AutoVerifiedAttributes', MEASURED),
  lambdaConfig: reset('LambdaConfig', 'measured by others'),
  adminCreateUserConfig: reset('AdminCreateUserConfig', 'measured by others'),
  userPoolAddOns: reset('UserPoolAddOns', 'measured by others'),
  userAttributeUpdateSettings: kept('UserAttributeUpdateSettings', "the source of Terraform's provider"),
  deletionProtection: chosen('DeletionProtection', 'a pool must not lose its protection by accident'),
  userPoolTier: chosen('UserPoolTier', 'an earlier wording of the page excepts it from the rule (cdkd/issues/1968)'),
  smsConfiguration: chosen('SmsConfiguration', 'the guide says that SMS cannot be deactivated once it is active'),
  userPoolTags: chosen('UserPoolTags', 'tags have operations of their own, which an update must not undo'),
  verificationMessageTemplate: {
    members: [
      'VerificationMessageTemplate',
      'SmsVerificationMessage',
      'EmailVerificationMessage',
      'EmailVerificationSubject',
    ],
    omitted: 'reset',
    aws: 'reset',
    source: PAGE,
  },
  smsAuthenticationMessage: reset('SmsAuthenticationMessage'),
  deviceConfiguration: reset('DeviceConfiguration'),
  emailConfiguration: reset('EmailConfiguration'),
  accountRecoverySetting: reset('AccountRecoverySetting'),
  keyConfiguration: reset('KeyConfiguration'),
  issuerConfiguration: reset('IssuerConfiguration'),
  acrConfiguration: reset('AcrConfiguration'),
  dcrConfiguration: reset('DcrConfiguration'),
};

/** The names of the settings. */
export const SETTING_NAMES = Object.keys(OMITTED) as readonly (keyof PoolSettings)[];

/** Returns those settings of a pool that an update keeps when it omits them. */
export function keptSettings(before: PoolSettings): Partial<PoolSettings> {
  const names = SETTING_NAMES.filter((name) => OMITTED[name].omitted === 'kept');
  return Object.fromEntries(names.map((name) => [name, before[name]]));
}

import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { SETTING_NAMES } from '#core/pools/omitted.ts';
import type { Unversioned } from '#ports/records.ts';
import type { OnWire } from '#protocol/api.ts';
import { toWire } from '#protocol/case.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';
import { SchemaAttributeType } from '#protocol/schema/pool-settings.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';

/**
 * Returns a pool as CreateUserPool and DescribeUserPool show it. Settings that other operations set, such as
 * SetUserPoolMfaConfig, are not among them. `users` is the estimated number of its users.
 */
export function poolOutput(pool: Unversioned<'pool'>, users: number): OnWire<api.UserPoolType> {
  const settings = Object.fromEntries(SETTING_NAMES.map((name) => [name, pool[name]]));
  const { passwordPolicy, signInPolicy, autoVerifiedAttributes: _, userPoolTags: __, ...others } = settings;
  const { id, name, arn, usernameConfiguration, userPoolTags, verificationMessageTemplate: template } = pool;
  const shown = { id, name, arn, usernameConfiguration, ...others, policies: { passwordPolicy, signInPolicy } };
  return {
    // Settings that are stored only to be shown again have no type of their own in the domain.
    ...(toWire(poolsRequests.CreateUserPool, shown) as OnWire<api.UserPoolType>),
    CreationDate: epochSeconds(pool.createdAt),
    LastModifiedDate: epochSeconds(pool.modifiedAt),
    SchemaAttributes: pool.schema.map((attribute) => toWire(SchemaAttributeType.members, attribute)),
    EstimatedNumberOfUsers: users,
    ...listed('AutoVerifiedAttributes', pool.autoVerifiedAttributes),
    ...listed('AliasAttributes', pool.aliasAttributes),
    ...listed('UsernameAttributes', pool.usernameAttributes),
    ...(userPoolTags && Object.keys(userPoolTags).length > 0 && { UserPoolTags: userPoolTags }),
    SmsVerificationMessage: template.smsMessage,
    EmailVerificationMessage: template.emailMessage,
    EmailVerificationSubject: template.emailSubject,
  };
}

/** Returns a member with a list of attributes, or no member if the list is empty, because Cognito omits empty lists. */
function listed<Name extends string, Value>(
  name: Name,
  values: readonly Value[],
): { readonly [N in Name]?: readonly Value[] } {
  return (values.length > 0 ? { [name]: values } : {}) as { readonly [N in Name]?: readonly Value[] };
}

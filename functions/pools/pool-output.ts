import type * as api from '@aws-sdk/client-cognito-identity-provider';
import { effectiveAcr } from '#core/pools/acr.ts';
import type { Unversioned } from '#ports/records.ts';
import type { OnWire } from '#protocol/api.ts';
import { toWire } from '#protocol/case.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';
import { SchemaAttributeType } from '#protocol/schema/pool-settings.ts';
import { poolsRequests } from '#protocol/schema/pools.ts';

/**
 * Returns a pool as CreateUserPool and DescribeUserPool show it. What only SetUserPoolMfaConfig and other operations with
 * a Get of their own set is not shown. `users` is the estimated number of the pool's users.
 */
export function poolOutput(
  pool: Unversioned<'pool'> & { readonly version?: number },
  users: number,
): OnWire<api.UserPoolType> {
  const { softwareTokenMfaConfiguration, emailMfaConfiguration, webAuthnConfiguration, ...described } = pool;
  const { sessionConfiguration, notificationLogGroupArn, issuer, version, ...shown } = described;
  const { schema, createdAt, modifiedAt, passwordPolicy, signInPolicy, ...rest } = shown;
  const { autoVerifiedAttributes, aliasAttributes, usernameAttributes, userPoolTags, ...settings } = rest;
  const template = pool.verificationMessageTemplate;
  const policies = { passwordPolicy, signInPolicy };
  return {
    // Settings that are stored only to be shown again have no type of their own in the domain.
    ...(toWire(poolsRequests.CreateUserPool, { ...settings, policies }) as OnWire<api.UserPoolType>),
    CreationDate: epochSeconds(createdAt),
    LastModifiedDate: epochSeconds(modifiedAt),
    SchemaAttributes: schema.map((attribute) => toWire(SchemaAttributeType.members, attribute)),
    EstimatedNumberOfUsers: users,
    ...(pool.acrConfiguration && { AcrConfiguration: effectiveAcr(pool) }),
    ...listed('AutoVerifiedAttributes', autoVerifiedAttributes),
    ...listed('AliasAttributes', aliasAttributes),
    ...listed('UsernameAttributes', usernameAttributes),
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

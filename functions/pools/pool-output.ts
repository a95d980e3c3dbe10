import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider';
import type { Unversioned } from '#ports/records.ts';
import { toWire } from '#protocol/case.ts';
import { wireDate } from '#protocol/wire-date.ts';

/** A pool as Create and Describe answer it. `users` is the estimated number of its users. */
export function poolOutput(pool: Unversioned<'pool'> & { readonly version?: number }, users: number): UserPoolType {
  const { schema, createdAt, modifiedAt, version: _, passwordPolicy, signInPolicy, ...rest } = pool;
  const { autoVerifiedAttributes, aliasAttributes, usernameAttributes, userPoolTags, issuer: __, ...settings } = rest;
  const template = pool.verificationMessageTemplate;
  const { inviteMessageTemplate: invite, ...admin } = pool.adminCreateUserConfig;
  return {
    // What is only kept for its answer has no type of its own in the domain.
    ...(toWire(settings) as UserPoolType),
    Policies: toWire({ passwordPolicy, signInPolicy }) as UserPoolType['Policies'],
    CreationDate: wireDate(createdAt),
    LastModifiedDate: wireDate(modifiedAt),
    SchemaAttributes: toWire(schema),
    EstimatedNumberOfUsers: users,
    ...listed('AutoVerifiedAttributes', autoVerifiedAttributes),
    ...listed('AliasAttributes', aliasAttributes),
    ...listed('UsernameAttributes', usernameAttributes),
    ...(userPoolTags && Object.keys(userPoolTags).length > 0 && { UserPoolTags: userPoolTags }),
    SmsVerificationMessage: template.smsMessage,
    EmailVerificationMessage: template.emailMessage,
    EmailVerificationSubject: template.emailSubject,
    AdminCreateUserConfig: {
      ...toWire(admin),
      ...(invite && {
        InviteMessageTemplate: {
          SMSMessage: invite.smsMessage,
          EmailMessage: invite.emailMessage,
          EmailSubject: invite.emailSubject,
        },
      }),
    },
  };
}

/** Cognito leaves out the lists of attributes that are empty. */
function listed<Name extends string, Value>(name: Name, values: readonly Value[]): { [N in Name]?: Value[] } {
  return (values.length > 0 ? { [name]: [...values] } : {}) as { [N in Name]?: Value[] };
}

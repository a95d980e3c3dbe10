import type * as api from '@aws-sdk/client-cognito-identity-provider';
import type { Unversioned } from '#ports/records.ts';
import type { OnWire } from '#protocol/api.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';

/** Returns a group as all operations on groups show it: what was never set is absent. */
export function groupOutput(group: Unversioned<'group'>): OnWire<api.GroupType> {
  return {
    GroupName: group.name,
    UserPoolId: group.poolId,
    Description: group.description,
    RoleArn: group.roleArn,
    Precedence: group.precedence,
    LastModifiedDate: epochSeconds(group.modifiedAt),
    CreationDate: epochSeconds(group.createdAt),
  };
}

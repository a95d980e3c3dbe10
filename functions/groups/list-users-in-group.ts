import { loadGroup } from '#core/groups/load.ts';
import { userOutput } from '#protocol/user-output.ts';
import { defineOperation } from '../operations.ts';

const MOST = 60;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html */
export const listUsersInGroup = defineOperation('ListUsersInGroup', {
  async handle(call, { UserPoolId, GroupName, Limit, NextToken }) {
    const { pool, group } = await loadGroup(call, UserPoolId, GroupName);
    const members = { poolId: group.poolId, gid: group.gid };
    const page = { limit: Limit || MOST, token: NextToken };
    const { values, nextToken } = await call.deps.records.list('users', members, page);
    return { Users: values.map((user) => userOutput(pool, user)), NextToken: nextToken };
  },
});

import { withPool } from '#core/call.ts';
import { listGroupsOf } from '#core/groups/list.ts';
import { findUserOrFail } from '#core/users/find.ts';
import { defineOperation } from '../operations.ts';
import { groupOutput } from './group-output.ts';

const MOST = 60;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html */
export const adminListGroupsForUser = defineOperation('AdminListGroupsForUser', {
  async handle(context, { UserPoolId, Username, Limit, NextToken }) {
    const call = await withPool(context, UserPoolId);
    const page = { limit: Limit || MOST, token: NextToken };
    const { values, nextToken } = await listGroupsOf(call, await findUserOrFail(call, Username), page);
    return { Groups: values.map(groupOutput), NextToken: nextToken };
  },
});

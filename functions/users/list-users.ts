import { withPool } from '#core/call.ts';
import { checkRequested, listUsers as search } from '#core/user-filter/list-users.ts';
import { userOutput } from '#protocol/user-output.ts';
import { defineOperation } from '../operations.ts';

const MOST = 60;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
export const listUsers = defineOperation('ListUsers', {
  async handle(context, { UserPoolId, AttributesToGet = [], Limit, PaginationToken, Filter = '' }) {
    const call = await withPool(context, UserPoolId, ({ pool }) => checkRequested(pool, AttributesToGet));
    const { values, nextToken } = await search(call, {
      filter: Filter,
      attributes: AttributesToGet,
      limit: Limit || MOST,
      token: PaginationToken,
    });
    const shown = (name: string) => AttributesToGet.length === 0 || AttributesToGet.includes(name);
    return { Users: values.map((user) => userOutput(call.pool, user, shown)), PaginationToken: nextToken };
  },
});

import { fail } from '#core/errors.ts';
import { readPool } from '#core/pools/change.ts';
import { replicasOf } from '#core/pools/replicas.ts';
import { toWire } from '#protocol/case.ts';
import { defineOperation } from '../operations.ts';

/**
 * The list fits into one page, so no token is good for another one.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolReplicas.html
 */
export const listUserPoolReplicas = defineOperation('ListUserPoolReplicas', {
  async handle(call, { UserPoolId, NextToken }) {
    const pool = await readPool(call, UserPoolId);
    if (NextToken !== undefined) fail('InvalidParameterException', 'Invalid pagination token given.');
    return { UserPoolReplicas: replicasOf(pool).map((replica) => toWire({}, replica)) };
  },
});

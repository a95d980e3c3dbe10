import { readPool } from '#core/pools/change.ts';
import { defineOperation } from '../operations.ts';
import { sessionOutput } from './session-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolSessionConfiguration.html */
export const getUserPoolSessionConfiguration = defineOperation('GetUserPoolSessionConfiguration', {
  async handle(call, { UserPoolId }) {
    return sessionOutput(await readPool(call, UserPoolId));
  },
});

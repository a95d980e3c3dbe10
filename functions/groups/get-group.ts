import { loadGroup } from '#core/groups/load.ts';
import { defineOperation } from '../operations.ts';
import { groupOutput } from './group-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetGroup.html */
export const getGroup = defineOperation('GetGroup', {
  async handle(call, { UserPoolId, GroupName }) {
    const { group } = await loadGroup(call, UserPoolId, GroupName);
    return { Group: groupOutput(group) };
  },
});

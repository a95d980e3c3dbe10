import { setRiskConfiguration as set } from '#core/risk/change.ts';
import { toDomain } from '#protocol/case.ts';
import { riskRequests } from '#protocol/schema/risk.ts';
import { defineOperation } from '../operations.ts';
import { riskOutput } from './risk-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetRiskConfiguration.html */
export const setRiskConfiguration = defineOperation('SetRiskConfiguration', {
  async handle(call, { UserPoolId, ClientId, ...requested }) {
    const settings = toDomain(riskRequests.SetRiskConfiguration, requested);
    const configuration = await set(call, { poolId: UserPoolId, clientId: ClientId }, settings);
    return { RiskConfiguration: riskOutput(configuration) };
  },
});

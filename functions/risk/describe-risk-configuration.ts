import { riskConfigurationOf } from '#core/risk/change.ts';
import { EVERY_CLIENT } from '#core/risk/risk-configuration.ts';
import { defineOperation } from '../operations.ts';
import { riskOutput } from './risk-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeRiskConfiguration.html */
export const describeRiskConfiguration = defineOperation('DescribeRiskConfiguration', {
  async handle(call, { UserPoolId, ClientId }) {
    const configuration = await riskConfigurationOf(call, { poolId: UserPoolId, clientId: ClientId });
    return {
      RiskConfiguration: configuration
        ? riskOutput(configuration)
        : { UserPoolId, ...(ClientId !== undefined && ClientId !== EVERY_CLIENT && { ClientId }) },
    };
  },
});

import { changeClient } from '#core/clients/change.ts';
import { checkSessionTier, checkTracksSessions } from '#core/pools/sessions.ts';
import { defineOperation } from '../operations.ts';
import { sessionOutput } from './session-output.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolClientSessionConfiguration.html */
export const setUserPoolClientSessionConfiguration = defineOperation('SetUserPoolClientSessionConfiguration', {
  async handle(call, { UserPoolId, ClientId, SSOSession }) {
    const sessionConfiguration = { ssoSession: { maxValidityMinutes: SSOSession.MaxValidityMinutes } };
    const { after } = await changeClient(call, { poolId: UserPoolId, clientId: ClientId }, (before, pool) => {
      checkSessionTier(pool);
      checkTracksSessions(pool);
      return { after: { ...before, sessionConfiguration } };
    });
    return sessionOutput(after);
  },
});

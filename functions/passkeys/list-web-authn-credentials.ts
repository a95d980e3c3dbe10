import { friendlyName, MOST_OF_USER } from '#core/passkeys/passkey.ts';
import { epochSeconds } from '#protocol/epoch-seconds.ts';
import { defineOperation } from '../operations.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html */
export const listWebAuthnCredentials = defineOperation('ListWebAuthnCredentials', {
  async handle({ deps, user: { poolId, sub } }, { MaxResults, NextToken }) {
    const page = { limit: MaxResults || MOST_OF_USER, token: NextToken };
    const { values, nextToken } = await deps.records.within('passkey', { poolId, sub }, page);
    const Credentials = values.map((passkey) => ({
      CredentialId: passkey.credentialId,
      FriendlyCredentialName: friendlyName(passkey),
      RelyingPartyId: passkey.rpId,
      AuthenticatorAttachment: passkey.attachment,
      AuthenticatorTransports: [...passkey.transports],
      CreatedAt: epochSeconds(passkey.createdAt),
    }));
    return { Credentials, NextToken: nextToken };
  },
});

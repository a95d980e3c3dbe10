import { expect } from 'vitest';
import { poolOn } from '#test/world.ts';
import { device, owner, WITH_PASSKEYS } from '../operations/passkeys/setup.ts';
import type { WriteCase } from './configuration-cases.ts';
import type { World } from './world.ts';

const explicitAuthFlows = ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH'] as const;

/** Somebody with an authenticator that counts, in a pool that lets people sign in with passkeys. */
async function somebody({ app }: World) {
  const test = await poolOn(app, WITH_PASSKEYS, { explicitAuthFlows });
  const ada = await owner(test);
  const has = (count: number) => async () => expect((await ada.list()).Credentials).toHaveLength(count);
  return { test, ada, own: device(), has };
}

/** Requests about passkeys, and by people who sign in with them. */
export const PASSKEYS: readonly WriteCase[] = [
  {
    operation: 'StartWebAuthnRegistration',
    async arrange(world) {
      const { ada } = await somebody(world);
      return { input: { AccessToken: ada.token } };
    },
  },
  {
    operation: 'CompleteWebAuthnRegistration',
    twice: ['WebAuthnChallengeNotFoundException'],
    async arrange(world) {
      const { ada, own, has } = await somebody(world);
      const { challenge } = await ada.start();
      return { input: { AccessToken: ada.token, Credential: own.register({ challenge }) }, holds: has(1) };
    },
  },
  {
    operation: 'DeleteWebAuthnCredential',
    twice: ['ResourceNotFoundException'],
    async arrange(world) {
      const { ada, own, has } = await somebody(world);
      await ada.add(own);
      return { input: { AccessToken: ada.token, CredentialId: own.id }, holds: has(0) };
    },
  },
  {
    operation: 'RespondToAuthChallenge',
    what: 'WEB_AUTHN',
    twice: ['NotAuthorizedException'],
    async arrange(world) {
      const { test, ada, own } = await somebody(world);
      await ada.add(own);
      const USERNAME = ada.username;
      const asked = await test.initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'WEB_AUTHN' });
      const { ChallengeName, Session, ChallengeParameters } = asked;
      const { challenge } = JSON.parse(ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS);
      const CREDENTIAL = JSON.stringify(own.assert({ challenge, counter: 1 }));
      const ChallengeResponses = { USERNAME, CREDENTIAL };
      const holds = async () => expect((await ada.stored()).passkeys).toMatchObject([{ counter: 1 }]);
      return { input: { ClientId: test.client.id, ChallengeName, Session, ChallengeResponses }, holds };
    },
  },
];

import type { Pool } from '#core/pools/pool.ts';
import type { Answer } from '#test/app.ts';
import { type Authenticator, authenticator } from '#test/authenticator.ts';
import type { ExpectedError } from '#test/errors.ts';
import type { TestPool } from '#test/world.ts';

export const RP_ID = 'auth.example.com';
export const ORIGIN = `https://${RP_ID}`;
/** A pool in which people may sign in with passkeys. No operation makes one yet. */
export const WITH_PASSKEYS: Partial<Pool> = {
  signInPolicy: { allowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] },
  webAuthnConfiguration: { relyingPartyId: RP_ID },
};

const webAuthn = (what: string, message: string): ExpectedError => ({ name: `WebAuthn${what}Exception`, message });
export const NOT_ENABLED = webAuthn('NotEnabled', 'Passkeys are not enabled for the user pool.');
export const NO_CONFIGURATION = webAuthn(
  'ConfigurationMissing',
  'The user pool has neither a relying party id nor a domain.',
);
export const NO_CHALLENGE = webAuthn(
  'ChallengeNotFound',
  'The registration of the passkey has expired or was not started.',
);
export const OTHER_CLIENT = webAuthn(
  'ClientMismatch',
  'The registration of the passkey was started by another app client.',
);
export const WRONG_ORIGIN = webAuthn(
  'OriginNotAllowed',
  'The origin of the passkey is not allowed for the relying party id of the user pool.',
);
export const WRONG_RELYING_PARTY = webAuthn(
  'RelyingPartyMismatch',
  'The passkey belongs to another relying party id than that of the user pool.',
);
export const NOT_SUPPORTED = webAuthn('CredentialNotSupported', 'The passkey is of a kind that is not supported.');
export const NOT_VALID: ExpectedError = {
  name: 'InvalidParameterException',
  message: 'Credential data is not valid',
};
export const TOO_MANY: ExpectedError = {
  name: 'LimitExceededException',
  message: 'A user cannot have more than 20 passkeys.',
};
export const NO_PASSKEY: ExpectedError = {
  name: 'ResourceNotFoundException',
  message: 'The passkey does not exist.',
};

/** An authenticator on a page of the relying party. */
export const device = (more: Parameters<typeof authenticator>[0] = {}): Authenticator =>
  authenticator({ rpId: RP_ID, origin: ORIGIN, ...more });

/** A new user who has signed in, and the operations on their own passkeys. */
export async function owner(test: TestPool) {
  const { username, sub } = await test.someone();
  const { AccessToken } = await test.tokens(username);
  return ownerWith(test, sub, username, AccessToken);
}

/** The same user with another access token. */
export function ownerWith({ app, pool }: TestPool, sub: string, username: string, AccessToken: string) {
  const by = (operation: string, input: object = {}): Promise<Answer> => app.call(operation, { AccessToken, ...input });
  const start = async (): Promise<Answer> => (await by('StartWebAuthnRegistration')).CredentialCreationOptions;
  const complete = (Credential: unknown) => by('CompleteWebAuthnRegistration', { Credential });
  return {
    sub,
    username,
    token: AccessToken,
    start,
    complete,
    /** Registers a new passkey of an authenticator. */
    add: async (own = device()): Promise<Authenticator> => {
      const { challenge } = await start();
      await complete(own.register({ challenge }));
      return own;
    },
    list: async (input: object = {}): Promise<Answer> => by('ListWebAuthnCredentials', input),
    remove: (CredentialId: string) => by('DeleteWebAuthnCredential', { CredentialId }),
    /** What is stored of the user: the user, the passkeys, and the registration that has begun. */
    stored: async () => {
      const ids = { poolId: pool.id, sub };
      const { user, registration } = await app.deps.records.read({
        user: { kind: 'user', id: ids },
        registration: { kind: 'passkeyRegistration', id: ids },
      });
      return { user: user!, registration, passkeys: (await app.deps.records.within('passkey', ids)).values };
    },
  };
}

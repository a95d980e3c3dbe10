import type { Pool } from '#core/pools/pool.ts';
import type { MfaFactor } from '#core/users/user.ts';
import { codeOf, STEP } from '#test/authenticator-app.ts';
import type { NewUser } from '#test/fixtures.ts';
import { newName, type TestPool } from '#test/world.ts';

/** Settings of pools that offer software tokens. */
export const OPTIONAL: Partial<Pool> = {
  mfaConfiguration: 'OPTIONAL',
  softwareTokenMfaConfiguration: { enabled: true },
};
export const REQUIRED: Partial<Pool> = { ...OPTIONAL, mfaConfiguration: 'ON' };
/** Settings of a pool that offers every factor. */
export const EVERY_FACTOR: Partial<Pool> = {
  ...OPTIONAL,
  smsConfiguration: { snsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
  emailMfaConfiguration: {},
};

export const invalid = (message: string) => ({ name: 'InvalidParameterException', message });
export const NOT_OFFERED = {
  name: 'SoftwareTokenMFANotFoundException',
  message: 'Software Token MFA has not been enabled by the userPool',
};
export const NOT_SET_UP = invalid('User has not set up software token mfa');
export const WRONG_CODE = {
  name: 'EnableSoftwareTokenMFAException',
  message: 'Code mismatch and fail enable Software Token MFA',
};

/** A user of a pool, and the operations on their factors. `own` are calls with an access token from before MFA. */
export async function newcomer(test: TestPool, given: Partial<NewUser> = {}) {
  const { app } = test;
  const { username } = newName();
  await test.add(username, given);
  const { AccessToken } = await test.tokens(username);
  const own = (operation: string, input: object = {}) => app.call(operation, { AccessToken, ...input });
  const associate = async (): Promise<string> => (await own('AssociateSoftwareToken')).SecretCode;
  const verify = (UserCode: string, more: object = {}) => own('VerifySoftwareToken', { UserCode, ...more });
  const prefer = (settings: object) => own('SetUserMFAPreference', settings);
  const answer = (Session: string, code: string, more: object = {}) =>
    test.respond('SOFTWARE_TOKEN_MFA', { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: code, ...more }, Session);
  return {
    username,
    AccessToken,
    own,
    associate,
    verify,
    prefer,
    answer,
    stored: async () => (await test.stored(username))!,
    /** Registers an authenticator app, and returns its secret. A step later, so that the next code is fresh. */
    register: async (more: object = {}): Promise<string> => {
      const secret = await associate();
      await verify(codeOf(app, secret), more);
      app.advance(STEP);
      return secret;
    },
    token: async () =>
      (
        await app.deps.records.read({
          token: { kind: 'softwareToken', id: { poolId: test.pool.id, sub: (await test.stored(username))!.sub } },
        })
      ).token,
  };
}

/** A user of an OPTIONAL pool who is asked for the code of an app, and the secret of that app. */
export async function protectedUser(test: TestPool, more: object = {}) {
  const user = await newcomer(test);
  const secret = await user.register(more);
  await user.prefer({ SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });
  return { ...user, secret };
}

/** What AdminGetUser shows of a user's factors. */
export async function shown({ call }: TestPool, Username: string) {
  const { MFAOptions, UserMFASettingList, PreferredMfaSetting } = await call('AdminGetUser', { Username });
  return {
    options: MFAOptions,
    factors: UserMFASettingList as MfaFactor[] | undefined,
    preferred: PreferredMfaSetting,
  };
}

import { beforeAll, describe, expect, it } from 'vitest';
import type { User } from '#core/users/user.ts';
import { ACCESS_TOKEN_INVALID, USER_UNKNOWN } from '#test/errors.ts';
import { ANY_CASE, newName, type TestPool, testPools, verified } from '#test/world.ts';
import { CHOICE, CODES } from '../sign-in/choice.ts';

const { app, ...service } = testPools(CODES, CHOICE);

describe.each(['GetUserAuthFactors', 'AdminGetUserAuthFactors'])('%s', (operation) => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool({ mfaConfiguration: 'OPTIONAL', softwareTokenMfaConfiguration: { enabled: true } });
  });

  /** What the operation answers about a user who has signed in and has changed since. */
  const factorsOf = async (changes: Partial<User>, at = w) => {
    const { username, email } = newName();
    await at.add(username, { attributes: verified(email) });
    const { AccessToken } = await at.tokens(username);
    await at.force(username, changes);
    const { Username, ...answer } =
      operation === 'GetUserAuthFactors'
        ? await app.call(operation, { AccessToken })
        : await at.call(operation, { Username: username });
    expect(Username).toBe(username);
    return answer;
  };

  it.each([
    ['a password and an address', {}, ['PASSWORD', 'EMAIL_OTP']],
    ['an address alone', { sealedCredentials: undefined }, ['EMAIL_OTP']],
    ['a token that is not turned on', { mfa: { softwareToken: {} } }, ['PASSWORD', 'EMAIL_OTP', 'SOFTWARE_TOKEN']],
    ['nothing', { sealedCredentials: undefined, attributes: {} }, []],
  ] as const)('tells what a user may begin with who has %s', async (_what, changes, factors) => {
    expect(await factorsOf(changes as Partial<User>)).toEqual({ ConfiguredUserAuthFactors: factors });
  });

  it('tells of the token and the preference of a user who has turned it on, and no longer of codes', async () => {
    const mfa = { softwareToken: {}, enabled: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' } as const;
    expect(await factorsOf({ mfa })).toEqual({
      ConfiguredUserAuthFactors: ['PASSWORD', 'SOFTWARE_TOKEN'],
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
    });
  });

  it('shows the name in lower case where the pool ignores case', async () => {
    const own = await service.pool(ANY_CASE);
    await own.add('ADA');
    const { AccessToken } = await own.tokens('ADA');
    const answer =
      operation === 'GetUserAuthFactors'
        ? await app.call(operation, { AccessToken })
        : await own.call(operation, { Username: 'ADA' });
    expect(answer.Username).toBe('ada');
  });

  it('keeps to what the pool allows', async () => {
    const own = await service.pool({ signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] } });
    expect(await factorsOf({}, own)).toEqual({ ConfiguredUserAuthFactors: ['PASSWORD'] });
  });

  it('refuses whom it does not know', async () => {
    if (operation === 'GetUserAuthFactors') {
      await expect(app.call(operation, { AccessToken: 'x.y.z' })).rejects.toMatchObject(ACCESS_TOKEN_INVALID);
    } else {
      await expect(w.call(operation, { Username: 'nobody' })).rejects.toMatchObject(USER_UNKNOWN);
    }
  });
});

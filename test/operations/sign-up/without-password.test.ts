import { describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { INCORRECT } from '#test/errors.ts';
import type { ClientSettings } from '#test/fixtures.ts';
import { ANY_CASE, anotherClient, newName, OTHER_PASSWORD, testPools, type Values } from '#test/world.ts';
import { CHOICE, CODES } from '../sign-in/choice.ts';

const AUTO: Partial<Pool> = { ...CODES, autoVerifiedAttributes: ['email'] };
const { app, ...service } = testPools(AUTO, CHOICE);
const TOO_SHORT = {
  name: 'InvalidPasswordException',
  message: 'Password did not conform with policy: Password not long enough',
};

describe('SignUp without a password', () => {
  it.each([undefined, ''])('creates a user who signs in by a code (Password %j)', async (Password) => {
    const w = await service.pool();
    const { username, email } = newName();
    await w.signUp(username, { email }, { Password });
    expect((await w.stored(username))!.sealedCredentials).toBeUndefined();
    const { AvailableChallenges, Session } = await w.initiate('USER_AUTH', { USERNAME: username });
    expect(AvailableChallenges).toEqual(['EMAIL_OTP']);
    const challenge = await w.respond('SELECT_CHALLENGE', { USERNAME: username, ANSWER: 'EMAIL_OTP' }, Session);
    const responses = { USERNAME: username, EMAIL_OTP_CODE: w.codeFor(email) };
    const { AuthenticationResult } = await w.respond('EMAIL_OTP', responses, challenge.Session);
    const { AccessToken } = AuthenticationResult;
    expect(await w.getUser(AccessToken)).toMatchObject({ Username: username });
    expect((await w.stored(username))!.status).toBe('CONFIRMED');

    // There is no password: not even an empty one, and none to reset. The first may be set at any time.
    await expect(w.signIn(username)).rejects.toMatchObject(INCORRECT);
    await expect(w.signInSrp(username, '')).rejects.toMatchObject(INCORRECT);
    await app.call('ChangePassword', { AccessToken, ProposedPassword: OTHER_PASSWORD });
    await w.signIn(username, OTHER_PASSWORD);
    const list = (await w.initiate('USER_AUTH', { USERNAME: username })).AvailableChallenges;
    expect(list).toEqual(['PASSWORD_SRP', 'PASSWORD', 'EMAIL_OTP']);
  });

  it('may be confirmed with its code before, and set a password by ForgotPassword', async () => {
    const w = await service.pool();
    const { username, email } = newName();
    await w.signUp(username, { email }, { Password: undefined });
    await w.confirmSignUp(username, w.codeFor(email));
    await w.forgotPassword(username);
    await w.confirmForgotPassword(username, w.codeFor(email));
    await w.signIn(username, OTHER_PASSWORD);
  });

  it('takes the e-mail address that is the user name', async () => {
    const w = await service.pool({ usernameAttributes: ['email'], ...ANY_CASE });
    const { email } = newName('Ada@Example.com');
    await w.signUp(email, {}, { Password: undefined });
    expect((await w.initiate('USER_AUTH', { USERNAME: email })).AvailableChallenges).toEqual(['EMAIL_OTP']);
  });

  it.each([
    ['the pool allows passwords alone', { signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] } }, {}, undefined],
    ['the tier is LITE', { userPoolTier: 'LITE' }, {}, undefined],
    ['the pool does not verify the attribute', { autoVerifiedAttributes: [] }, {}, undefined],
    ['it verifies another one', { autoVerifiedAttributes: ['phone_number'] }, {}, undefined],
    ['the client does not allow USER_AUTH', {}, { explicitAuthFlows: [] }, undefined],
    ['the user gives no address', {}, {}, {}],
    ['the user gives only what codes cannot go to', {}, {}, { phone_number: '+15551234567' }],
  ] as const)('is refused where %s', async (_where, settings, client, values) => {
    const pool = await service.pool(settings as Partial<Pool>);
    const w = await anotherClient(pool, { ...CHOICE, ...client } as ClientSettings);
    const { username, email } = newName();
    const attributes: Values = values ?? { email };
    await expect(w.signUp(username, attributes, { Password: undefined })).rejects.toMatchObject(TOO_SHORT);
    expect(await w.stored(username)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { codeOf, STEP } from '#test/authenticator-app.ts';
import { atOnce, beforeNextCommit, HOUR, testPools } from '#test/world.ts';
import { invalid, NOT_OFFERED, NOT_SET_UP, newcomer, OPTIONAL, protectedUser, shown, WRONG_CODE } from './setup.ts';

const service = testPools(OPTIONAL);
const code = (secret: string, steps = 0) => codeOf(service.app, secret, steps);
/** A code that is none of the three which are accepted now. */
function wrong(secret: string): string {
  const right = [-1, 0, 1].map((steps) => code(secret, steps));
  return ['000000', '000001', '000002', '000003'].find((one) => !right.includes(one))!;
}

describe('VerifySoftwareToken with an access token', () => {
  it('registers the token with its name, and turns nothing on', async () => {
    const test = await service.pool();
    const user = await newcomer(test);
    const secret = await user.associate();
    const before = await user.stored();
    expect(await user.verify(code(secret), { FriendlyDeviceName: 'my phone' })).toStrictEqual({ Status: 'SUCCESS' });
    const after = await user.stored();
    expect(after.mfa).toStrictEqual({ softwareToken: { name: 'my phone' } });
    expect(after.stamp).not.toBe(before.stamp);
    expect(await shown(test, user.username)).toEqual({});
    expect(await test.signIn(user.username)).toHaveProperty('AuthenticationResult');
    expect(await user.own('GetUser')).not.toHaveProperty('UserMFASettingList');
  });

  it.each([-1, 0, 1])('accepts a code of %d steps from now, which then is used up', async (steps) => {
    const user = await protectedUser(await service.pool());
    const secret = await user.associate();
    const given = code(secret, steps);
    await user.verify(given);
    const used = Math.floor(service.app.deps.clock.now() / STEP) + steps;
    expect(await user.token()).toMatchObject({ secret, usedStep: used });
  });

  it.each([-2, 2])('refuses a code of %d steps from now', async (steps) => {
    const user = await newcomer(await service.pool());
    const secret = await user.associate();
    await expect(user.verify(code(secret, steps))).rejects.toMatchObject(WRONG_CODE);
    expect((await user.stored()).mfa).toBeUndefined();
  });

  it('refuses the code that an app makes with SHA-256', async () => {
    const user = await newcomer(await service.pool());
    const secret = await user.associate();
    await expect(user.verify(codeOf(service.app, secret, 0, 'SHA256'))).rejects.toMatchObject(WRONG_CODE);
  });

  it('does not accept the registering code at the next sign-in', async () => {
    const test = await service.pool();
    const user = await newcomer(test);
    const secret = await user.associate();
    await user.verify(code(secret));
    await user.prefer({ SoftwareTokenMfaSettings: { Enabled: true } });
    const { Session } = await test.signIn(user.username);
    await expect(user.answer(Session, code(secret))).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    service.app.advance(STEP);
    expect(await user.answer(Session, code(secret))).toHaveProperty('AuthenticationResult');
  });

  it('replaces the token, keeps the settings, and ends sign-ins in progress', async () => {
    const test = await service.pool();
    const user = await protectedUser(test, { FriendlyDeviceName: 'old' });
    const { Session } = await test.signIn(user.username);
    const secret = await user.associate();
    await user.verify(code(secret));
    expect((await user.stored()).mfa).toStrictEqual({
      enabled: ['SOFTWARE_TOKEN_MFA'],
      preferred: 'SOFTWARE_TOKEN_MFA',
      softwareToken: {},
    });
    service.app.advance(STEP);
    const ended = { name: 'NotAuthorizedException', message: 'Invalid session for the user.' };
    await expect(user.answer(Session, code(user.secret))).rejects.toMatchObject(ended);
    const next = (await test.signIn(user.username)).Session;
    await expect(user.answer(next, code(user.secret))).rejects.toMatchObject({ name: 'CodeMismatchException' });
    expect(await user.answer(next, code(secret))).toHaveProperty('AuthenticationResult');
  });

  it('refuses a code when no secret waits for one', async () => {
    const user = await newcomer(await service.pool());
    await expect(user.verify('123456')).rejects.toMatchObject(NOT_SET_UP);
    const secret = await user.register();
    await expect(user.verify(code(secret))).rejects.toMatchObject(NOT_SET_UP);
  });

  it('registers once when the same code comes in parallel', async () => {
    const user = await newcomer(await service.pool());
    const secret = await user.associate();
    const { answers, errors } = await atOnce(10, () => user.verify(code(secret)));
    expect(answers).toHaveLength(1);
    for (const error of errors) expect(error).toMatchObject(NOT_SET_UP);
    expect(await user.token()).toMatchObject({ secret });
  });

  it('refuses more than 15 wrong codes in an hour, and the right one after them', async () => {
    const test = await service.pool();
    const user = await newcomer(test);
    const secret = await user.associate();
    for (let count = 0; count < 15; count++) await expect(user.verify(wrong(secret))).rejects.toMatchObject(WRONG_CODE);
    const locked = { name: 'TooManyRequestsException' };
    await expect(user.verify(code(secret))).rejects.toMatchObject(locked);
    expect((await user.stored()).mfa).toBeUndefined();
    // A new secret is no way around the lock.
    const again = await user.associate();
    await expect(user.verify(code(again))).rejects.toMatchObject(locked);
    service.app.advance(HOUR);
    const { AccessToken } = await test.tokens(user.username);
    await service.app.call('VerifySoftwareToken', { AccessToken, UserCode: code(again) });
    expect((await user.stored()).mfa).toStrictEqual({ softwareToken: {} });
  });

  it('registers nothing for a user who was signed out meanwhile', async () => {
    const test = await service.pool();
    const user = await newcomer(test);
    const secret = await user.associate();
    beforeNextCommit(service.app, () => test.call('AdminUserGlobalSignOut', { Username: user.username }));
    await expect(user.verify(code(secret))).rejects.toMatchObject({ message: 'Access Token has been revoked' });
    expect((await user.stored()).mfa).toBeUndefined();
    expect(await user.token()).not.toHaveProperty('secret');
  });

  it('goes on when another change of the user came first', async () => {
    const test = await service.pool();
    const user = await newcomer(test);
    const secret = await user.associate();
    const UserAttributes = [{ Name: 'name', Value: 'Ann' }];
    beforeNextCommit(service.app, () => user.own('UpdateUserAttributes', { UserAttributes }));
    await user.verify(code(secret));
    expect(await user.stored()).toMatchObject({ attributes: { name: 'Ann' }, mfa: { softwareToken: {} } });
  });

  it('refuses names that are too long, codes of another form, and pools without software tokens', async () => {
    const test = await service.pool();
    const user = await newcomer(test);
    const secret = await user.associate();
    await expect(user.verify(code(secret), { FriendlyDeviceName: 'x'.repeat(1025) })).rejects.toMatchObject(
      invalid('FriendlyDeviceName cannot have more than 1024 characters.'),
    );
    for (const UserCode of ['12345', '1234567', 'abcdef', '']) {
      await expect(user.verify(UserCode)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
    await user.verify(code(secret), { FriendlyDeviceName: 'x'.repeat(1024) });
    const other = await newcomer(await service.pool({ mfaConfiguration: 'OFF' }));
    await expect(other.verify('123456')).rejects.toMatchObject(NOT_OFFERED);
  });
});

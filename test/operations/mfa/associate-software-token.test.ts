import { describe, expect, it } from 'vitest';
import { codeOf } from '#test/authenticator-app.ts';
import { atOnce, testPools } from '#test/world.ts';
import { NOT_OFFERED, newcomer, OPTIONAL, shown } from './setup.ts';

const service = testPools(OPTIONAL);

describe('AssociateSoftwareToken with an access token', () => {
  it('returns a new secret each time and no Session', async () => {
    const user = await newcomer(await service.pool());
    const answer = await user.own('AssociateSoftwareToken');
    expect(answer).toStrictEqual({ SecretCode: expect.stringMatching(/^[A-Z2-7]{32}$/) });
    expect(await user.associate()).not.toBe(answer.SecretCode);
  });

  it('changes nothing about the user before the first code', async () => {
    const test = await service.pool();
    const user = await newcomer(test);
    const before = await user.stored();
    await user.associate();
    expect(await user.stored()).toStrictEqual(before);
    expect(await shown(test, user.username)).toEqual({});
  });

  it('leaves the previous token in use until the new one is verified', async () => {
    const user = await newcomer(await service.pool());
    const first = await user.register();
    const second = await user.associate();
    expect(await user.token()).toMatchObject({ secret: first, pending: second });
    await user.verify(codeOf(service.app, second));
    expect(await user.token()).toMatchObject({ secret: second });
    expect(await user.token()).not.toHaveProperty('pending');
  });

  it('leaves one secret that waits when it is called in parallel', async () => {
    const user = await newcomer(await service.pool());
    const { answers, errors } = await atOnce(5, () => user.associate());
    expect(errors).toStrictEqual([]);
    expect(answers).toContain((await user.token())?.pending);
  });

  it.each([{ mfaConfiguration: 'OFF' }, { softwareTokenMfaConfiguration: undefined }] as const)(
    'refuses a pool without software tokens: %j',
    async (settings) => {
      const user = await newcomer(await service.pool(settings));
      await expect(user.associate()).rejects.toMatchObject(NOT_OFFERED);
      expect(await user.token()).toBeUndefined();
    },
  );

  it('sees at once that the pool offers software tokens now', async () => {
    const test = await service.pool({ softwareTokenMfaConfiguration: undefined });
    const user = await newcomer(test);
    await test.changePool(OPTIONAL);
    expect(await user.associate()).toMatch(/^[A-Z2-7]{32}$/);
  });

  it('refuses a user who must reset the password', async () => {
    const test = await service.pool();
    const user = await newcomer(test);
    await test.force(user.username, { status: 'RESET_REQUIRED' });
    await expect(user.associate()).rejects.toMatchObject({ name: 'PasswordResetRequiredException' });
  });

  it('needs exactly one of an access token and a Session', async () => {
    const user = await newcomer(await service.pool());
    const neither = { name: 'InvalidParameterException', message: expect.stringContaining('Exactly one of') };
    await expect(service.app.call('AssociateSoftwareToken', {})).rejects.toMatchObject(neither);
    await expect(user.own('AssociateSoftwareToken', { Session: 'x'.repeat(20) })).rejects.toMatchObject(neither);
    await expect(service.app.call('AssociateSoftwareToken', { AccessToken: 'wrong' })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });

  it('refuses a revoked access token', async () => {
    const user = await newcomer(await service.pool());
    await user.own('GlobalSignOut');
    await expect(user.associate()).rejects.toMatchObject({ message: 'Access Token has been revoked' });
  });
});

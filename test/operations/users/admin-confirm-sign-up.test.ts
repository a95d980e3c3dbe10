import { describe, expect, it } from 'vitest';
import { cannotConfirm } from '#test/errors.ts';
import { atOnce, attribute, testPools } from '#test/world.ts';

const service = testPools();

describe('AdminConfirmSignUp', () => {
  it('confirms the user and verifies nothing', async () => {
    const { app, call, signUp, signIn } = await service.pool({ autoVerifiedAttributes: ['email'] });
    await signUp('ann', [attribute('email', 'ann@example.com')]);
    await expect(signIn('ann')).rejects.toMatchObject({ name: 'UserNotConfirmedException' });
    app.advance(5000);
    expect(await call('AdminConfirmSignUp', { Username: 'ann', ClientMetadata: { a: 'b' } })).toEqual({});
    const user = await call('AdminGetUser', { Username: 'ann' });
    expect(user.UserStatus).toBe('CONFIRMED');
    expect(user.UserLastModifiedDate).toBe(user.UserCreateDate + 5);
    expect(user.UserAttributes.filter(({ Name }: { Name: string }) => Name.endsWith('_verified'))).not.toContainEqual({
      Name: 'email_verified',
      Value: 'true',
    });
    expect(await signIn('ann')).toHaveProperty('AuthenticationResult.AccessToken');
  });

  it.each(['CONFIRMED', 'FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED', 'EXTERNAL_PROVIDER'] as const)(
    'refuses a user who is %s',
    async (status) => {
      const { call, create, force, stored } = await service.pool();
      await create('ann');
      await force('ann', { status });
      const before = await stored('ann');
      await expect(call('AdminConfirmSignUp', { Username: 'ann' })).rejects.toMatchObject(cannotConfirm(status));
      expect(await stored('ann')).toEqual(before);
    },
  );

  it('succeeds once of 20 at the same time', async () => {
    const { call, signUp } = await service.pool();
    await signUp('ann');
    const { answers, errors } = await atOnce(20, () => call('AdminConfirmSignUp', { Username: 'ann' }));
    expect(answers).toHaveLength(1);
    for (const error of errors) expect(error.message).toBe('User cannot be confirmed. Current status is CONFIRMED');
  });
});

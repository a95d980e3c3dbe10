import { describe, expect, it } from 'vitest';
import { codeMatches, codeRef } from '#core/codes/code.ts';
import {
  ASK_ADMINISTRATOR,
  CODE_MISMATCH,
  INCORRECT,
  NO_CONTACT,
  poolUnknown,
  RESET_IMPOSSIBLE,
  RESET_REQUIRED,
  UNDELIVERED,
  USER_UNKNOWN,
} from '#test/errors.ts';
import { ADMIN_ONLY, OTHER_PASSWORD, PASSWORD, testPools, UNKNOWN_POOL, verified } from '#test/world.ts';

const service = testPools();

describe('AdminResetUserPassword', () => {
  it('makes the user choose a new password with the code that is sent', async () => {
    const p = await service.pool();
    const { username: Username, email } = await p.someone();
    const before = (await p.stored(Username))!;
    p.app.advance(1000);
    p.app.roundTrips.reset();
    expect(await p.call('AdminResetUserPassword', { Username, ClientMetadata: { a: 'b' } })).toEqual({});
    expect(p.app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    const after = (await p.stored(Username))!;
    expect(after).toMatchObject({
      status: 'RESET_REQUIRED',
      modifiedAt: before.modifiedAt + 1000,
      sealedCredentials: before.sealedCredentials,
      attributes: before.attributes,
    });
    expect(after.stamp).not.toBe(before.stamp);
    const code = p.codeFor(email);
    expect(p.app.outbox.messages(email)[0]?.body).toBe(`Your verification code is ${code}. `);
    await p.confirmForgotPassword(Username, code);
    expect(await p.signIn(Username, OTHER_PASSWORD)).toHaveProperty('AuthenticationResult');
    await expect(p.signIn(Username)).rejects.toMatchObject(INCORRECT);
  });

  it('tells whoever knows the password, by either way of signing in, and nobody else', async () => {
    const p = await service.pool();
    const { username: Username } = await p.someone();
    await p.call('AdminResetUserPassword', { Username });
    await expect(p.signIn(Username)).rejects.toMatchObject(RESET_REQUIRED);
    await expect(p.signInSrp(Username)).rejects.toMatchObject(RESET_REQUIRED);
    await expect(p.signIn(Username, OTHER_PASSWORD)).rejects.toMatchObject(INCORRECT);
    await expect(p.signInSrp(Username, OTHER_PASSWORD)).rejects.toMatchObject(INCORRECT);
  });

  it('ends refreshing and sign-ins in progress; an access token is good until it expires', async () => {
    const p = await service.pool();
    const { username: Username } = await p.someone();
    const { AccessToken, RefreshToken } = await p.tokens(Username);
    const refresh = () => p.refresh(RefreshToken);
    await refresh();
    await p.call('AdminResetUserPassword', { Username });
    await expect(refresh()).rejects.toMatchObject(RESET_REQUIRED);
    expect(await p.app.call('GetUser', { AccessToken })).toMatchObject({ Username });
    const change = { AccessToken, PreviousPassword: PASSWORD, ProposedPassword: OTHER_PASSWORD };
    await expect(p.app.call('ChangePassword', change)).rejects.toMatchObject(RESET_REQUIRED);
  });

  it('may be repeated: only the newest code counts', async () => {
    const p = await service.pool();
    const { username: Username, email } = await p.someone();
    for (let i = 0; i < 8; i++) await p.call('AdminResetUserPassword', { Username });
    const messages = p.app.outbox.messages(email);
    expect(messages).toHaveLength(8);
    const confirm = (code: string) => p.confirmForgotPassword(Username, code);
    const [last, previous] = messages;
    if (last!.code !== previous!.code) {
      await expect(confirm(previous!.code!)).rejects.toMatchObject(CODE_MISMATCH);
    }
    expect(await confirm(last!.code!)).toEqual({});
  });

  it.each(['UNCONFIRMED', 'FORCE_CHANGE_PASSWORD', 'EXTERNAL_PROVIDER'] as const)(
    'refuses a user who is %s and changes nothing',
    async (status) => {
      const p = await service.pool();
      const { username: Username, email } = await p.someone();
      await p.force(Username, { status });
      const before = await p.stored(Username);
      await expect(p.call('AdminResetUserPassword', { Username })).rejects.toMatchObject(RESET_IMPOSSIBLE);
      expect(await p.stored(Username)).toEqual(before);
      expect(p.app.outbox.messages(email)).toEqual([]);
    },
  );

  it('refuses a user who is disabled', async () => {
    const p = await service.pool();
    const { username: Username } = await p.someone();
    await p.force(Username, { enabled: false });
    const before = await p.stored(Username);
    await expect(p.call('AdminResetUserPassword', { Username })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'User is disabled',
    });
    expect(await p.stored(Username)).toEqual(before);
  });

  it.each([
    ['none', {}],
    ['one that is not verified', { email: 'not-verified@example.com' }],
  ])('refuses a user without a verified contact: %s', async (_, attributes) => {
    const p = await service.pool();
    const { username: Username } = await p.someone({ attributes });
    const before = await p.stored(Username);
    await expect(p.call('AdminResetUserPassword', { Username })).rejects.toMatchObject(NO_CONTACT);
    expect(await p.stored(Username)).toEqual(before);
  });

  it('sends where the pool says', async () => {
    for (const [recoveryMechanisms, medium] of [
      [undefined, 'SMS'],
      [[{ priority: 1, name: 'verified_email' }], 'EMAIL'],
    ] as const) {
      const p = await service.pool({ accountRecoverySetting: recoveryMechanisms && { recoveryMechanisms } });
      const phone = { phone_number: '+15550002222', phone_number_verified: 'true' };
      const contacts = { ...verified(`${medium}@example.com`), ...phone };
      const { username: Username } = await p.someone({ attributes: contacts });
      await p.call('AdminResetUserPassword', { Username });
      expect(p.app.outbox.messages(medium === 'SMS' ? '+15550002222' : 'EMAIL@example.com')).toHaveLength(1);
      expect(p.app.outbox.messages('SMS@example.com')).toHaveLength(0);
    }
  });

  it('needs self-service recovery', async () => {
    const p = await service.pool(ADMIN_ONLY);
    const { username: Username } = await p.someone();
    for (const name of [Username, 'nobody']) {
      await expect(p.call('AdminResetUserPassword', { Username: name })).rejects.toMatchObject(ASK_ADMINISTRATOR);
    }
    expect(await p.stored(Username)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('does not find users and pools that are not there', async () => {
    const p = await service.pool();
    for (const Username of ['nobody', '__proto__', '00000000-0000-4000-8000-000000000000']) {
      await expect(p.call('AdminResetUserPassword', { Username })).rejects.toMatchObject(USER_UNKNOWN);
    }
    const elsewhere = p.app.call('AdminResetUserPassword', { UserPoolId: UNKNOWN_POOL, Username: 'ann' });
    await expect(elsewhere).rejects.toMatchObject(poolUnknown(UNKNOWN_POOL));
  });

  it('finds the user by the sub and by an alias', async () => {
    const p = await service.pool({ aliasAttributes: ['email'] });
    const { username: Username, email } = await p.someone();
    const { sub } = (await p.stored(Username))!;
    for (const name of [sub, email]) await p.call('AdminResetUserPassword', { Username: name });
    expect(p.app.outbox.messages(email)).toHaveLength(2);
  });

  it('reports a failed delivery; the user is reset, and can be sent another code', async () => {
    const p = await service.pool();
    const { username: Username, email } = await p.someone();
    p.app.failDelivery(true);
    await expect(p.call('AdminResetUserPassword', { Username })).rejects.toMatchObject(UNDELIVERED);
    p.app.failDelivery(false);
    expect(await p.stored(Username)).toMatchObject({ status: 'RESET_REQUIRED' });
    await p.call('AdminResetUserPassword', { Username });
    expect(p.app.outbox.messages(email)).toHaveLength(1);
  });

  it('leaves one good code of many resets at the same time', async () => {
    const p = await service.pool();
    const { username: Username, email } = await p.someone();
    await Promise.all(Array.from({ length: 10 }, () => p.call('AdminResetUserPassword', { Username })));
    const codes = new Set(p.app.outbox.messages(email).map((message) => message.code!));
    const { sub } = (await p.stored(Username))!;
    const { code } = await p.app.deps.records.read({ code: codeRef('FORGOT_PASSWORD', { poolId: p.pool.id, sub }) });
    expect([...codes].filter((given) => codeMatches(p.app.deps.keys, code, given))).toHaveLength(1);
  });
});

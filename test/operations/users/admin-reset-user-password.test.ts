import { describe, expect, it } from 'vitest';
import { codeMatches, codeRef } from '#core/codes/code.ts';
import { OTHER_PASSWORD, PASSWORD, type TestPool, testPools, VERIFIED_EMAIL, VERIFIED_PHONE } from './setup.ts';

const service = testPools();
const impossible = {
  name: 'NotAuthorizedException',
  message: 'User password cannot be reset in the current state.',
};
const noContact = {
  name: 'InvalidParameterException',
  message: 'Cannot reset password for the user as there is no registered/verified email or phone_number',
};
const resetRequired = { name: 'PasswordResetRequiredException', message: 'Password reset required for the user' };

let count = 0;

/** A CONFIRMED user with a verified e-mail. */
async function confirmed({ create, call }: TestPool, UserAttributes?: readonly object[]) {
  const Username = `reset${++count}`;
  const email = `${Username}@example.com`;
  await create(Username, { UserAttributes: UserAttributes ?? VERIFIED_EMAIL(email) });
  await call('AdminSetUserPassword', { Username, Password: PASSWORD, Permanent: true });
  return { Username, email };
}

const newest = ({ app }: TestPool, to: string) => app.outbox.messages(to)[0]!;

describe('AdminResetUserPassword', () => {
  it('makes the user choose a new password with the code that is sent', async () => {
    const p = await service.pool();
    const { Username, email } = await confirmed(p);
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
    const { code, body } = newest(p, email);
    expect(body).toBe(`Your verification code is ${code}. `);
    const ConfirmationCode = code!;
    await p.app.call('ConfirmForgotPassword', {
      ClientId: p.client.id,
      Username,
      ConfirmationCode,
      Password: OTHER_PASSWORD,
    });
    expect(await p.signIn(Username, OTHER_PASSWORD)).toHaveProperty('AuthenticationResult');
    await expect(p.signIn(Username, PASSWORD)).rejects.toThrow('Incorrect username or password.');
  });

  it('tells whoever knows the password, by either way of signing in, and nobody else', async () => {
    const p = await service.pool();
    const { Username } = await confirmed(p);
    await p.call('AdminResetUserPassword', { Username });
    await expect(p.signIn(Username, PASSWORD)).rejects.toMatchObject(resetRequired);
    await expect(p.signInSrp(Username, PASSWORD)).rejects.toMatchObject(resetRequired);
    await expect(p.signIn(Username, OTHER_PASSWORD)).rejects.toThrow('Incorrect username or password.');
    await expect(p.signInSrp(Username, OTHER_PASSWORD)).rejects.toThrow('Incorrect username or password.');
  });

  it('ends refreshing and sign-ins in progress; an access token is good until it expires', async () => {
    const p = await service.pool();
    const { Username } = await confirmed(p);
    const { AccessToken, RefreshToken } = (await p.signIn(Username, PASSWORD)).AuthenticationResult;
    const refresh = () =>
      p.app.call('InitiateAuth', {
        ClientId: p.client.id,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      });
    await refresh();
    await p.call('AdminResetUserPassword', { Username });
    await expect(refresh()).rejects.toMatchObject(resetRequired);
    expect(await p.app.call('GetUser', { AccessToken })).toMatchObject({ Username });
    const change = { AccessToken, PreviousPassword: PASSWORD, ProposedPassword: OTHER_PASSWORD };
    await expect(p.app.call('ChangePassword', change)).rejects.toMatchObject(resetRequired);
  });

  it('may be repeated: only the newest code counts', async () => {
    const p = await service.pool();
    const { Username, email } = await confirmed(p);
    for (let i = 0; i < 8; i++) await p.call('AdminResetUserPassword', { Username });
    const messages = p.app.outbox.messages(email);
    expect(messages).toHaveLength(8);
    const confirm = (code: string | null | undefined) =>
      p.app.call('ConfirmForgotPassword', {
        ClientId: p.client.id,
        Username,
        ConfirmationCode: code,
        Password: OTHER_PASSWORD,
      });
    const [last, previous] = messages;
    if (last!.code !== previous!.code) {
      await expect(confirm(previous!.code)).rejects.toMatchObject({ name: 'CodeMismatchException' });
    }
    expect(await confirm(last!.code)).toEqual({});
  });

  it.each(['UNCONFIRMED', 'FORCE_CHANGE_PASSWORD', 'EXTERNAL_PROVIDER'] as const)(
    'refuses a user who is %s and changes nothing',
    async (status) => {
      const p = await service.pool();
      const { Username, email } = await confirmed(p);
      await p.force(Username, { status });
      const before = await p.stored(Username);
      await expect(p.call('AdminResetUserPassword', { Username })).rejects.toMatchObject(impossible);
      expect(await p.stored(Username)).toEqual(before);
      expect(p.app.outbox.messages(email)).toEqual([]);
    },
  );

  it('refuses a user who is disabled', async () => {
    const p = await service.pool();
    const { Username } = await confirmed(p);
    await p.force(Username, { enabled: false });
    const before = await p.stored(Username);
    await expect(p.call('AdminResetUserPassword', { Username })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'User is disabled',
    });
    expect(await p.stored(Username)).toEqual(before);
  });

  it.each([
    ['none', []],
    ['one that is not verified', [{ Name: 'email', Value: 'not-verified@example.com' }]],
  ])('refuses a user without a verified contact: %s', async (_, attributes) => {
    const p = await service.pool();
    const { Username } = await confirmed(p, attributes);
    const before = await p.stored(Username);
    await expect(p.call('AdminResetUserPassword', { Username })).rejects.toMatchObject(noContact);
    expect(await p.stored(Username)).toEqual(before);
  });

  it('sends where the pool says', async () => {
    for (const [recoveryMechanisms, medium] of [
      [undefined, 'SMS'],
      [[{ priority: 1, name: 'verified_email' }], 'EMAIL'],
    ] as const) {
      const p = await service.pool({ accountRecoverySetting: recoveryMechanisms && { recoveryMechanisms } });
      const contacts = [...VERIFIED_EMAIL(`${medium}@example.com`), ...VERIFIED_PHONE('+15550002222')];
      const { Username } = await confirmed(p, contacts);
      await p.call('AdminResetUserPassword', { Username });
      expect(p.app.outbox.messages(medium === 'SMS' ? '+15550002222' : 'EMAIL@example.com')).toHaveLength(1);
      expect(p.app.outbox.messages('SMS@example.com')).toHaveLength(0);
    }
  });

  it('needs self-service recovery', async () => {
    const p = await service.pool({
      accountRecoverySetting: { recoveryMechanisms: [{ priority: 1, name: 'admin_only' }] },
    });
    const { Username } = await confirmed(p);
    for (const name of [Username, 'nobody']) {
      await expect(p.call('AdminResetUserPassword', { Username: name })).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Contact administrator to reset password.',
      });
    }
    expect(await p.stored(Username)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('does not find users and pools that are not there', async () => {
    const p = await service.pool();
    for (const Username of ['nobody', '__proto__', '00000000-0000-4000-8000-000000000000']) {
      await expect(p.call('AdminResetUserPassword', { Username })).rejects.toMatchObject({
        name: 'UserNotFoundException',
        message: 'User does not exist.',
      });
    }
    const elsewhere = p.app.call('AdminResetUserPassword', { UserPoolId: 'us-east-1_Unknown00', Username: 'ann' });
    await expect(elsewhere).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool us-east-1_Unknown00 does not exist.',
    });
  });

  it('finds the user by the sub and by an alias', async () => {
    const p = await service.pool({ aliasAttributes: ['email'] });
    const { Username, email } = await confirmed(p);
    const { sub } = (await p.stored(Username))!;
    for (const name of [sub, email]) await p.call('AdminResetUserPassword', { Username: name });
    expect(p.app.outbox.messages(email)).toHaveLength(2);
  });

  it('reports a failed delivery; the user is reset, and can be sent another code', async () => {
    const p = await service.pool();
    const { Username, email } = await confirmed(p);
    p.app.failDelivery(true);
    await expect(p.call('AdminResetUserPassword', { Username })).rejects.toMatchObject({
      name: 'CodeDeliveryFailureException',
    });
    p.app.failDelivery(false);
    expect(await p.stored(Username)).toMatchObject({ status: 'RESET_REQUIRED' });
    await p.call('AdminResetUserPassword', { Username });
    expect(p.app.outbox.messages(email)).toHaveLength(1);
  });

  it('leaves one good code of many resets at the same time', async () => {
    const p = await service.pool();
    const { Username, email } = await confirmed(p);
    await Promise.all(Array.from({ length: 10 }, () => p.call('AdminResetUserPassword', { Username })));
    const codes = new Set(p.app.outbox.messages(email).map((message) => message.code!));
    const { sub } = (await p.stored(Username))!;
    const { code } = await p.app.deps.records.read({ code: codeRef('FORGOT_PASSWORD', { poolId: p.pool.id, sub }) });
    expect([...codes].filter((given) => codeMatches(p.app.deps.keys, code, given))).toHaveLength(1);
  });
});

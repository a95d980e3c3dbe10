import { describe, expect, it } from 'vitest';
import { checkPassword } from '#core/password/policy.ts';
import { INCORRECT, NO_MEDIUM, TEMPORARY_EXPIRED, UNDELIVERED } from '#test/errors.ts';
import { attribute, DAY, OTHER_PASSWORD, PASSWORD, testPools } from '#test/world.ts';

const service = testPools();
const PHONE = '+15551239878';

describe('The invitation of AdminCreateUser', () => {
  it('is an SMS with the default text and a generated password that works', async () => {
    const { app, pool, call, signIn } = await service.pool();
    await call('AdminCreateUser', {
      Username: 'ann',
      UserAttributes: [attribute('phone_number', '+15550000001'), attribute('email', 'both@example.com')],
    });
    const [message, ...more] = app.outbox.messages('+15550000001');
    expect(more).toEqual([]);
    expect(app.outbox.messages('both@example.com')).toEqual([]);
    checkPassword(message!.code!, pool.passwordPolicy, 'inviting');
    expect(message).toMatchObject({
      medium: 'SMS',
      body: `Your username is ann and temporary password is ${message!.code}. `,
    });
    expect(await signIn('ann', message!.code!)).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
  });

  it('is an e-mail when that was asked for, or when there is no phone number', async () => {
    const { app, call } = await service.pool();
    const email = (value: string) => [attribute('email', value)];
    await call('AdminCreateUser', { Username: 'ann', UserAttributes: email('default@example.com') });
    await call('AdminCreateUser', {
      Username: 'bob',
      UserAttributes: [...email('chosen@example.com'), attribute('phone_number', '+15550000002')],
      DesiredDeliveryMediums: ['EMAIL'],
    });
    for (const to of ['default@example.com', 'chosen@example.com']) {
      expect(app.outbox.messages(to)).toEqual([
        expect.objectContaining({ medium: 'EMAIL', subject: 'Your temporary password' }),
      ]);
    }
    expect(app.outbox.messages('+15550000002')).toEqual([]);
  });

  it('goes both ways when both were asked for', async () => {
    const { app, call } = await service.pool();
    await call('AdminCreateUser', {
      Username: 'ann',
      UserAttributes: [attribute('email', 'two@example.com'), attribute('phone_number', '+15550000003')],
      TemporaryPassword: PASSWORD,
      DesiredDeliveryMediums: ['SMS', 'EMAIL'],
    });
    const codes = ['two@example.com', '+15550000003'].map((to) => app.outbox.messages(to).map(({ code }) => code));
    expect(codes).toEqual([[PASSWORD], [PASSWORD]]);
  });

  it.each(['SMS', 'EMAIL'])('is refused before anything is written when %s has nowhere to go', async (medium) => {
    const { call, stored } = await service.pool();
    const other = medium === 'SMS' ? attribute('email', 'ann@example.com') : attribute('phone_number', PHONE);
    await expect(
      call('AdminCreateUser', { Username: 'ann', UserAttributes: [other], DesiredDeliveryMediums: [medium] }),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: medium === 'EMAIL' ? 'No email provided but desired delivery medium was Email' : NO_MEDIUM.message,
    });
    expect(await stored('ann')).toBeUndefined();
  });

  it("has the pool's own text, in which names and passwords are only text", async () => {
    const { app, call } = await service.pool({
      adminCreateUserConfig: {
        allowAdminCreateUserOnly: true,
        unusedAccountValidityDays: 7,
        inviteMessageTemplate: {
          emailSubject: 'Welcome',
          emailMessage: '<p>{username}</p><p>{####}</p>',
          smsMessage: '{username} / {####}',
        },
      },
    });
    await call('AdminCreateUser', {
      Username: '<b>{####}$&',
      UserAttributes: [attribute('email', 'text@example.com'), attribute('phone_number', '+15550000004')],
      TemporaryPassword: '<Aa1>{username}&',
      DesiredDeliveryMediums: ['EMAIL', 'SMS'],
    });
    expect(app.outbox.messages('text@example.com')[0]).toMatchObject({
      subject: 'Welcome',
      body: '<p>&lt;b&gt;{####}$&amp;</p><p>&lt;Aa1&gt;{username}&amp;</p>',
    });
    expect(app.outbox.messages('+15550000004')[0]).toMatchObject({ body: '<b>{####}$& / <Aa1>{username}&' });
  });

  it('names a user of an e-mail pool by the e-mail', async () => {
    const { app, call } = await service.pool({ usernameAttributes: ['email'] });
    await call('AdminCreateUser', { Username: 'named@example.com', TemporaryPassword: PASSWORD });
    expect(app.outbox.messages('named@example.com')[0]!.body).toBe(
      `Your username is named@example.com and temporary password is ${PASSWORD}. `,
    );
  });

  it('that can not be delivered leaves a user who can be invited again', async () => {
    const { app, call, signIn } = await service.pool();
    app.failDelivery(true);
    await expect(
      call('AdminCreateUser', { Username: 'ann', UserAttributes: [attribute('email', 'down@example.com')] }),
    ).rejects.toMatchObject(UNDELIVERED);
    app.failDelivery(false);
    expect(await call('AdminGetUser', { Username: 'ann' })).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD' });
    await call('AdminCreateUser', { Username: 'ann', MessageAction: 'RESEND' });
    const [message] = app.outbox.messages('down@example.com');
    expect(await signIn('ann', message!.code!)).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
  });
});

describe('RESEND', () => {
  it('sends another password, which replaces the first and is good for as long again', async () => {
    const { app, call, create, signIn, stored } = await service.pool();
    await create('ann', { UserAttributes: [attribute('email', 'resend@example.com')] });
    app.advance(8 * DAY);
    await expect(signIn('ann')).rejects.toMatchObject(TEMPORARY_EXPIRED);
    const answer = await call('AdminCreateUser', {
      Username: 'ann',
      UserAttributes: [attribute('email', 'ignored@example.com')],
      MessageAction: 'RESEND',
      DesiredDeliveryMediums: ['EMAIL'],
    });
    expect(answer.User).toMatchObject({ Username: 'ann', UserStatus: 'FORCE_CHANGE_PASSWORD' });
    expect(answer.User.Attributes).toContainEqual({ Name: 'email', Value: 'resend@example.com' });
    expect((await stored('ann'))!.temporaryPasswordUntil).toBe(app.deps.clock.now() + 7 * DAY);
    const [message] = app.outbox.messages('resend@example.com');
    await expect(signIn('ann')).rejects.toMatchObject(INCORRECT);
    expect(await signIn('ann', message!.code!)).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
  });

  it('takes a temporary password, which must satisfy the policy', async () => {
    const { call, create, hasPassword } = await service.pool();
    await create('ann', { UserAttributes: [attribute('email', 'given@example.com')] });
    const resend = { Username: 'ann', MessageAction: 'RESEND' };
    await expect(call('AdminCreateUser', { ...resend, TemporaryPassword: 'short' })).rejects.toMatchObject({
      name: 'InvalidPasswordException',
    });
    expect(await hasPassword('ann', PASSWORD)).toBe(true);
    await call('AdminCreateUser', { ...resend, TemporaryPassword: OTHER_PASSWORD });
    expect(await hasPassword('ann', OTHER_PASSWORD)).toBe(true);
  });

  it.each(['UNCONFIRMED', 'CONFIRMED', 'RESET_REQUIRED', 'EXTERNAL_PROVIDER'] as const)(
    'is not for a user who is %s',
    async (status) => {
      const { call, create, force, hasPassword } = await service.pool();
      await create('ann', { UserAttributes: [attribute('email', 'not@example.com')] });
      await force('ann', { status });
      await expect(call('AdminCreateUser', { Username: 'ann', MessageAction: 'RESEND' })).rejects.toMatchObject({
        name: 'UnsupportedUserStateException',
        message: 'Resend not possible. ann status is not FORCE_CHANGE_PASSWORD',
      });
      expect(await hasPassword('ann', PASSWORD)).toBe(true);
    },
  );

  it('is refused for a user whom no message reaches, whose password stays', async () => {
    const { call, create, hasPassword } = await service.pool();
    await create('ann');
    await expect(call('AdminCreateUser', { Username: 'ann', MessageAction: 'RESEND' })).rejects.toMatchObject(
      NO_MEDIUM,
    );
    expect(await hasPassword('ann', PASSWORD)).toBe(true);
  });

  it('leaves a password that the user chose meanwhile', async () => {
    const { call, create, signIn, choosePassword, hasPassword, stored } = await service.pool();
    await create('ann', { UserAttributes: [attribute('email', 'race@example.com')] });
    const { Session } = await signIn('ann');
    const [chosen] = await Promise.allSettled([
      choosePassword('ann', Session, OTHER_PASSWORD),
      ...Array.from({ length: 4 }, () => call('AdminCreateUser', { Username: 'ann', MessageAction: 'RESEND' })),
    ]);
    const { status } = (await stored('ann'))!;
    expect(status).toBe(chosen.status === 'fulfilled' ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD');
    expect(await hasPassword('ann', OTHER_PASSWORD)).toBe(chosen.status === 'fulfilled');
  });
});

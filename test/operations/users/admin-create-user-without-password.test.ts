import { describe, expect, it } from 'vitest';
import { INCORRECT, nonconforming } from '#test/errors.ts';
import { schemaWith } from '#test/fixtures.ts';
import { attributes, newName, OTHER_PASSWORD, PASSWORD, testPools } from '#test/world.ts';
import { CHOICE, CODES } from '../sign-in/choice.ts';

const { app, ...service } = testPools(CODES, CHOICE);
const UNREACHABLE = {
  name: 'InvalidParameterException',
  message: 'A user without a password needs an attribute to which codes for signing in can go.',
};

describe('AdminCreateUser without a password', () => {
  it.each([undefined, ''])('creates a confirmed user who signs in by a code (%j)', async (TemporaryPassword) => {
    const w = await service.pool();
    const { username, email } = newName();
    const UserAttributes = attributes({ email });
    const input = { Username: username, UserAttributes, TemporaryPassword, DesiredDeliveryMediums: ['EMAIL'] };
    expect((await w.call('AdminCreateUser', input)).User).toMatchObject({ UserStatus: 'CONFIRMED', Enabled: true });
    const [invitation] = app.outbox.messages(email);
    expect(invitation).toMatchObject({ subject: 'Your username', body: `Your username is ${username}. ` });
    expect(invitation?.code).toBeNull();
    await expect(w.signIn(username, '')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(w.signIn(username)).rejects.toMatchObject(INCORRECT);

    const challenge = await w.initiate('USER_AUTH', { USERNAME: username, PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    expect(challenge.AvailableChallenges).toEqual(['EMAIL_OTP']);
    const responses = { USERNAME: username, EMAIL_OTP_CODE: w.codeFor(email) };
    const { AuthenticationResult } = await w.respond('EMAIL_OTP', responses, challenge.Session);
    expect(AuthenticationResult.AccessToken).toBeTruthy();
    expect((await w.stored(username))!.attributes).toMatchObject({ email_verified: 'true' });
  });

  it("uses the pool's own invitation, without a password", async () => {
    const emailMessage = 'Welcome {username}, {####}!';
    const w = await service.pool({
      adminCreateUserConfig: {
        allowAdminCreateUserOnly: false,
        unusedAccountValidityDays: 7,
        inviteMessageTemplate: { emailMessage, emailSubject: 'Come in' },
      },
    });
    const { username, email } = newName();
    const UserAttributes = attributes({ email });
    await w.call('AdminCreateUser', { Username: username, UserAttributes, DesiredDeliveryMediums: ['EMAIL'] });
    expect(app.outbox.messages(email)[0]).toMatchObject({ subject: 'Come in', body: `Welcome ${username}, !` });
  });

  it('still creates a user with the temporary password that is given', async () => {
    const w = await service.pool();
    const { username } = newName();
    await w.create(username);
    expect((await w.stored(username))!.status).toBe('FORCE_CHANGE_PASSWORD');
    expect((await w.signIn(username)).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });

  it('needs an attribute that codes can go to, and every required attribute', async () => {
    const w = await service.pool({ schema: schemaWith({ name: { required: true } }), smsConfiguration: undefined });
    const create = (values: Record<string, string>) =>
      w.call('AdminCreateUser', { Username: 'ada', UserAttributes: attributes(values), MessageAction: 'SUPPRESS' });
    await expect(create({ name: 'Ada' })).rejects.toMatchObject(UNREACHABLE);
    await expect(create({ name: 'Ada', phone_number: '+15551234567' })).rejects.toMatchObject(UNREACHABLE);
    await expect(create({ email: 'ada@example.com' })).rejects.toMatchObject({
      ...nonconforming(),
      message: expect.stringContaining('name'),
    });
    expect(await w.stored('ada')).toBeUndefined();
    await create({ name: 'Ada', email: 'ada@example.com' });
  });

  it('generates a password where only a passkey or a password begins a sign-in', async () => {
    const w = await service.pool({ signInPolicy: { allowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } });
    const { username, email } = newName();
    const UserAttributes = attributes({ email });
    await w.call('AdminCreateUser', { Username: username, UserAttributes, DesiredDeliveryMediums: ['EMAIL'] });
    expect((await w.signIn(username, w.codeFor(email))).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });

  it('is not repeated by RESEND, and gets a password from an administrator', async () => {
    const w = await service.pool();
    const { username, email } = newName();
    const UserAttributes = attributes({ email });
    await w.call('AdminCreateUser', { Username: username, UserAttributes, MessageAction: 'SUPPRESS' });
    const again = { Username: username, MessageAction: 'RESEND', DesiredDeliveryMediums: ['EMAIL'] };
    await expect(w.call('AdminCreateUser', again)).rejects.toMatchObject({
      name: 'UnsupportedUserStateException',
      message: `Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`,
    });
    await w.call('AdminSetUserPassword', { Username: username, Password: OTHER_PASSWORD, Permanent: true });
    await w.signIn(username, OTHER_PASSWORD);
  });

  it('invites a user with a temporary password again, with a generated one', async () => {
    const w = await service.pool();
    const { username, email } = newName();
    await w.create(username, { UserAttributes: attributes({ email }) });
    const again = { Username: username, MessageAction: 'RESEND', DesiredDeliveryMediums: ['EMAIL'] };
    await w.call('AdminCreateUser', again);
    await expect(w.signIn(username, PASSWORD)).rejects.toMatchObject(INCORRECT);
    expect((await w.signIn(username, w.codeFor(email))).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });
});

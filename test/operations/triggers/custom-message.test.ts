import { describe, expect, it } from 'vitest';
import type { Answer } from '#test/app.ts';
import { attribute, HIDING, newName, PASSWORD, testPools } from '#test/world.ts';
import { CHOICE, CODES } from '../sign-in/choice.ts';
import { SMS_MFA, withFactors } from '../sign-in/mfa.ts';
import { failuresOf, UNRECOGNIZABLE } from './failures.ts';

const DEVELOPER = {
  emailConfiguration: {
    emailSendingAccount: 'DEVELOPER',
    sourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/id@example.com',
  },
} as const;
const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'], ...DEVELOPER });

let functions = 0;
type Settings = Parameters<typeof service.pool>[0];

/** A pool whose function writes the texts of messages. */
const poolThat = (
  writes: object | ((event: Answer) => unknown) = {},
  settings: Settings = {},
  client: Parameters<typeof service.pool>[1] = {},
) => {
  const handler =
    typeof writes === 'function'
      ? (writes as (event: Answer) => unknown)
      : (event: Answer) => ({ ...event, response: { ...event.response, ...writes } });
  const customMessage = app.functions.set(`message-${functions++}`, handler);
  return service.pool({ ...settings, lambdaConfig: { customMessage, ...settings?.lambdaConfig } }, client);
};
const lastEvent = () => app.functions.events.at(-1);
const METADATA = { ClientMetadata: { lang: 'fr' } };
const OWN = { emailMessage: 'Votre code : <b>{####}</b>', emailSubject: 'Bonjour', smsMessage: 'Code {####}' };

describe('CustomMessage', () => {
  it('writes the message of a sign-up', async () => {
    const w = await poolThat(OWN);
    const { username, email } = newName();
    const { UserSub } = await w.signUp(username, { email }, METADATA);
    expect(lastEvent()).toEqual({
      version: '1',
      region: 'us-east-1',
      userPoolId: w.pool.id,
      userName: username,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: w.client.id },
      triggerSource: 'CustomMessage_SignUp',
      request: {
        userAttributes: { sub: UserSub, 'cognito:user_status': 'UNCONFIRMED', email, email_verified: 'false' },
        codeParameter: '{####}',
        linkParameter: '{##Click Here##}',
        usernameParameter: null,
        clientMetadata: { lang: 'fr' },
      },
      response: { smsMessage: null, emailMessage: null, emailSubject: null },
    });
    const [message] = app.outbox.messages(email);
    expect(message).toMatchObject({ subject: 'Bonjour', body: `Votre code : <b>${message!.code}</b>` });
    await w.confirmSignUp(username, message!.code!);
    expect(JSON.stringify(app.functions.events)).not.toContain(message!.code);
  });

  it('leaves the texts of the pool where it writes none', async () => {
    const w = await poolThat({ smsMessage: 'nothing for e-mail' });
    const { email, code } = await w.signedUp();
    expect(app.outbox.messages(email)[0]).toMatchObject({
      subject: 'Your verification code',
      body: `Your verification code is ${code}. `,
    });
    const subject = await poolThat({ emailSubject: 'Only this' });
    const other = await subject.signedUp();
    expect(app.outbox.messages(other.email)[0]).toMatchObject({
      subject: 'Only this',
      body: `Your verification code is ${other.code}. `,
    });
  });

  it('is asked for every kind of message, with ClientMetadata from some operations only', async () => {
    const w = await poolThat(OWN);
    const seen = async (act: () => Promise<unknown>) => {
      const before = app.functions.events.length;
      await act();
      return app.functions.events
        .slice(before)
        .map(({ triggerSource, request }) => [triggerSource, request.clientMetadata]);
    };
    const { username } = await w.signedUp();
    const given = METADATA.ClientMetadata;
    expect(await seen(() => w.resendCode(username, METADATA))).toEqual([['CustomMessage_ResendCode', given]]);
    const { username: known } = await w.someone();
    expect(await seen(() => w.forgotPassword(known, METADATA))).toEqual([['CustomMessage_ForgotPassword', given]]);
    const AccessToken = (await w.tokens(known)).AccessToken;
    const own = (operation: string, input: object) => () => app.call(operation, { AccessToken, ...input, ...METADATA });
    const UserAttributes = [attribute('email', newName().email)];
    expect(await seen(own('UpdateUserAttributes', { UserAttributes }))).toEqual([
      ['CustomMessage_UpdateUserAttribute', given],
    ]);
    expect(lastEvent().callerContext.clientId).toBe(w.client.id);
    expect(await seen(own('GetUserAttributeVerificationCode', { AttributeName: 'email' }))).toEqual([
      ['CustomMessage_VerifyUserAttribute', given],
    ]);
    const admin = (operation: string, input: object) => () => w.call(operation, { ...input, ...METADATA });
    expect(
      await seen(
        admin('AdminUpdateUserAttributes', { Username: known, UserAttributes: [attribute('email', newName().email)] }),
      ),
    ).toEqual([['CustomMessage_UpdateUserAttribute', given]]);
    const { username: third } = await w.someone();
    expect(await seen(admin('AdminResetUserPassword', { Username: third }))).toEqual([
      ['CustomMessage_ForgotPassword', given],
    ]);
    expect(lastEvent().callerContext.clientId).toBeNull();
    const invited = { Username: newName().username, UserAttributes: [attribute('email', newName().email)] };
    const invites = await poolThat({ ...OWN, emailMessage: '{username}: {####}' });
    expect(await seen(() => invites.call('AdminCreateUser', { ...invited, ...METADATA }))).toEqual([
      ['CustomMessage_AdminCreateUser', undefined],
    ]);
    expect(lastEvent().callerContext.clientId).toBe('CLIENT_ID_NOT_APPLICABLE');
  });

  it('is asked for codes of a sign-in, with ClientMetadata of AdminRespondToAuthChallenge only', async () => {
    const w = await poolThat({ smsMessage: 'Own {####}' }, { ...SMS_MFA, mfaConfiguration: 'ON' });
    const { username, phone } = await withFactors(w);
    const flow = { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: username, PASSWORD } };
    await w.clientCall('InitiateAuth', { ...flow, ...METADATA });
    expect(lastEvent()).toMatchObject({ triggerSource: 'CustomMessage_Authentication', userName: username });
    expect(lastEvent().request).not.toHaveProperty('clientMetadata');
    const [message] = app.outbox.messages(phone);
    expect(message).toMatchObject({ medium: 'SMS', body: `Own ${message!.code}` });
    await w.call('AdminInitiateAuth', {
      ClientId: w.client.id,
      ...flow,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      ...METADATA,
    });
    expect(lastEvent().request).not.toHaveProperty('clientMetadata');
    await app.call('RespondToAuthChallenge', { ...(await w.srpStarted(username)), ...METADATA });
    expect(lastEvent().request).not.toHaveProperty('clientMetadata');
    await w.call('AdminRespondToAuthChallenge', { ...(await w.srpStarted(username)), ...METADATA });
    expect(lastEvent()).toMatchObject({
      triggerSource: 'CustomMessage_Authentication',
      request: { clientMetadata: METADATA.ClientMetadata },
    });
  });

  it('writes invitations with user name and password, which are escaped in an e-mail', async () => {
    const w = await poolThat((event: Answer) => {
      const { codeParameter, usernameParameter } = event.request;
      return { ...event, response: { emailMessage: `${usernameParameter} / ${codeParameter}` } };
    });
    const { email } = newName();
    await w.call('AdminCreateUser', {
      Username: '<ada>',
      TemporaryPassword: 'A1<b>&"c{username}',
      UserAttributes: [attribute('email', email)],
      DesiredDeliveryMediums: ['EMAIL'],
    });
    expect(lastEvent().request).toMatchObject({ usernameParameter: '{username}', codeParameter: '{####}' });
    expect(app.outbox.messages(email)[0]!.body).toBe('&lt;ada&gt; / A1&lt;b&gt;&amp;&quot;c{username}');
  });

  it.each(failuresOf('CustomMessage'))(
    'is reported when the function %s, and the user stays',
    async (_, handler, error) => {
      const w = await poolThat(handler);
      const { username, email } = newName();
      await expect(w.signUp(username, { email })).rejects.toMatchObject(error);
      expect(app.outbox.messages(email)).toEqual([]);
      expect(await w.stored(username)).toMatchObject({ status: 'UNCONFIRMED' });
    },
  );

  it.each([
    ['a text that is none', { emailMessage: 7 }, UNRECOGNIZABLE],
    ['a subject that is none', { emailSubject: ['a'] }, UNRECOGNIZABLE],
    [
      'a text without the code',
      { emailMessage: 'Bonjour {##Click Here##}' },
      {
        name: 'InvalidParameterException',
        message:
          "1 validation error detected: Value at 'emailBody' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*\\{####\\}[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*",
      },
    ],
  ])('is refused for %s', async (_, writes, error) => {
    const w = await poolThat(writes);
    const { username, email } = newName();
    await expect(w.signUp(username, { email })).rejects.toMatchObject(error);
    expect(app.outbox.messages(email)).toEqual([]);
  });

  it.each([[{ emailMessage: OWN.emailMessage }], [{ emailSubject: 'Bonjour' }]])(
    'may not write e-mails that the pool does not send by its own account: %j',
    async (writes) => {
      const w = await poolThat(writes, { emailConfiguration: { emailSendingAccount: 'COGNITO_DEFAULT' } });
      const { username, email } = newName();
      await expect(w.signUp(username, { email })).rejects.toMatchObject(UNRECOGNIZABLE);
      expect(app.outbox.messages(email)).toEqual([]);
    },
  );

  it('may write SMS whatever the account of e-mails is', async () => {
    const settings = {
      autoVerifiedAttributes: ['phone_number'],
      emailConfiguration: { emailSendingAccount: 'COGNITO_DEFAULT' },
    };
    const w = await poolThat(OWN, settings as Settings);
    await w.signUp('sms', { phone_number: '+15550104444' });
    const [message] = app.outbox.messages('+15550104444');
    expect(message!.body).toBe(`Code ${message!.code}`);
  });
});

describe('CustomMessage where the client hides who exists', () => {
  it('is asked after the response, for those alone who get a message', async () => {
    const w = await poolThat(OWN, {}, HIDING);
    const { username, email } = await w.someone();
    const asked = app.functions.events.length;
    const hidden = await w.forgotPassword('nobody', METADATA);
    expect(app.functions.events).toHaveLength(asked);
    const known = await w.forgotPassword(username, METADATA);
    expect(Object.keys(known.CodeDeliveryDetails)).toEqual(Object.keys(hidden.CodeDeliveryDetails));
    expect(lastEvent()).toMatchObject({
      triggerSource: 'CustomMessage_ForgotPassword',
      userName: username,
      request: { clientMetadata: METADATA.ClientMetadata },
    });
    expect(app.outbox.messages(email)[0]).toMatchObject({ subject: 'Bonjour' });
  });

  it.each([
    ...failuresOf('CustomMessage'),
    ['writes no code', (event: Answer) => ({ ...event, response: { emailMessage: 'x' } }), {}] as const,
  ])('does not tell when the function %s', async (_, handler) => {
    const w = await poolThat(handler, {}, HIDING);
    const { username, email } = await w.someone();
    const warnings: object[] = [];
    const { warn } = app.deps.logger;
    Object.assign(app.deps.logger, { warn: (event: string, fields: object) => warnings.push({ event, ...fields }) });
    const known = await w.forgotPassword(username);
    const hidden = await w.forgotPassword('nobody');
    Object.assign(app.deps.logger, { warn });
    expect(Object.keys(known)).toEqual(Object.keys(hidden));
    expect(app.outbox.messages(email)).toEqual([]);
    const notDelivered = warnings.filter((one) => (one as { event: string }).event === 'message.not-delivered');
    expect(notDelivered).toMatchObject([
      { poolId: w.pool.id, error: expect.stringContaining('ForgotPassword gave no') },
    ]);
    expect(JSON.stringify(warnings)).not.toContain('Not today');
  });

  it('costs the same round trips, and puts off as much, for a name that nobody has', async () => {
    const w = await poolThat(OWN, {}, HIDING);
    const { username } = await w.someone();
    const put: { wanted: boolean; wording?: { event: Answer } }[] = [];
    const { deferred } = app.deps;
    Object.assign(app.deps, { deferred: async (delivery: never) => void put.push(delivery) });
    const trips = async (name: string) => {
      app.roundTrips.reset();
      await w.forgotPassword(name, METADATA);
      return [app.roundTrips.reads, app.roundTrips.writes];
    };
    expect(await trips('nobody')).toEqual(await trips(username));
    Object.assign(app.deps, { deferred });
    expect(put.map(({ wanted, wording }) => [wanted, wording!.event.userName])).toEqual([
      [false, ''],
      [true, username],
    ]);
  });

  it('answers alike, and sends nothing, when the event would be too large', async () => {
    const w = await poolThat(OWN, {}, HIDING);
    const { username, email } = await w.someone();
    const asked = app.functions.events.length;
    const large = { ClientMetadata: { a: 'a'.repeat(100_000), b: 'b'.repeat(100_000) } };
    const known = await w.forgotPassword(username, large);
    expect(Object.keys(known)).toEqual(Object.keys(await w.forgotPassword('nobody', large)));
    expect(app.functions.events).toHaveLength(asked);
    expect(app.outbox.messages(email)).toEqual([]);
  });

  it('is asked for first codes after the response too', async () => {
    const w = await poolThat(OWN, CODES, { ...CHOICE, ...HIDING });
    const { username, email } = await w.someone();
    const parameters = { USERNAME: username, PREFERRED_CHALLENGE: 'EMAIL_OTP' };
    await w.clientCall('InitiateAuth', { AuthFlow: 'USER_AUTH', AuthParameters: parameters, ...METADATA });
    expect(lastEvent()).toMatchObject({ triggerSource: 'CustomMessage_Authentication', userName: username });
    expect(lastEvent().request).not.toHaveProperty('clientMetadata');
    expect(app.outbox.messages(email)[0]!.body).toMatch(/^Votre code : <b>\d{8}<\/b>$/);
  });
});

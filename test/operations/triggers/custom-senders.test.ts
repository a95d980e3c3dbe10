import { buildClient, CommitmentPolicy } from '@aws-crypto/client-node';
import { describe, expect, it } from 'vitest';
import { localKeyring } from '#adapters/encryption-sdk/local-keyring.ts';
import { FunctionError } from '#core/triggers/function-error.ts';
import type { Answer } from '#test/app.ts';
import { UNDELIVERED } from '#test/errors.ts';
import { attribute, HIDING, newName, PASSWORD, testPools } from '#test/world.ts';
import { SMS_MFA, withFactors } from '../sign-in/mfa.ts';

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const METADATA = { ClientMetadata: { lang: 'fr' } };

const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);

/** What the function of a pool has sent: as such functions are written, but for the key. */
type Sent = { readonly to: string; readonly secret: string | undefined; readonly event: Answer };

let functions = 0;

/** A pool with a function that sends its e-mails, its SMS, or both, and what it has sent. */
async function poolWith(
  mediums: readonly ('EMAIL' | 'SMS')[],
  settings: Parameters<typeof service.pool>[0] = {},
  client: Parameters<typeof service.pool>[1] = {},
  handler?: () => never,
) {
  const sent: Sent[] = [];
  const lambdaArn = app.functions.set(`sender-${functions++}`, async (event) => {
    handler?.();
    const { code, userAttributes } = event.request;
    const keyring = localKeyring(app.deps.keys.derive('credentials', 'custom-sender'));
    const opened = code === null ? undefined : await decrypt(keyring, Buffer.from(code, 'base64'));
    if (opened) expect(opened.messageHeader.encryptionContext['userpool-id']).toBe(event.userPoolId);
    const to = event.triggerSource.startsWith('CustomEmail') ? userAttributes.email : userAttributes.phone_number;
    sent.push({ to, secret: opened?.plaintext.toString('utf8'), event });
  });
  const sender = { lambdaVersion: 'V1_0', lambdaArn } as const;
  const lambdaConfig = {
    ...(mediums.includes('EMAIL') && { customEmailSender: sender }),
    ...(mediums.includes('SMS') && { customSMSSender: sender }),
    kMSKeyID: KEY,
    ...settings?.lambdaConfig,
  };
  return { sent, w: await service.pool({ ...settings, lambdaConfig }, client) };
}

describe('CustomEmailSender', () => {
  it('sends the code of a sign-up, which it decrypts, in place of the service', async () => {
    const { w, sent } = await poolWith(['EMAIL']);
    const { username, email } = newName();
    const { UserSub } = await w.signUp(username, { email }, METADATA);
    expect(app.outbox.messages(email)).toEqual([]);
    const [{ to, secret, event }] = sent as [Sent];
    expect(to).toBe(email);
    expect(event).toEqual({
      version: '1',
      region: 'us-east-1',
      userPoolId: w.pool.id,
      userName: username,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: w.client.id },
      triggerSource: 'CustomEmailSender_SignUp',
      request: {
        type: 'customEmailSenderRequestV1',
        code: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
        clientMetadata: { lang: 'fr' },
        userAttributes: { sub: UserSub, 'cognito:user_status': 'UNCONFIRMED', email, email_verified: 'false' },
      },
    });
    await w.confirmSignUp(username, secret!);
    expect(await w.stored(username)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('leaves SMS to the service, and CustomSMSSender e-mails', async () => {
    const both = { autoVerifiedAttributes: ['email', 'phone_number'] as const };
    const email = await poolWith(['EMAIL'], both);
    await email.w.signUp('a', { phone_number: '+15550106001' });
    expect(email.sent).toEqual([]);
    expect(app.outbox.messages('+15550106001')).toHaveLength(1);
    const sms = await poolWith(['SMS'], both);
    await sms.w.signUp('b', { email: 'sms-sender@example.com' });
    expect(sms.sent).toEqual([]);
    expect(app.outbox.messages('sms-sender@example.com')).toHaveLength(1);
    await sms.w.signUp('c', { phone_number: '+15550106002' }, METADATA);
    const [{ to, secret, event }] = sms.sent as [Sent];
    expect([to, event.triggerSource, event.request.type]).toEqual([
      '+15550106002',
      'CustomSMSSender_SignUp',
      'customSMSSenderRequestV1',
    ]);
    expect(event.request).toHaveProperty('clientMetadata', null);
    await sms.w.confirmSignUp('c', secret!);
  });

  it('is told of every kind of message, with ClientMetadata for some only', async () => {
    const { w, sent } = await poolWith(['EMAIL']);
    const last = () => [sent.at(-1)!.event.triggerSource, sent.at(-1)!.event.request.clientMetadata];
    const { username, email } = newName();
    await w.signUp(username, { email }, METADATA);
    await w.resendCode(username, METADATA);
    expect(last()).toEqual(['CustomEmailSender_ResendCode', null]);
    await w.confirmSignUp(username, sent.at(-1)!.secret!);
    await w.forgotPassword(username, METADATA);
    expect(last()).toEqual(['CustomEmailSender_ForgotPassword', METADATA.ClientMetadata]);
    const { AccessToken } = await w.tokens(username);
    const UserAttributes = [attribute('email', newName().email)];
    await app.call('UpdateUserAttributes', { AccessToken, UserAttributes, ...METADATA });
    expect(last()).toEqual(['CustomEmailSender_UpdateUserAttribute', null]);
    await app.call('GetUserAttributeVerificationCode', { AccessToken, AttributeName: 'email', ...METADATA });
    expect(last()).toEqual(['CustomEmailSender_VerifyUserAttribute', null]);
    await app.call('VerifyUserAttribute', { AccessToken, AttributeName: 'email', Code: sent.at(-1)!.secret });
    await w.call('AdminResetUserPassword', { Username: username, ...METADATA });
    expect(last()).toEqual(['CustomEmailSender_ForgotPassword', null]);
    expect(sent).toHaveLength(6);
  });

  it('gets a temporary password as HTML, and null where an invitation has none', async () => {
    const { w, sent } = await poolWith(['EMAIL']);
    const invite = (Username: string, more: object) =>
      w.call('AdminCreateUser', {
        Username,
        UserAttributes: [attribute('email', newName().email)],
        DesiredDeliveryMediums: ['EMAIL'],
        ...METADATA,
        ...more,
      });
    await invite('with', { TemporaryPassword: 'A1<b>&"c\'' });
    expect(sent[0]).toMatchObject({
      secret: 'A1&lt;b&gt;&amp;&quot;c&#39;',
      event: {
        triggerSource: 'CustomEmailSender_AdminCreateUser',
        callerContext: { clientId: 'CLIENT_ID_NOT_APPLICABLE' },
      },
    });
    expect(sent[0]!.event.request).toHaveProperty('clientMetadata', null);
    const without = await poolWith(['EMAIL'], {
      signInPolicy: { allowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] },
    });
    await without.w.call('AdminCreateUser', {
      Username: 'without',
      UserAttributes: [attribute('email', newName().email)],
      DesiredDeliveryMediums: ['EMAIL'],
    });
    expect(without.sent).toMatchObject([{ secret: undefined, event: { request: { code: null } } }]);
  });

  it('is asked instead of CustomMessage', async () => {
    const customMessage = app.functions.set('unasked');
    const { w, sent } = await poolWith(['EMAIL'], { lambdaConfig: { customMessage } });
    const { email } = newName();
    await w.signUp('one', { email });
    expect(sent).toHaveLength(1);
    expect(app.functions.events.filter(({ userPoolId }) => userPoolId === w.pool.id)).toHaveLength(1);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('SMTP is down');
      },
    ],
    [
      'is gone',
      () => {
        throw new FunctionError('not-found', { errorName: 'ResourceNotFoundException' });
      },
    ],
  ])('does not fail the request when it %s', async (_, handler) => {
    const { w, sent } = await poolWith(['EMAIL'], {}, {}, handler);
    const warnings: object[] = [];
    const { warn } = app.deps.logger;
    Object.assign(app.deps.logger, { warn: (event: string, fields: object) => warnings.push({ event, ...fields }) });
    const { username, email } = newName();
    expect(await w.signUp(username, { email })).toMatchObject({ UserConfirmed: false });
    Object.assign(app.deps.logger, { warn });
    expect(sent).toEqual([]);
    expect(app.outbox.messages(email)).toEqual([]);
    expect(warnings).toMatchObject([
      {
        event: 'message.not-delivered',
        error: expect.stringMatching(/^The function for CustomEmailSender_SignUp gave/),
      },
    ]);
    expect(JSON.stringify(warnings)).not.toContain('SMTP');
  });

  it('fails the request when the message can not be handed over for it', async () => {
    const { w } = await poolWith(['EMAIL']);
    const { username, email } = newName();
    const large = { ClientMetadata: { a: 'a'.repeat(100_000), b: 'b'.repeat(100_000) } };
    await expect(w.signUp(username, { email }, large)).rejects.toMatchObject(UNDELIVERED);
    const { deferred } = app.deps;
    Object.assign(app.deps, { deferred: () => Promise.reject(new Error('queue')) });
    const other = newName();
    await expect(w.signUp(other.username, { email: other.email })).rejects.toMatchObject(UNDELIVERED);
    Object.assign(app.deps, { deferred });
    await w.resendCode(other.username);
    expect(await w.stored(other.username)).toMatchObject({ status: 'UNCONFIRMED' });
  });

  it('hears nothing of names that nobody has', async () => {
    const { w, sent } = await poolWith(['EMAIL'], {}, HIDING);
    await w.forgotPassword('nobody', METADATA);
    expect(sent).toEqual([]);
    const { username } = await w.someone();
    await w.forgotPassword(username, METADATA);
    expect(sent).toHaveLength(1);
  });
});

describe('CustomSMSSender', () => {
  it('sends codes of a sign-in, with ClientMetadata of answers only', async () => {
    const { w, sent } = await poolWith(['SMS'], { ...SMS_MFA, mfaConfiguration: 'ON' });
    const { username, phone } = await withFactors(w);
    const flow = { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: username, PASSWORD } };
    const { Session } = await w.clientCall('InitiateAuth', { ...flow, ...METADATA });
    expect(sent[0]!.event.request).toHaveProperty('clientMetadata', null);
    const responses = { USERNAME: username, SMS_MFA_CODE: sent[0]!.secret! };
    expect(await w.respond('SMS_MFA', responses, Session)).toHaveProperty('AuthenticationResult');
    for (const operation of ['RespondToAuthChallenge', 'AdminRespondToAuthChallenge']) {
      const input = { ...(await w.srpStarted(username)), ...METADATA };
      await app.call(operation, operation.startsWith('Admin') ? { UserPoolId: w.pool.id, ...input } : input);
      expect(sent.at(-1)).toMatchObject({
        to: phone,
        event: {
          triggerSource: 'CustomSMSSender_Authentication',
          request: { clientMetadata: METADATA.ClientMetadata },
        },
      });
    }
    expect(app.outbox.messages(phone)).toEqual([]);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createPool } from '#test/fixtures.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});

const SMS = { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'x', SnsRegion: 'us-east-1' };
const newPool = async () => (await app.call('CreateUserPool', { PoolName: 'mfa', SmsConfiguration: SMS })).UserPool;
const read = (UserPoolId: string) => app.call('GetUserPoolMfaConfig', { UserPoolId });

describe('SetUserPoolMfaConfig', () => {
  it('takes what Terraform sends after it has created a pool', async () => {
    const { Id: UserPoolId } = await newPool();
    expect(await app.call('SetUserPoolMfaConfig', { UserPoolId, MfaConfiguration: 'OFF' })).toEqual({
      MfaConfiguration: 'OFF',
    });
    const WebAuthnConfiguration = { RelyingPartyId: 'auth.example.com', UserVerification: 'required' };
    const answer = await app.call('SetUserPoolMfaConfig', {
      UserPoolId,
      MfaConfiguration: 'OFF',
      WebAuthnConfiguration,
    });
    expect(answer).toEqual({ MfaConfiguration: 'OFF', WebAuthnConfiguration });
    expect(await read(UserPoolId)).toEqual(answer);
  });

  it('replaces everything that it sets, and nothing else', async () => {
    const pool = await newPool();
    const UserPoolId = pool.Id;
    const FactorConfiguration = 'MULTI_FACTOR_WITH_USER_VERIFICATION';
    const WebAuthnConfiguration = { RelyingPartyId: 'a.example', UserVerification: 'preferred', FactorConfiguration };
    await app.call('SetUserPoolMfaConfig', { UserPoolId, WebAuthnConfiguration });
    expect(await read(UserPoolId)).toEqual({ MfaConfiguration: 'OFF', WebAuthnConfiguration });
    const described = (await app.call('DescribeUserPool', { UserPoolId })).UserPool;
    expect(described).toEqual(pool);
    await app.call('UpdateUserPool', { UserPoolId, PoolName: 'renamed' });
    expect(await read(UserPoolId)).toEqual({ MfaConfiguration: 'OFF', WebAuthnConfiguration });
    await app.call('SetUserPoolMfaConfig', { UserPoolId });
    expect(await read(UserPoolId)).toEqual({ MfaConfiguration: 'OFF' });
  });

  it.each(['ON', 'OPTIONAL'])('turns MFA %s with a software token', async (MfaConfiguration) => {
    const { Id: UserPoolId } = await newPool();
    const settings = { MfaConfiguration, SoftwareTokenMfaConfiguration: { Enabled: true } };
    await app.call('SetUserPoolMfaConfig', { UserPoolId, ...settings });
    expect(await read(UserPoolId)).toMatchObject(settings);
  });

  it('refuses factors beside OFF', async () => {
    const { Id: UserPoolId } = await newPool();
    const SmsMfaConfiguration = { SmsConfiguration: SMS, SmsAuthenticationMessage: 'Code {####}' };
    await expect(
      app.call('SetUserPoolMfaConfig', { UserPoolId, MfaConfiguration: 'OFF', SmsMfaConfiguration }),
    ).rejects.toMatchObject({
      message: "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
    });
  });

  it('shows the factors of a pool whose MFA is on', async () => {
    const { id } = await createPool(app, {
      mfaConfiguration: 'OPTIONAL',
      smsConfiguration: { snsCallerArn: SMS.SnsCallerArn },
      smsAuthenticationMessage: 'Code {####}',
      softwareTokenMfaConfiguration: { enabled: true },
      emailMfaConfiguration: { message: 'Code {####}', subject: 'Code' },
    });
    expect(await read(id)).toEqual({
      MfaConfiguration: 'OPTIONAL',
      SmsMfaConfiguration: {
        SmsAuthenticationMessage: 'Code {####}',
        SmsConfiguration: { SnsCallerArn: SMS.SnsCallerArn },
      },
      SoftwareTokenMfaConfiguration: { Enabled: true },
      EmailMfaConfiguration: { Message: 'Code {####}', Subject: 'Code' },
    });
  });

  it('loses nothing when it meets other changes', async () => {
    const { Id: UserPoolId, Arn: ResourceArn } = await newPool();
    const WebAuthnConfiguration = { RelyingPartyId: 'a.example' };
    await Promise.all([
      app.call('SetUserPoolMfaConfig', { UserPoolId, WebAuthnConfiguration }),
      app.call('UpdateUserPool', { UserPoolId, AutoVerifiedAttributes: ['email'] }),
      app.call('TagResource', { ResourceArn, Tags: { team: 'blue' } }),
    ]);
    expect(await read(UserPoolId)).toEqual({ MfaConfiguration: 'OFF', WebAuthnConfiguration });
    expect((await app.call('DescribeUserPool', { UserPoolId })).UserPool).toMatchObject({
      AutoVerifiedAttributes: ['email'],
      UserPoolTags: { team: 'blue' },
      SmsConfiguration: SMS,
    });
  });

  it('takes one read and one write', async () => {
    const { Id: UserPoolId } = await newPool();
    app.roundTrips.reset();
    await app.call('SetUserPoolMfaConfig', { UserPoolId });
    expect(app.roundTrips).toMatchObject({ reads: 1, writes: 1, staleReads: [] });
  });

  it('does not know a pool that is not there', async () => {
    await expect(app.call('SetUserPoolMfaConfig', { UserPoolId: 'us-east-1_000000000' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

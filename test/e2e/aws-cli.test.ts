import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServerProcess } from '#test/server.ts';

const run = promisify(execFile);
const installed = await run('aws', ['--version']).then(
  () => true,
  () => false,
);
if (!installed) console.warn('NOT RUN: the tests with the AWS CLI. Install it with: apt-get install awscli');

// In CI it is a failure when these tests do not run.
describe.skipIf(!installed && !process.env.CI)('the AWS CLI', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServerProcess();
  });
  afterAll(() => server?.dispose());

  const aws = async (...args: string[]) => {
    const { stdout } = await run(
      'aws',
      ['cognito-idp', '--endpoint-url', server.endpoint, '--output', 'json', ...args],
      {
        env: {
          PATH: process.env.PATH,
          HOME: server.dataDirectory,
          AWS_SHARED_CREDENTIALS_FILE: join(server.dataDirectory, 'credentials'),
        },
      },
    );
    return stdout ? JSON.parse(stdout) : undefined;
  };

  it('creates a pool and a user, reads and deletes them, with nothing but the credentials file', async () => {
    const { UserPool: pool } = await aws('create-user-pool', '--pool-name', 'from the CLI');
    const id = ['--user-pool-id', pool.Id];
    const created = await aws(
      'admin-create-user',
      ...id,
      '--username',
      'ada',
      '--message-action',
      'SUPPRESS',
      '--user-attributes',
      'Name=email,Value=ada@example.com',
    );
    expect(created.User).toMatchObject({ Username: 'ada', UserStatus: 'FORCE_CHANGE_PASSWORD' });
    expect(
      await aws('admin-set-user-password', ...id, '--username', 'ada', '--password', 'Passw0rd!example', '--permanent'),
    ).toBeUndefined();
    const user = await aws('admin-get-user', ...id, '--username', 'ada');
    expect(user).toMatchObject({ Username: 'ada', UserStatus: 'CONFIRMED', Enabled: true });
    // Version 1 of the CLI prints epoch seconds, and version 2 prints ISO 8601.
    const createdAt =
      typeof user.UserCreateDate === 'number' ? user.UserCreateDate * 1000 : Date.parse(user.UserCreateDate);
    expect(Math.abs(createdAt - Date.now())).toBeLessThan(60_000);
    await aws('admin-delete-user', ...id, '--username', 'ada');
    await expect(aws('admin-get-user', ...id, '--username', 'ada')).rejects.toThrow(
      '(UserNotFoundException) when calling the AdminGetUser operation: User does not exist.',
    );
    await aws('delete-user-pool', ...id);
    expect((await aws('list-user-pools', '--max-results', '10')).UserPools).toEqual([]);
  });
  it("sets a pool's MFA, and the factors that a user prefers", async () => {
    const { UserPool: pool } = await aws('create-user-pool', '--pool-name', 'factors');
    const id = ['--user-pool-id', pool.Id];
    const SmsConfiguration = { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' };
    const sms = JSON.stringify({ SmsConfiguration, SmsAuthenticationMessage: 'Code {####}' });
    const set = await aws(
      ...['set-user-pool-mfa-config', ...id, '--mfa-configuration', 'OPTIONAL'],
      ...['--sms-mfa-configuration', sms, '--software-token-mfa-configuration', 'Enabled=true'],
    );
    expect(set).toMatchObject({
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: true },
      SmsMfaConfiguration: { SmsAuthenticationMessage: 'Code {####}' },
    });
    expect(await aws('get-user-pool-mfa-config', ...id)).toEqual(set);

    const ada = [...id, '--username', 'ada'];
    const attributes = ['Name=phone_number,Value=+15550100001', 'Name=phone_number_verified,Value=true'];
    await aws('admin-create-user', ...ada, '--message-action', 'SUPPRESS', '--user-attributes', ...attributes);
    await aws('admin-set-user-mfa-preference', ...ada, '--sms-mfa-settings', 'Enabled=true,PreferredMfa=true');
    expect(await aws('admin-get-user', ...ada)).toMatchObject({
      UserMFASettingList: ['SMS_MFA'],
      PreferredMfaSetting: 'SMS_MFA',
    });
    await expect(
      aws('admin-set-user-mfa-preference', ...ada, '--software-token-mfa-settings', 'Enabled=true,PreferredMfa=true'),
    ).rejects.toThrow(
      '(InvalidParameterException) when calling the AdminSetUserMFAPreference operation: User does not',
    );
    await aws('admin-set-user-mfa-preference', ...ada, '--sms-mfa-settings', 'Enabled=false,PreferredMfa=false');
    expect(await aws('admin-get-user', ...ada)).not.toHaveProperty('UserMFASettingList');
  });
});

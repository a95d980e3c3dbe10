import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServerProcess } from '#test/server.ts';
import { codeNow, nextCode } from './factors-pool.ts';

const run = promisify(execFile);

/** The Python that has boto3: the first one, or Debian's. */
async function pythonWithBoto3(): Promise<string | undefined> {
  for (const python of ['python3', '/usr/bin/python3']) {
    const isInstalled = await run(python, ['-c', 'import boto3']).then(
      () => true,
      () => false,
    );
    if (isInstalled) return python;
  }
  return undefined;
}
const python = await pythonWithBoto3();
if (!python) console.warn('NOT RUN: the tests with boto3. Install it with: apt-get install python3-boto3');

/** Calls operations one after the other; prints what each has answered, or the code and message of its error. */
const PROGRAM = `
import boto3, json, sys
cognito = boto3.client('cognito-idp', region_name='us-east-1', endpoint_url=sys.argv[1])
answers = []
for operation, arguments in json.loads(sys.argv[2]):
    try:
        answer = getattr(cognito, operation)(**arguments)
        del answer['ResponseMetadata']
    except cognito.exceptions.ClientError as error:
        answer = error.response['Error']
    answers.append(answer)
print(json.dumps(answers, default=str))
`;

type Call = readonly [operation: string, input: object];
// biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests that read them
type Answers = readonly any[];

// In CI it is a failure when these tests do not run.
describe.skipIf(!python && !process.env.CI)('boto3', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServerProcess();
  });
  afterAll(() => server?.dispose());

  const boto3 = async (...calls: readonly Call[]): Promise<Answers> => {
    const { stdout } = await run(python!, ['-c', PROGRAM, server.endpoint, JSON.stringify(calls)], {
      env: {
        PATH: process.env.PATH,
        HOME: server.dataDirectory,
        AWS_SHARED_CREDENTIALS_FILE: join(server.dataDirectory, 'credentials'),
      },
    });
    return JSON.parse(stdout);
  };

  it('sets MFA of a pool and of a user, who then signs in with an authenticator app', async () => {
    const [{ UserPool }] = await boto3(['create_user_pool', { PoolName: 'boto3' }]);
    const UserPoolId = UserPool.Id;
    const MFA = { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } };
    const [set, got, { UserPoolClient }] = await boto3(
      ['set_user_pool_mfa_config', { UserPoolId, ...MFA }],
      ['get_user_pool_mfa_config', { UserPoolId }],
      [
        'create_user_pool_client',
        { UserPoolId, ClientName: 'app', ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] },
      ],
    );
    expect(set).toEqual(MFA);
    expect(got).toEqual(MFA);

    const ada = { UserPoolId, Username: 'ada' };
    const app = { UserPoolId, ClientId: UserPoolClient.ClientId };
    const AuthParameters = { USERNAME: 'ada', PASSWORD: 'Passw0rd!example' };
    const signIn: Call = ['admin_initiate_auth', { ...app, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters }];
    const preferred = { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } };
    const prefer: Call = ['admin_set_user_mfa_preference', { ...ada, ...preferred }];
    const [, , refused, { AuthenticationResult }] = await boto3(
      ['admin_create_user', { ...ada, MessageAction: 'SUPPRESS' }],
      ['admin_set_user_password', { ...ada, Password: AuthParameters.PASSWORD, Permanent: true }],
      prefer,
      signIn,
    );
    expect(refused).toMatchObject({ Code: 'InvalidParameterException' });

    const { AccessToken } = AuthenticationResult;
    const [{ SecretCode }] = await boto3(['associate_software_token', { AccessToken }]);
    const [verified, , user, challenge] = await boto3(
      ['verify_software_token', { AccessToken, UserCode: codeNow(SecretCode) }],
      prefer,
      ['admin_get_user', ada],
      signIn,
    );
    expect(verified).toEqual({ Status: 'SUCCESS' });
    expect(user).toMatchObject({
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
    });
    const { ChallengeName, Session } = challenge;
    const ChallengeResponses = { USERNAME: 'ada', SOFTWARE_TOKEN_MFA_CODE: nextCode(SecretCode) };
    const [{ AuthenticationResult: tokens }] = await boto3([
      'admin_respond_to_auth_challenge',
      { ...app, ChallengeName, Session, ChallengeResponses },
    ]);
    expect(tokens).toMatchObject({ AccessToken: expect.any(String), RefreshToken: expect.any(String) });
  });
});

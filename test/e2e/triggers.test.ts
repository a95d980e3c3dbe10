import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  type LambdaConfigType,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '#test/cli.ts';
import { newestMessage, type RunningServer, startServerProcess } from '#test/server.ts';

const arn = (name: string) => `arn:aws:lambda:us-east-1:111122223333:function:${name}`;

const PRE_SIGN_UP = `export const handler = async (event) => {
  if (event.userName === 'crash') process.exit(1);
  if (event.userName === 'loop') for (;;);
  if (event.request.clientMetadata?.invitation !== '42') throw new Error('You are not invited, ' + event.userName);
  event.response.autoConfirmUser = true;
  return event;
};`;

let folder: string;
let config: string;
let web: Server;
let server: RunningServer;
let sdk: CognitoIdentityProviderClient;
const posted: { readonly triggerSource: string; readonly userName: string }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ownpool-triggers-'));
  await writeFile(join(folder, 'pre-sign-up.mjs'), PRE_SIGN_UP);
  await writeFile(join(folder, 'typed.ts'), 'export const handler = async (event: object): Promise<object> => event;');
  web = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const event = JSON.parse(Buffer.concat(parts).toString());
    posted.push(event);
    if (request.url?.startsWith('/moved')) response.writeHead(307, { location: '/' });
    response.end(JSON.stringify(event));
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  config = join(folder, 'ownpool.config.json');
  const triggers = {
    'pre-sign-up': './pre-sign-up.mjs#handler',
    [`${arn('typed')}:live`]: './typed.ts',
    'post-confirmation': `${base}/post-confirmation`,
    moved: `${base}/moved?token=secret`,
  };
  await writeFile(config, JSON.stringify({ triggers }));
  server = await startServerProcess({ from: 'source', environment: { OWNPOOL_CONFIG: config } });
  const { endpoint, credentials } = server;
  sdk = new CognitoIdentityProviderClient({ endpoint, credentials, region: 'us-east-1', maxAttempts: 1 });
});

afterAll(async () => {
  await server?.dispose();
  await new Promise((resolve) => web.close(resolve));
  await rm(folder, { recursive: true });
});

/** A pool with these triggers, and the sign-up of a user there. */
async function pool(LambdaConfig: LambdaConfigType) {
  const settings = { PoolName: 'triggers', AutoVerifiedAttributes: ['email' as const], LambdaConfig };
  const { UserPool } = await sdk.send(new CreateUserPoolCommand(settings));
  const { UserPoolClient } = await sdk.send(
    new CreateUserPoolClientCommand({ UserPoolId: UserPool!.Id, ClientName: 'app' }),
  );
  const ClientId = UserPoolClient!.ClientId;
  return {
    UserPoolId: UserPool!.Id,
    ClientId,
    signUp: (Username: string, invitation?: string) =>
      sdk.send(
        new SignUpCommand({
          ClientId,
          Username,
          Password: 'Passw0rd!example',
          UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
          ...(invitation && { ClientMetadata: { invitation } }),
        }),
      ),
  };
}

describe('functions on one machine', () => {
  it('decide about sign-ups, as a module', async () => {
    const { UserPoolId, signUp } = await pool({ PreSignUp: `${arn('pre-sign-up')}:live` });
    expect((await signUp('ada', '42')).UserConfirmed).toBe(true);
    const { UserStatus } = await sdk.send(new AdminGetUserCommand({ UserPoolId, Username: 'ada' }));
    expect(UserStatus).toBe('CONFIRMED');
    await expect(signUp('bob', '7')).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error You are not invited, bob.',
    });
    await expect(sdk.send(new AdminGetUserCommand({ UserPoolId, Username: 'bob' }))).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
  });

  it('that crash or hang fail one sign-up each, and the next one works', async () => {
    const { signUp } = await pool({ PreSignUp: arn('pre-sign-up') });
    await expect(signUp('crash', '42')).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: expect.stringMatching(/^PreSignUp failed with error RequestId: \S+ Error: Runtime exited with error/),
    });
    await expect(signUp('loop', '42')).rejects.toMatchObject({
      name: 'UnexpectedLambdaException',
      message: 'PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.',
    });
    expect((await signUp('ada', '42')).UserConfirmed).toBe(true);
  });

  it('are told, as a URL', async () => {
    const { ClientId, UserPoolId, signUp } = await pool({ PostConfirmation: arn('post-confirmation') });
    await signUp('grace');
    const { code } = await newestMessage(server.endpoint, 'grace@example.com');
    posted.length = 0;
    await sdk.send(new ConfirmSignUpCommand({ ClientId, Username: 'grace', ConfirmationCode: code }));
    expect(posted).toMatchObject([
      { triggerSource: 'PostConfirmation_ConfirmSignUp', userName: 'grace', userPoolId: UserPoolId },
    ]);
  });

  it.each([
    ['nowhere', 'error ResourceNotFoundException.', 'triggers of ownpool.config.json', 'not-found'],
    ['moved', 'configuration.', 'http://127.0.0.1:PORT/moved', 'unavailable'],
  ])(
    'that can not be called (%s) fail the sign-up, and the log says where they are',
    async (name, text, at, reason) => {
      const { signUp } = await pool({ PreSignUp: arn(name) });
      await expect(signUp('ada')).rejects.toMatchObject({
        name: 'UnexpectedLambdaException',
        message: `PreSignUp invocation failed due to ${text}`,
      });
      const where = at.replace('PORT', String((web.address() as AddressInfo).port));
      const line = { level: 'warn', event: 'function.failed', functionArn: arn(name), where, reason };
      const logged = server
        .output()
        .split('\n')
        .filter((one) => one.includes('function.failed'));
      expect(logged.map((one) => JSON.parse(one))).toContainEqual(expect.objectContaining(line));
      expect(server.output()).not.toContain('token=secret');
    },
  );
});

it('a wrong configuration file ends the start with a line that says what to change', async () => {
  const wrong = join(folder, 'wrong.json');
  await writeFile(wrong, '{"triggers": {"a": "./none.mjs"}}');
  const started = startServerProcess({ environment: { OWNPOOL_CONFIG: wrong } });
  await expect(started).rejects.toMatchObject({
    code: 1,
    output: `Ownpool could not start: ${wrong}: triggers of a names ${join(folder, 'none.mjs')}, which is not a file: correct the path, or write the module.\n`,
  });
});

describe('npm run trigger', () => {
  const run = (args: readonly string[]) =>
    runCli('trigger.ts', args, { OWNPOOL_CONFIG: config, OWNPOOL_REGION: 'eu-west-1' }, 'source');

  it('prints what a module answers, and the time', async () => {
    const named = ['--pool', 'eu-west-1_AbCdEf123', '--user', 'grace'];
    const { code, stdout, stderr } = await run([`${arn('typed')}:live`, '--source', 'PreSignUp_SignUp', ...named]);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^PreSignUp_SignUp was answered in \d+ ms\.\n$/)]);
    expect(JSON.parse(stdout)).toMatchObject({
      version: '1',
      region: 'eu-west-1',
      userPoolId: 'eu-west-1_AbCdEf123',
      userName: 'grace',
      triggerSource: 'PreSignUp_SignUp',
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    });
  });

  it('asks a URL', async () => {
    posted.length = 0;
    const tokens = ['--source', 'TokenGeneration_RefreshTokens', '--event-version', '2'];
    const { code, stdout } = await run(['post-confirmation', ...tokens]);
    expect([code, JSON.parse(stdout)]).toEqual([0, posted[0]]);
    expect(posted).toMatchObject([
      { version: '2', userName: 'ada', response: { claimsAndScopeOverrideDetails: null } },
    ]);
  });

  it('prints the error of a function, and its own', async () => {
    const failed = await run(['pre-sign-up', '--source', 'PreSignUp_SignUp']);
    expect([failed.code, failed.stdout]).toEqual([1, '']);
    expect(failed.stderr).toMatch(
      /\nPreSignUp_SignUp failed after \d+ ms: the function threw Error: You are not invited, ada\n$/,
    );
    const missing = await run(['none', '--source', 'PreSignUp_SignUp']);
    expect(missing.stderr).toContain('"where":"triggers of ownpool.config.json"');
    expect(missing.stderr).toMatch(/failed after \d+ ms: not-found \(NotInConfiguration\)\n$/);
  });

  it.each([
    [[], /^Name one function\.\n/],
    [['a', 'b'], /^Name one function\.\n/],
    [['a'], /^--source must be one of:\n {2}PreSignUp_SignUp\n/],
    [['a', '--source', 'PreSignUp'], /^--source must be one of:/],
    [['a', '--source', 'PreSignUp_SignUp', '--event-version', '2'], /^PreSignUp_SignUp has no event of version 2\.\n$/],
  ])('says what is wrong with %j', async (args, text) => {
    const { code, stdout, stderr } = await runCli('trigger.ts', args, { OWNPOOL_CONFIG: config });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(text);
  });
});

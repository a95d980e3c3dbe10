import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client } from '#core/clients/client.ts';
import type { Pool } from '#core/pools/pool.ts';
import { createTestApp, TEST_KEY, TEST_REGION, type TestApp } from '#test/app.ts';
import { createClient } from '#test/fixtures.ts';
import { signedHeaders } from '#test/sign.ts';
import { addUser, signIn, signInPool, signInSrp } from '#test/sign-in.ts';
import { codeFor, confirm, otherThan, signUp } from './sign-up/support.ts';

const TEMPORARY = 'Temp-Orary-1';
const CHOSEN = 'Chosen-Pass-2';
const CHANGED = 'Changed-Pass-3';
const RECOVERED = 'Recovered-Pass-4';
const EMAIL = 'ada@example.com';

let app: TestApp;
let pool: Pool;
let client: Client;
beforeAll(async () => {
  app = await createTestApp();
  ({ pool, client } = await signInPool(app));
});

type Line = TestApp['audit'][number];

/** What a call leaves in the audit trail, whether it succeeds or not. */
async function linesOf(run: () => Promise<unknown>): Promise<readonly Line[]> {
  const before = app.audit.length;
  await run().catch(() => {});
  return app.audit.slice(before);
}

/** The only line of a call. */
async function lineOf(run: () => Promise<unknown>): Promise<Line> {
  const lines = await linesOf(run);
  expect(lines).toHaveLength(1);
  return lines[0]!;
}

const short = ({ operation, result, outcome, challenge }: Line) =>
  [operation, result, challenge ?? outcome].filter((part) => part !== undefined).join(' ');

describe("a user's life", () => {
  it('is told whole, in its order, and without anything secret', async () => {
    const { pool, client } = await signInPool(app, { pool: { aliasAttributes: ['email'] } });
    const ClientId = client.id;
    const admin = (operation: string, more: object = {}) =>
      app.call(operation, { UserPoolId: pool.id, Username: 'ada', ...more });
    const refused = (call: Promise<unknown>) => expect(call).rejects.toThrow();
    const respond = (Session: string, NEW_PASSWORD: string) =>
      app.call('RespondToAuthChallenge', {
        ClientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: { USERNAME: 'ada', NEW_PASSWORD },
      });
    const begin = app.audit.length;

    const UserAttributes = [
      { Name: 'email', Value: EMAIL },
      { Name: 'email_verified', Value: 'true' },
    ];
    const { User } = await admin('AdminCreateUser', { TemporaryPassword: TEMPORARY, UserAttributes });
    const sub = User.Attributes.find(({ Name }: { Name: string }) => Name === 'sub').Value;
    await refused(signIn(app, client, 'ada', 'Wrong-Guess-9'));
    const { Session } = await signIn(app, client, 'ada', TEMPORARY);
    await refused(respond(Session, 'short'));
    const { AccessToken, RefreshToken } = (await respond(Session, CHOSEN)).AuthenticationResult;
    await app.call('GetUser', { AccessToken });
    await app.call('ChangePassword', { AccessToken, PreviousPassword: CHOSEN, ProposedPassword: CHANGED });
    const REFRESH = { ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: RefreshToken } };
    await app.call('InitiateAuth', REFRESH);
    await app.call('RevokeToken', { ClientId, Token: RefreshToken });
    await refused(app.call('InitiateAuth', REFRESH));
    const srp = await signInSrp(app, pool, client, 'ada', CHANGED);
    await app.call('GlobalSignOut', { AccessToken: srp.AuthenticationResult.AccessToken });
    await refused(app.call('GetUser', { AccessToken: srp.AuthenticationResult.AccessToken }));

    await admin('AdminResetUserPassword');
    await refused(signIn(app, client, 'ada', CHANGED));
    const code = codeFor(app, EMAIL);
    const recover = (ConfirmationCode: string) =>
      app.call('ConfirmForgotPassword', { ClientId, Username: 'ada', ConfirmationCode, Password: RECOVERED });
    await refused(recover(otherThan(code)));
    await recover(code);

    for (let guess = 0; guess < 6; guess++) await refused(signIn(app, client, EMAIL, 'Wrong-Guess-9'));
    app.advance(10_000);
    await admin('AdminDisableUser');
    await refused(signIn(app, client, 'ada', RECOVERED));
    await admin('AdminEnableUser');
    await signIn(app, client, 'ada', RECOVERED);
    await admin('AdminUserGlobalSignOut');
    await admin('AdminDeleteUser');
    await refused(admin('AdminGetUser'));

    const lines = app.audit.slice(begin);
    expect(lines.map(short)).toEqual([
      'AdminCreateUser Success',
      'InitiateAuth NotAuthorizedException wrong',
      'InitiateAuth Success NEW_PASSWORD_REQUIRED',
      'RespondToAuthChallenge InvalidPasswordException',
      'RespondToAuthChallenge Success tokens',
      'GetUser Success',
      'ChangePassword Success',
      'InitiateAuth Success tokens',
      'RevokeToken Success',
      'InitiateAuth NotAuthorizedException',
      'InitiateAuth Success PASSWORD_VERIFIER',
      'RespondToAuthChallenge Success tokens',
      'GlobalSignOut Success',
      'GetUser NotAuthorizedException',
      'AdminResetUserPassword Success',
      'InitiateAuth PasswordResetRequiredException refused',
      'ConfirmForgotPassword CodeMismatchException wrong',
      'ConfirmForgotPassword Success',
      ...Array<string>(5).fill('InitiateAuth NotAuthorizedException wrong'),
      'InitiateAuth NotAuthorizedException locked',
      'AdminDisableUser Success',
      'InitiateAuth NotAuthorizedException refused',
      'AdminEnableUser Success',
      'InitiateAuth Success tokens',
      'AdminUserGlobalSignOut Success',
      'AdminDeleteUser Success',
      'AdminGetUser UserNotFoundException',
    ]);

    // The last call is about nobody any more.
    expect(lines.map((line) => line.sub)).toEqual([...lines.slice(1).map(() => sub), undefined]);
    for (const line of lines) {
      const isSigned = String(line.operation).startsWith('Admin');
      expect(line).toMatchObject({ poolId: pool.id, source: '127.0.0.1', requestId: expect.stringMatching(/./) });
      expect(line.accessKey).toBe(isSigned ? TEST_KEY.id : undefined);
      expect(line.clientId).toBe(isSigned ? undefined : client.id);
      expect(line.time).toMatch(/^2026-03-01T12:00:\d\d\.\d{3}Z$/);
    }
    expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(lines.length);
    const text = JSON.stringify(lines);
    const secrets = [
      TEMPORARY,
      CHOSEN,
      CHANGED,
      RECOVERED,
      'Wrong-Guess-9',
      EMAIL,
      code,
      Session,
      AccessToken,
      RefreshToken,
    ];
    for (const secret of [...secrets, TEST_KEY.secret, '"ada"']) expect(text).not.toContain(secret);
    if (process.env.OWNPOOL_SHOW_AUDIT) for (const line of lines) console.log(JSON.stringify(line));
  });

  it('begins with a sign-up, and names who loses a contact to it', async () => {
    const settings = { autoVerifiedAttributes: ['email'], aliasAttributes: ['email'] } as const;
    const { pool, client } = await signInPool(app, { pool: settings });
    const w = { app, pool, client };
    const owner = await addUser(app, pool, {
      username: 'owner',
      attributes: { email: EMAIL, email_verified: 'true' },
    });
    const begin = app.audit.length;
    const { UserSub } = await signUp(w, 'taker', { email: EMAIL });
    await app.call('ResendConfirmationCode', { ClientId: client.id, Username: 'taker' });
    const code = codeFor(app, EMAIL);
    await expect(confirm(w, 'taker', otherThan(code))).rejects.toThrow();
    await expect(confirm(w, 'taker', code)).rejects.toThrow();
    await confirm(w, 'taker', code, { ForceAliasCreation: true });
    const lines = app.audit.slice(begin);
    expect(lines.map(short)).toEqual([
      'SignUp Success',
      'ResendConfirmationCode Success',
      'ConfirmSignUp CodeMismatchException wrong',
      'ConfirmSignUp AliasExistsException refused',
      'ConfirmSignUp Success',
    ]);
    for (const line of lines) expect(line).toMatchObject({ sub: UserSub, poolId: pool.id, clientId: client.id });
    expect(lines.map(({ others }) => others)).toEqual([undefined, undefined, undefined, undefined, [owner.sub]]);
    expect(JSON.stringify(lines)).not.toContain(EMAIL);
  });

  it('goes on with rotated refresh tokens, and shows one that is used twice', async () => {
    const rotation = { feature: 'ENABLED', retryGracePeriodSeconds: 0 } as const;
    const rotating = await createClient(app, pool, {
      explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      refreshTokenRotation: rotation,
    });
    const user = await addUser(app, pool, { username: 'rotating' });
    const { RefreshToken } = (await signIn(app, rotating, 'rotating')).AuthenticationResult;
    const refresh = (ClientId: string) => app.call('GetTokensFromRefreshToken', { ClientId, RefreshToken });
    const about = { poolId: pool.id, sub: user.sub };
    expect(await lineOf(() => refresh(client.id))).toMatchObject({ ...about, result: 'NotAuthorizedException' });
    expect(await lineOf(() => refresh(rotating.id))).toMatchObject({ ...about, outcome: 'tokens' });
    expect(await lineOf(() => refresh(rotating.id))).toMatchObject({ ...about, result: 'RefreshTokenReuseException' });
  });

  it('has answers to a session that was used before', async () => {
    await addUser(app, pool, { username: 'twice', status: 'FORCE_CHANGE_PASSWORD' });
    const { Session } = await signIn(app, client, 'twice');
    const respond = () =>
      app.call('RespondToAuthChallenge', {
        ClientId: client.id,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: { USERNAME: 'twice', NEW_PASSWORD: CHOSEN },
      });
    const [first, second] = [await lineOf(respond), await lineOf(respond)];
    expect(first).toMatchObject({ result: 'Success', outcome: 'tokens' });
    expect(second).toMatchObject({ result: 'NotAuthorizedException', sub: first.sub });
    expect(second).not.toHaveProperty('outcome');
  });
});

describe('a name that leads to nobody', () => {
  it.each<[string, (name: string, hiding: Client) => Promise<unknown>]>([
    ['a password', (name, hiding) => signIn(app, hiding, name, 'Wrong-Guess-9')],
    ['SRP', (name, hiding) => signInSrp(app, pool, hiding, name, 'Wrong-Guess-9')],
    ['a code for a new password', (Username, { id }) => app.call('ForgotPassword', { ClientId: id, Username })],
    [
      'a guess at a code',
      (Username, { id }) => app.call('ConfirmSignUp', { ClientId: id, Username, ConfirmationCode: '123456' }),
    ],
  ])('leaves the lines of a user without the sub: %s', async (what, run) => {
    const hiding = await createClient(app, pool, {
      explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'],
      preventUserExistenceErrors: 'ENABLED',
    });
    const known = `known-${what.replaceAll(' ', '-')}`;
    const status = what === 'a guess at a code' ? 'UNCONFIRMED' : 'CONFIRMED';
    const attributes = { email: `${known}@example.com`, email_verified: 'true' };
    const user = await addUser(app, pool, { username: known, status, attributes });
    const [real, nobody] = [await linesOf(() => run(known, hiding)), await linesOf(() => run('ghost', hiding))];
    const comparable = ({ requestId: _, sub: __, ...line }: Line) => line;
    expect(real.length).toBeGreaterThan(0);
    expect(nobody.map(comparable)).toEqual(real.map(comparable));
    for (const line of real) expect(line.sub).toBe(user.sub);
    for (const line of nobody) expect(line).not.toHaveProperty('sub');
    expect(JSON.stringify(nobody)).not.toContain('ghost');
  });
});

describe('a signed call', () => {
  const body = () => JSON.stringify({ UserPoolId: pool.id, Username: 'nobody' });
  const send = (key: { readonly id: string; readonly secret: string }) => {
    const operation = 'AdminGetUser';
    const now = app.deps.clock.now();
    const headers = signedHeaders({ operation, body: body(), host: 'h', now, key, region: TEST_REGION });
    return app.send({ headers, body: body() });
  };

  it('is kept with the pool that it asks for, also when it is refused', async () => {
    const unknown = await lineOf(() => app.call('DescribeUserPool', { UserPoolId: 'us-east-1_000000000' }));
    expect(unknown).toMatchObject({ result: 'ResourceNotFoundException', poolId: 'us-east-1_000000000' });
    const forged = await lineOf(() => send({ ...TEST_KEY, secret: 'not-the-secret' }));
    expect(forged).toMatchObject({ result: 'InvalidSignatureException', accessKey: TEST_KEY.id, poolId: pool.id });
    const without = await lineOf(() =>
      app.send({ headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.AdminGetUser' }, body: body() }),
    );
    expect(without).toMatchObject({ result: 'MissingAuthenticationTokenException', poolId: pool.id });
    expect(without).not.toHaveProperty('accessKey');
  });

  it('says which unknown key it was, unless that may be a secret in the wrong place', async () => {
    const secret = 'wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY';
    const swapped = await lineOf(() => send({ id: secret, secret: TEST_KEY.id }));
    expect(swapped.result).toBe('UnrecognizedClientException');
    expect(JSON.stringify(swapped)).not.toContain(secret);
    const gone = await lineOf(() => send({ id: 'OWNKABCDEFGHABCDEFGH', secret }));
    expect(gone).toMatchObject({ result: 'UnrecognizedClientException', accessKey: 'OWNKABCDEFGHABCDEFGH' });
  });

  it('names the pool and the client that it makes, reads or removes', async () => {
    const made = await app.call('CreateUserPool', { PoolName: 'made' });
    const UserPoolId = made.UserPool.Id;
    expect(app.audit.at(-1)).toMatchObject({ operation: 'CreateUserPool', poolId: UserPoolId });
    const { ClientId } = (await app.call('CreateUserPoolClient', { UserPoolId, ClientName: 'c' })).UserPoolClient;
    expect(app.audit.at(-1)).toMatchObject({ poolId: UserPoolId, clientId: ClientId });
    for (const operation of ['DescribeUserPoolClient', 'DeleteUserPoolClient']) {
      await app.call(operation, { UserPoolId, ClientId });
      expect(app.audit.at(-1)).toMatchObject({ operation, poolId: UserPoolId, clientId: ClientId });
    }
    await app.call('DeleteUserPool', { UserPoolId });
    expect(app.audit.at(-1)).toMatchObject({ operation: 'DeleteUserPool', poolId: UserPoolId, result: 'Success' });
  });
});

describe('what a caller makes up', () => {
  it.each<[string, string, object]>([
    ['a pool', 'AdminGetUser', { UserPoolId: 'made up', Username: 'ada' }],
    ['a long pool', 'AdminGetUser', { UserPoolId: `us-east-1_${'x'.repeat(5_000)}`, Username: 'ada' }],
    ['a client', 'InitiateAuth', { ClientId: 'madeup', AuthFlow: 'REFRESH_TOKEN_AUTH' }],
    ['a token', 'GetUser', { AccessToken: 'made.up.token' }],
    ['a session', 'RespondToAuthChallenge', { ClientId: 'madeup', ChallengeName: 'SMS_MFA', Session: 'x'.repeat(20) }],
  ])('is not in the trail: %s', async (_, operation, input) => {
    const line = await lineOf(() => app.call(operation, input));
    expect(Object.keys(line).sort()).toEqual(
      ['event', 'operation', 'requestId', 'result', 'source', 'time', ...(line.accessKey ? ['accessKey'] : [])].sort(),
    );
  });

  it('leaves no line when it is no operation, or one that is not built', async () => {
    expect(await linesOf(() => app.call('MadeUp'))).toEqual([]);
    expect(await linesOf(() => app.call('StartWebAuthnRegistration', { AccessToken: 'a.b.c' }))).toEqual([]);
  });
});

it('has a line for a call that fails on this side', async () => {
  const broken = await createTestApp({
    wrapTable: (table) => ({
      ...table,
      client: { ...table.client, send: () => Promise.reject(new Error('down')) } as never,
    }),
  });
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  await broken.call('ListUserPools', { MaxResults: 1 }).catch(() => {});
  expect(logged).toHaveBeenCalledOnce();
  logged.mockRestore();
  expect(broken.audit).toEqual([
    expect.objectContaining({ operation: 'ListUserPools', result: 'InternalErrorException', accessKey: TEST_KEY.id }),
  ]);
});

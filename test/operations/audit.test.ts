import { beforeAll, describe, expect, it, vi } from 'vitest';
import { OPERATIONS } from '#functions/operations.ts';
import { BUILT } from '#infra/built.ts';
import { createTestApp, TEST_KEY, TEST_REGION, type TestApp } from '#test/app.ts';
import { signedHeaders } from '#test/sign.ts';
import { anotherClient, HIDING, otherThan, type TestPool, testPools, VERIFIED_EMAIL, verified } from '#test/world.ts';

const TEMPORARY = 'Temp-Orary-1';
const CHOSEN = 'Chosen-Pass-2';
const CHANGED = 'Changed-Pass-3';
const RECOVERED = 'Recovered-Pass-4';
const EMAIL = 'ada@example.com';

const { app, pool: newPool } = testPools();
let test: TestPool;
beforeAll(async () => {
  test = await newPool();
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
    const { pool, client, signIn, choosePassword, signInSrp, refresh, codeFor, ...ada } = await newPool({
      aliasAttributes: ['email'],
    });
    const admin = (operation: string, more: object = {}) => ada.call(operation, { Username: 'ada', ...more });
    const refused = (call: Promise<unknown>) => expect(call).rejects.toThrow();
    const respond = (Session: string, password: string) => choosePassword('ada', Session, password);
    const begin = app.audit.length;

    const UserAttributes = VERIFIED_EMAIL(EMAIL);
    const { User } = await admin('AdminCreateUser', { TemporaryPassword: TEMPORARY, UserAttributes });
    const sub = User.Attributes.find(({ Name }: { Name: string }) => Name === 'sub').Value;
    await refused(signIn('ada', 'Wrong-Guess-9'));
    const { Session } = await signIn('ada', TEMPORARY);
    await refused(respond(Session, 'short'));
    const { AccessToken, RefreshToken } = (await respond(Session, CHOSEN)).AuthenticationResult;
    await app.call('GetUser', { AccessToken });
    await app.call('ChangePassword', { AccessToken, PreviousPassword: CHOSEN, ProposedPassword: CHANGED });
    await refresh(RefreshToken);
    await ada.clientCall('RevokeToken', { Token: RefreshToken });
    await refused(refresh(RefreshToken));
    const srp = await signInSrp('ada', CHANGED);
    await app.call('GlobalSignOut', { AccessToken: srp.AuthenticationResult.AccessToken });
    await refused(app.call('GetUser', { AccessToken: srp.AuthenticationResult.AccessToken }));

    await admin('AdminResetUserPassword');
    await refused(signIn('ada', CHANGED));
    const code = codeFor(EMAIL);
    const recover = (given: string) => ada.confirmForgotPassword('ada', given, RECOVERED);
    await refused(recover(otherThan(code)));
    await recover(code);

    for (let guess = 0; guess < 6; guess++) await refused(signIn(EMAIL, 'Wrong-Guess-9'));
    app.advance(10_000);
    await admin('AdminDisableUser');
    await refused(signIn('ada', RECOVERED));
    await admin('AdminEnableUser');
    await signIn('ada', RECOVERED);
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
    const { pool, client, add, signUp, resendCode, confirmSignUp, codeFor } = await newPool(settings);
    const owner = await add('owner', { attributes: verified(EMAIL) });
    const begin = app.audit.length;
    const { UserSub } = await signUp('taker', { email: EMAIL });
    await resendCode('taker');
    const code = codeFor(EMAIL);
    await expect(confirmSignUp('taker', otherThan(code))).rejects.toThrow();
    await expect(confirmSignUp('taker', code)).rejects.toThrow();
    await confirmSignUp('taker', code, { ForceAliasCreation: true });
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
    const rotating = await anotherClient(test, {
      explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      refreshTokenRotation: rotation,
    });
    const user = await test.add('rotating');
    const { RefreshToken } = await rotating.tokens('rotating');
    const refresh = (by: TestPool) => by.clientCall('GetTokensFromRefreshToken', { RefreshToken });
    const about = { poolId: test.pool.id, sub: user.sub };
    expect(await lineOf(() => refresh(test))).toMatchObject({ ...about, result: 'NotAuthorizedException' });
    expect(await lineOf(() => refresh(rotating))).toMatchObject({ ...about, outcome: 'tokens' });
    expect(await lineOf(() => refresh(rotating))).toMatchObject({ ...about, result: 'RefreshTokenReuseException' });
  });

  it('has answers to a session that was used before', async () => {
    await test.add('twice', { status: 'FORCE_CHANGE_PASSWORD' });
    const { Session } = await test.signIn('twice');
    const respond = () => test.choosePassword('twice', Session, CHOSEN);
    const [first, second] = [await lineOf(respond), await lineOf(respond)];
    expect(first).toMatchObject({ result: 'Success', outcome: 'tokens' });
    expect(second).toMatchObject({ result: 'NotAuthorizedException', sub: first.sub });
    expect(second).not.toHaveProperty('outcome');
  });
});

describe('a name that leads to nobody', () => {
  it.each<[string, (name: string, hiding: TestPool) => Promise<unknown>]>([
    ['a password', (name, { signIn }) => signIn(name, 'Wrong-Guess-9')],
    ['SRP', (name, { signInSrp }) => signInSrp(name, 'Wrong-Guess-9')],
    ['a code for a new password', (name, { forgotPassword }) => forgotPassword(name)],
    ['a guess at a code', (name, { confirmSignUp }) => confirmSignUp(name, '123456')],
  ])('leaves the lines of a user without the sub: %s', async (what, run) => {
    const hiding = await anotherClient(test, HIDING);
    const known = `known-${what.replaceAll(' ', '-')}`;
    const status = what === 'a guess at a code' ? 'UNCONFIRMED' : 'CONFIRMED';
    const user = await test.add(known, { status, attributes: verified(`${known}@example.com`) });
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
  const body = () => JSON.stringify({ UserPoolId: test.pool.id, Username: 'nobody' });
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
    expect(forged).toMatchObject({ result: 'InvalidSignatureException', accessKey: TEST_KEY.id, poolId: test.pool.id });
    const without = await lineOf(() =>
      app.send({ headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.AdminGetUser' }, body: body() }),
    );
    expect(without).toMatchObject({ result: 'MissingAuthenticationTokenException', poolId: test.pool.id });
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

  it('leaves no line when it is no operation', async () => {
    expect(await linesOf(() => app.call('MadeUp'))).toEqual([]);
  });

  it('leaves no line when it is an operation that is not built', async () => {
    const built = new Set(BUILT.map(({ name }) => name));
    const missing = Object.keys(OPERATIONS).filter((name) => !built.has(name));
    expect(missing, 'Every operation is built: remove this test.').not.toEqual([]);
    for (const name of missing) {
      const call = () => app.call(name, { AccessToken: 'a.b.c' });
      expect(await linesOf(call), name).toEqual([]);
      await expect(call(), name).rejects.toMatchObject({ name: 'UnsupportedOperationException' });
    }
  });
});

it('has a line for a call that fails on this side', async () => {
  const broken = await createTestApp({
    wrapTable: (table) => ({
      ...table,
      direct: { send: () => Promise.reject(new Error('down')) },
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

import { beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createClient } from '#test/fixtures.ts';
import { addUser, PASSWORD, signIn, signInPool } from '#test/sign-in.ts';
import { srpClient } from '#test/srp-client.ts';

const incorrect = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };
const invalidSession = { name: 'NotAuthorizedException', message: 'Invalid session for the user.' };
const tooLong = (path: string, bound: number) => ({
  name: 'InvalidParameterException',
  message: `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must have length less than or equal to ${bound}`,
});

describe('the parameters of a sign-in', () => {
  let app: TestApp;
  let pool: Awaited<ReturnType<typeof signInPool>>['pool'];
  let client: Awaited<ReturnType<typeof signInPool>>['client'];
  /** A name that a user has, as nobody can get it today: it is too long. */
  const long = `${'a'.repeat(60)}@${'b'.repeat(400)}.example`;

  beforeAll(async () => {
    app = await createTestApp();
    ({ pool, client } = await signInPool(app, {
      pool: { aliasAttributes: ['email'] },
      client: { secret: 'a-secret-of-this-client' },
    }));
    const before = await addUser(app, pool, { username: 'ada' });
    const after = { ...before, names: [...before.names, { kind: 'email', value: long } as const] };
    await app.deps.records.commit([{ op: 'update', kind: 'user', before, after }]);
  });

  /** What an operation throws, and what it cost. */
  async function refused(operation: string, input: object) {
    let hashes = 0;
    const { verify } = app.deps.hasher;
    const counted: typeof verify = (...args) => {
      hashes++;
      return verify(...args);
    };
    Object.assign(app.deps.hasher, { verify: counted });
    app.roundTrips.reset();
    const error = await app.call(operation, input).then(
      () => undefined,
      (reason: Error) => reason,
    );
    Object.assign(app.deps.hasher, { verify });
    return { error, cost: [app.roundTrips.reads, app.roundTrips.writes, hashes] };
  }

  const operations = (flow: string, parameters: object) => [
    ['InitiateAuth', { AuthFlow: flow, ClientId: client.id, AuthParameters: parameters }],
    [
      'AdminInitiateAuth',
      {
        AuthFlow: flow.replace(/^USER_PASSWORD/, 'ADMIN_USER_PASSWORD'),
        UserPoolId: pool.id,
        ClientId: client.id,
        AuthParameters: parameters,
      },
    ],
  ];
  const answers = (challenge: string, responses: object) => {
    const input = {
      ChallengeName: challenge,
      ClientId: client.id,
      ChallengeResponses: responses,
      Session: 's'.repeat(20),
    };
    return [
      ['RespondToAuthChallenge', input],
      ['AdminRespondToAuthChallenge', { ...input, UserPoolId: pool.id }],
    ];
  };
  const proof = { PASSWORD_CLAIM_SECRET_BLOCK: 'AAAA', PASSWORD_CLAIM_SIGNATURE: 'AAAA', TIMESTAMP: 'now' };

  it.each<[string, () => unknown[][], object]>([
    ['USERNAME', () => operations('USER_PASSWORD_AUTH', { USERNAME: 'u'.repeat(385), PASSWORD }), incorrect],
    ['a USERNAME that is somebody', () => operations('USER_PASSWORD_AUTH', { USERNAME: long, PASSWORD }), incorrect],
    ['USERNAME', () => operations('USER_SRP_AUTH', { USERNAME: 'u'.repeat(1_000_000), SRP_A: 'ab' }), incorrect],
    ['a USERNAME that is somebody', () => operations('USER_SRP_AUTH', { USERNAME: long, SRP_A: 'ab' }), incorrect],
    ['USERNAME', () => operations('CUSTOM_AUTH', { USERNAME: 'u'.repeat(385) }), incorrect],
    ['PASSWORD', () => operations('USER_PASSWORD_AUTH', { USERNAME: 'ada', PASSWORD: 'p'.repeat(257) }), incorrect],
    [
      'SRP_A',
      () => operations('USER_SRP_AUTH', { USERNAME: 'ada', SRP_A: 'a'.repeat(1025) }),
      { name: 'InvalidParameterException', message: 'Invalid SRP_A' },
    ],
    [
      'REFRESH_TOKEN',
      () => operations('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: 'a'.repeat(8193) }),
      { name: 'NotAuthorizedException', message: 'Invalid Refresh Token.' },
    ],
    ['USERNAME', () => answers('PASSWORD_VERIFIER', { ...proof, USERNAME: 'u'.repeat(385) }), incorrect],
    ['USERNAME', () => answers('SMS_MFA', { USERNAME: 'u'.repeat(385) }), incorrect],
  ])('%s that is too long costs nothing', async (_name, requests, expected) => {
    for (const [operation, input] of requests() as [string, object][]) {
      await refused(operation, input);
      const { error, cost } = await refused(operation, input);
      expect(error, operation).toMatchObject(expected);
      expect(cost, operation).toEqual([0, 0, 0]);
    }
  });

  it('SECRET_HASH that is too long is not compared', async () => {
    const SECRET_HASH = 'h'.repeat(129);
    for (const [operation, input] of [
      ...operations('USER_PASSWORD_AUTH', { USERNAME: 'ada', PASSWORD, SECRET_HASH }),
      ...answers('PASSWORD_VERIFIER', { ...proof, USERNAME: 'ada', SECRET_HASH }),
    ] as [string, object][]) {
      expect((await refused(operation, input)).error).toMatchObject(tooLong('secretHash', 128));
    }
  });

  it.each([
    ['PASSWORD_CLAIM_SECRET_BLOCK', 8193, invalidSession],
    ['PASSWORD_CLAIM_SIGNATURE', 129, incorrect],
    ['TIMESTAMP', 65, incorrect],
  ])('%s that is too long is a wrong one', async (name, length, expected) => {
    const open = await createClient(app, pool, { explicitAuthFlows: client.explicitAuthFlows });
    const srp = srpClient();
    const { ChallengeParameters } = await app.call('InitiateAuth', {
      AuthFlow: 'USER_SRP_AUTH',
      ClientId: open.id,
      AuthParameters: { USERNAME: 'ada', SRP_A: srp.srpA },
    });
    const right = srp.answer(pool.id, PASSWORD, ChallengeParameters);
    const respond = (ChallengeResponses: object) =>
      app.call('RespondToAuthChallenge', { ClientId: open.id, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses });
    await expect(respond({ ...right, [name]: 'A'.repeat(length) })).rejects.toMatchObject(expected);
    expect((await respond(right)).AuthenticationResult.AccessToken).toBeTruthy();
  });

  it('hold what the service gives out, also to whoever has the longest name there can be', async () => {
    // Three characters each in the composed form, in which the challenge tells the name.
    const username = '\ufb2c'.repeat(128);
    const { pool: plain, client: open } = await signInPool(app);
    await addUser(app, plain, { username });
    const srp = srpClient();
    const { ChallengeParameters } = await app.call('InitiateAuth', {
      AuthFlow: 'USER_SRP_AUTH',
      ClientId: open.id,
      AuthParameters: { USERNAME: username, SRP_A: srp.srpA },
    });
    expect(ChallengeParameters.USERNAME).toHaveLength(384);
    expect(ChallengeParameters.SECRET_BLOCK.length).toBeLessThan(4096);
    const { AuthenticationResult } = await app.call('RespondToAuthChallenge', {
      ClientId: open.id,
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: srp.answer(plain.id, PASSWORD, ChallengeParameters),
    });
    expect(AuthenticationResult.RefreshToken.length).toBeLessThan(4096);
    const AuthParameters = { REFRESH_TOKEN: AuthenticationResult.RefreshToken };
    const refresh = { AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId: open.id, AuthParameters };
    expect((await app.call('InitiateAuth', refresh)).AuthenticationResult.AccessToken).toBeTruthy();
  });

  it('let a user sign in by an e-mail address that is longer than a user name may be', async () => {
    const { pool: aliased, client: open } = await signInPool(app, { pool: { aliasAttributes: ['email'] } });
    const email = `${'a'.repeat(64)}@${'b'.repeat(180)}.example`;
    await addUser(app, aliased, { username: 'bob', attributes: { email, email_verified: 'true' } });
    expect((await signIn(app, open, email)).AuthenticationResult.AccessToken).toBeTruthy();
  });
});

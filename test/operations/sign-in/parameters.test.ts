import { beforeAll, describe, expect, it, vi } from 'vitest';
import { INCORRECT, invalid, REFRESH_TOKEN_INVALID, SESSION_INVALID } from '#test/errors.ts';
import { srpClient } from '#test/srp-client.ts';
import { anotherClient, PASSWORD, type TestPool, testPools, verified } from '#test/world.ts';

const tooLong = (path: string, bound: number) =>
  invalid(
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must have length less than or equal to ${bound}`,
  );

const { app, ...service } = testPools();

describe('the parameters of a sign-in', () => {
  /** A name that a user has, as nobody can get it today: it is too long. */
  const long = `${'a'.repeat(60)}@${'b'.repeat(400)}.example`;

  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool({ aliasAttributes: ['email'] }, { secret: 'a-secret-of-this-client' });
    const { names } = await w.add('ada');
    await w.force('ada', { names: [...names, { kind: 'email', value: long }] });
  });

  /** What an operation throws, and what it cost. */
  async function refused(operation: string, input: object) {
    const verify = vi.spyOn(app.deps.hasher, 'verify');
    app.roundTrips.reset();
    const error = await app.call(operation, input).then(
      () => undefined,
      (reason: Error) => reason,
    );
    const hashes = verify.mock.calls.length;
    verify.mockRestore();
    return { error, cost: [app.roundTrips.reads, app.roundTrips.writes, hashes] };
  }

  const operations = (flow: string, parameters: object) => [
    ['InitiateAuth', { AuthFlow: flow, ClientId: w.client.id, AuthParameters: parameters }],
    [
      'AdminInitiateAuth',
      {
        AuthFlow: flow.replace(/^USER_PASSWORD/, 'ADMIN_USER_PASSWORD'),
        UserPoolId: w.pool.id,
        ClientId: w.client.id,
        AuthParameters: parameters,
      },
    ],
  ];
  const answers = (challenge: string, responses: object) => {
    const input = {
      ChallengeName: challenge,
      ClientId: w.client.id,
      ChallengeResponses: responses,
      Session: 's'.repeat(20),
    };
    return [
      ['RespondToAuthChallenge', input],
      ['AdminRespondToAuthChallenge', { ...input, UserPoolId: w.pool.id }],
    ];
  };
  const proof = { PASSWORD_CLAIM_SECRET_BLOCK: 'AAAA', PASSWORD_CLAIM_SIGNATURE: 'AAAA', TIMESTAMP: 'now' };

  it.each<[string, () => unknown[][], object]>([
    ['USERNAME', () => operations('USER_PASSWORD_AUTH', { USERNAME: 'u'.repeat(385), PASSWORD }), INCORRECT],
    ['a USERNAME that is somebody', () => operations('USER_PASSWORD_AUTH', { USERNAME: long, PASSWORD }), INCORRECT],
    ['USERNAME', () => operations('USER_SRP_AUTH', { USERNAME: 'u'.repeat(1_000_000), SRP_A: 'ab' }), INCORRECT],
    ['a USERNAME that is somebody', () => operations('USER_SRP_AUTH', { USERNAME: long, SRP_A: 'ab' }), INCORRECT],
    ['USERNAME', () => operations('CUSTOM_AUTH', { USERNAME: 'u'.repeat(385) }), INCORRECT],
    ['PASSWORD', () => operations('USER_PASSWORD_AUTH', { USERNAME: 'ada', PASSWORD: 'p'.repeat(257) }), INCORRECT],
    [
      'SRP_A',
      () => operations('USER_SRP_AUTH', { USERNAME: 'ada', SRP_A: 'a'.repeat(1025) }),
      invalid('Invalid SRP_A'),
    ],
    [
      'REFRESH_TOKEN',
      () => operations('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: 'a'.repeat(8193) }),
      REFRESH_TOKEN_INVALID,
    ],
    ['USERNAME', () => answers('PASSWORD_VERIFIER', { ...proof, USERNAME: 'u'.repeat(385) }), INCORRECT],
    ['USERNAME', () => answers('SMS_MFA', { USERNAME: 'u'.repeat(385) }), INCORRECT],
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
    ['PASSWORD_CLAIM_SECRET_BLOCK', 8193, SESSION_INVALID],
    ['PASSWORD_CLAIM_SIGNATURE', 129, INCORRECT],
    ['TIMESTAMP', 65, INCORRECT],
  ])('%s that is too long is a wrong one', async (name, length, expected) => {
    const open = await anotherClient(w);
    const { ChallengeResponses: right } = await open.srpStarted('ada');
    const respond = (responses: object) => open.respond('PASSWORD_VERIFIER', responses);
    await expect(respond({ ...right, [name]: 'A'.repeat(length) })).rejects.toMatchObject(expected);
    expect((await respond(right)).AuthenticationResult.AccessToken).toBeTruthy();
  });

  it('hold what the service gives out, also to whoever has the longest name there can be', async () => {
    // Each of them is three characters in the composed form, in which the challenge tells the name.
    const username = '\ufb2c'.repeat(128);
    const plain = await service.pool();
    await plain.add(username);
    const srp = srpClient();
    const { ChallengeParameters } = await plain.initiate('USER_SRP_AUTH', { USERNAME: username, SRP_A: srp.srpA });
    expect(ChallengeParameters.USERNAME).toHaveLength(384);
    expect(ChallengeParameters.SECRET_BLOCK.length).toBeLessThan(4096);
    const responses = srp.answer(plain.pool.id, PASSWORD, ChallengeParameters);
    const { AuthenticationResult } = await plain.respond('PASSWORD_VERIFIER', responses);
    expect(AuthenticationResult.RefreshToken.length).toBeLessThan(4096);
    expect((await plain.refresh(AuthenticationResult.RefreshToken)).AuthenticationResult.AccessToken).toBeTruthy();
  });

  it('let a user sign in by an e-mail address that is longer than a user name may be', async () => {
    const aliased = await service.pool({ aliasAttributes: ['email'] });
    const email = `${'a'.repeat(64)}@${'b'.repeat(180)}.example`;
    await aliased.add('bob', { attributes: verified(email) });
    expect((await aliased.signIn(email)).AuthenticationResult.AccessToken).toBeTruthy();
  });
});

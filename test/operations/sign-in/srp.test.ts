import { beforeAll, describe, expect, it } from 'vitest';
import {
  ATTEMPTS_EXCEEDED,
  INCORRECT,
  missingParameter,
  SESSION_EXPIRED,
  SESSION_INVALID,
  SESSION_USED,
} from '#test/errors.ts';
import { addUser } from '#test/fixtures.ts';
import { srpClient } from '#test/srp-client.ts';
import { ANY_CASE, anotherClient, atOnce, claimsOf, HIDING, PASSWORD, type TestPool, testPools } from '#test/world.ts';

const PRIME =
  'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff';

const { app, ...service } = testPools();

describe('sign-in with SRP', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool();
    await w.add('ada');
  });

  const begin = (username: string, SRP_A: string, ClientId = w.client.id) =>
    app.call('InitiateAuth', { AuthFlow: 'USER_SRP_AUTH', ClientId, AuthParameters: { USERNAME: username, SRP_A } });
  const respond = (ChallengeResponses: Record<string, string>, ClientId = w.client.id) =>
    app.call('RespondToAuthChallenge', { ClientId, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses });

  it('accepts the right password by its proof', async () => {
    const { AuthenticationResult } = await w.signInSrp('ada');
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject({ username: 'ada', token_use: 'access' });
  });

  it('gives the challenge that clients expect, with a Session', async () => {
    const answer = await begin('ada', srpClient().srpA);
    expect(answer).toEqual({
      ChallengeName: 'PASSWORD_VERIFIER',
      Session: expect.stringMatching(/^[\w-]{20,2048}$/),
      ChallengeParameters: {
        SALT: expect.stringMatching(/^[0-9a-f]{32}$/),
        SECRET_BLOCK: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
        SRP_B: expect.stringMatching(/^[0-9a-f]+$/),
        USERNAME: 'ada',
        USER_ID_FOR_SRP: 'ada',
      },
    });
  });

  it('takes the answer with or without the Session, and refuses another one', async () => {
    const srp = srpClient();
    const [one, other] = [await begin('ada', srp.srpA), await begin('ada', srp.srpA)];
    const answer = (Session: string | undefined) =>
      app.call('RespondToAuthChallenge', {
        ClientId: w.client.id,
        ChallengeName: 'PASSWORD_VERIFIER',
        Session,
        ChallengeResponses: srp.answer(w.pool.id, PASSWORD, one.ChallengeParameters),
      });
    await expect(answer(other.Session)).rejects.toMatchObject(SESSION_INVALID);
    expect(await answer(one.Session)).toHaveProperty('AuthenticationResult');
  });

  it('refuses a wrong password by its proof', async () => {
    await expect(w.signInSrp('ada', 'Wrong1!password')).rejects.toMatchObject(INCORRECT);
    await w.signInSrp('ada');
  });

  it('keeps to 2 reads, then 2 reads and 1 write', async () => {
    const srp = srpClient();
    app.roundTrips.reset();
    const { ChallengeParameters } = await begin('ada', srp.srpA);
    expect({ ...app.roundTrips }).toMatchObject({ reads: 2, writes: 0, staleReads: [] });
    app.roundTrips.reset();
    await respond(srp.answer(w.pool.id, PASSWORD, ChallengeParameters));
    expect({ ...app.roundTrips }).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
  });

  it.each([
    ['0', '0'],
    ['N', PRIME],
    ['2N', (BigInt(`0x${PRIME}`) * 2n).toString(16)],
    ['not hex', 'xyz'],
    ['a minus sign', '-1'],
    ['a prefix', '0x12'],
    ['endless', 'f'.repeat(5000)],
  ])('refuses SRP_A that is %s', async (_name, SRP_A) => {
    await expect(begin('ada', SRP_A)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('succeeds once per exchange', async () => {
    const srp = srpClient();
    const { ChallengeParameters } = await begin('ada', srp.srpA);
    const answer = srp.answer(w.pool.id, PASSWORD, ChallengeParameters);
    const { answers } = await atOnce(20, () => respond(answer));
    expect(answers).toHaveLength(1);
    await expect(respond(answer)).rejects.toMatchObject(SESSION_USED);
  });

  it('refuses an answer that is expired, forged, of another client, or for another user', async () => {
    const srp = srpClient();
    const { ChallengeParameters } = await begin('ada', srp.srpA);
    const answer = srp.answer(w.pool.id, PASSWORD, ChallengeParameters);
    const block = Buffer.from(answer.PASSWORD_CLAIM_SECRET_BLOCK!, 'base64');
    block[40]! ^= 1;
    await expect(respond({ ...answer, PASSWORD_CLAIM_SECRET_BLOCK: block.toString('base64') })).rejects.toMatchObject(
      SESSION_INVALID,
    );
    await expect(respond({ ...answer, PASSWORD_CLAIM_SECRET_BLOCK: 'AAAA' })).rejects.toMatchObject(SESSION_INVALID);
    await expect(respond({ ...answer, USERNAME: 'somebody-else' })).rejects.toMatchObject(SESSION_INVALID);
    const other = await anotherClient(w);
    await expect(respond(answer, other.client.id)).rejects.toMatchObject(SESSION_INVALID);
    const elsewhere = await service.pool();
    await expect(respond(answer, elsewhere.client.id)).rejects.toMatchObject(SESSION_INVALID);
    await respond(answer);
    const late = await begin('ada', srp.srpA);
    app.advance(3 * 60_000);
    await expect(respond(srp.answer(w.pool.id, PASSWORD, late.ChallengeParameters))).rejects.toMatchObject(
      SESSION_EXPIRED,
    );
  });

  it('is void once the password has changed', async () => {
    const user = await w.add('changing');
    const srp = srpClient();
    const { ChallengeParameters } = await begin('changing', srp.srpA);
    await app.deps.records.commit([{ op: 'update', kind: 'user', before: user, after: { ...user, stamp: 'another' } }]);
    await expect(respond(srp.answer(w.pool.id, PASSWORD, ChallengeParameters))).rejects.toMatchObject(SESSION_INVALID);
  });

  it.each(['USERNAME', 'PASSWORD_CLAIM_SECRET_BLOCK', 'PASSWORD_CLAIM_SIGNATURE', 'TIMESTAMP'])(
    'asks for a missing %s',
    async (name) => {
      const srp = srpClient();
      const { ChallengeParameters } = await begin('ada', srp.srpA);
      const { [name]: _, ...answer } = srp.answer(w.pool.id, PASSWORD, ChallengeParameters);
      await expect(respond(answer)).rejects.toMatchObject(missingParameter(name));
    },
  );

  it('gives an unknown user a challenge like a real one, always the same, that no password answers', async () => {
    const hiding = await anotherClient(w, HIDING);
    const srp = srpClient();
    await begin('ada', srp.srpA, hiding.client.id);
    app.roundTrips.reset();
    const fake = (await begin('nobody', srp.srpA, hiding.client.id)).ChallengeParameters;
    expect(app.roundTrips.reads).toBe(2);
    const again = (await begin('nobody', srp.srpA, hiding.client.id)).ChallengeParameters;
    const real = (await begin('ada', srp.srpA, hiding.client.id)).ChallengeParameters;
    expect(Object.keys(fake)).toEqual(Object.keys(real));
    expect(fake.SALT).toBe(again.SALT);
    expect(fake.SALT).toMatch(/^[0-9a-f]{32}$/);
    expect(fake).toMatchObject({ USERNAME: 'nobody', USER_ID_FOR_SRP: 'nobody' });
    expect(Math.abs(fake.SECRET_BLOCK.length - real.SECRET_BLOCK.length)).toBeLessThan(80);
    app.roundTrips.reset();
    await expect(respond(srp.answer(w.pool.id, PASSWORD, fake), hiding.client.id)).rejects.toMatchObject(INCORRECT);
    expect({ ...app.roundTrips }).toMatchObject({ reads: 1, writes: 1 });
    await expect(begin('nobody', srp.srpA)).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });

  it('counts wrong proofs and wrong passwords together', async () => {
    await w.add('counted');
    for (let n = 0; n < 3; n++)
      await expect(w.signInSrp('counted', 'Wrong1!password')).rejects.toMatchObject(INCORRECT);
    for (let n = 0; n < 2; n++) await expect(w.signIn('counted', 'wrong')).rejects.toMatchObject(INCORRECT);
    await expect(w.signInSrp('counted')).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
  });

  it('works for e-mail user names and regardless of case where the pool says so', async () => {
    const mail = await service.pool({ usernameAttributes: ['email'], ...ANY_CASE });
    const user = await addUser(app, mail.pool, {
      username: 'Eve@Example.com',
      attributes: { email: 'Eve@Example.com' },
    });
    const { AuthenticationResult } = await mail.signInSrp('eve@example.COM');
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject({ username: user.sub, sub: user.sub });
    const plain = await service.pool(ANY_CASE);
    await addUser(app, plain.pool, { username: 'Grace' });
    const signed = await plain.signInSrp('gRACE');
    expect(claimsOf(signed.AuthenticationResult.AccessToken).username).toBe('grace');
  });
});

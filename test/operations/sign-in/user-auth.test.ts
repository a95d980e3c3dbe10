import { beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import {
  ATTEMPTS_EXCEEDED,
  DISABLED,
  INCORRECT,
  invalid,
  missingParameter,
  NOT_CONFIRMED,
  SESSION_EXPIRED,
  SESSION_INVALID,
  SESSION_USED,
  USER_UNKNOWN,
} from '#test/errors.ts';
import { srpClient } from '#test/srp-client.ts';
import {
  anotherClient,
  atOnce,
  claimsOf,
  newName,
  OTHER_PASSWORD,
  PASSWORD,
  type TestPool,
  testPools,
  verified,
} from '#test/world.ts';
import { CHOICE, CODES } from './choice.ts';

const { app, ...service } = testPools({}, CHOICE);
const BOTH = ['PASSWORD_SRP', 'PASSWORD'];
const NOT_OPEN = invalid('ANSWER is not among the choices.');

describe('USER_AUTH with a password', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool();
  });

  const begin = (USERNAME: string, more: object = {}) => w.initiate('USER_AUTH', { USERNAME, ...more });
  const select = (USERNAME: string, Session: string, responses: object) =>
    w.respond('SELECT_CHALLENGE', { USERNAME, ...responses }, Session);
  const signedIn = (username: string) => ({ username, token_use: 'access', acr: 'urn:cognito:loa:1', amr: ['pwd'] });

  it('offers what the user has, and remembers it in a Session', async () => {
    const { username } = await w.someone();
    const answer = await begin(username);
    expect(answer).toEqual({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: BOTH,
      Session: expect.any(String),
      ChallengeParameters: { USERNAME: username, USER_ID_FOR_SRP: username },
    });
    expect(answer.Session.length).toBeLessThan(2048);
  });

  it('takes 2 reads and no write to offer, and for a password 2 reads and 1 write', async () => {
    const { username } = await w.someone();
    // The signing keys are read once.
    await w.signIn(username);
    app.roundTrips.reset();
    const { Session } = await begin(username);
    expect({ ...app.roundTrips }).toMatchObject({ reads: 2, writes: 0, staleReads: [] });
    app.roundTrips.reset();
    await select(username, Session, { ANSWER: 'PASSWORD', PASSWORD });
    expect({ ...app.roundTrips }).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
  });

  it.each([
    ['SELECT_CHALLENGE', { ANSWER: 'PASSWORD', PASSWORD }],
    ['PASSWORD', { PASSWORD }],
  ])('takes a password that answers %s', async (name, responses) => {
    const { username } = await w.someone();
    const { Session } = await begin(username);
    const answer = (more: object) => w.respond(name, { USERNAME: username, ...responses, ...more }, Session);
    await expect(answer({ PASSWORD: 'wrong' })).rejects.toMatchObject(INCORRECT);
    const { AuthenticationResult, AvailableChallenges } = await answer({});
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject(signedIn(username));
    expect(AvailableChallenges).toBeUndefined();
    await expect(answer({})).rejects.toMatchObject(SESSION_USED);
  });

  it.each(['SELECT_CHALLENGE', 'PASSWORD_SRP'])('goes on with SRP by an answer to %s', async (name) => {
    const { username } = await w.someone();
    const { Session } = await begin(username);
    const srp = srpClient();
    const responses = { USERNAME: username, ANSWER: 'PASSWORD_SRP', SRP_A: srp.srpA };
    const verifier = await w.respond(name, responses, Session);
    expect(verifier).toMatchObject({ ChallengeName: 'PASSWORD_VERIFIER', Session: expect.any(String) });
    expect(verifier.Session.length).toBeLessThan(2048);
    const proof = srp.answer(w.pool.id, PASSWORD, verifier.ChallengeParameters);
    const { AuthenticationResult } = await w.respond('PASSWORD_VERIFIER', proof, verifier.Session);
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject(signedIn(username));
    await expect(w.respond('PASSWORD_VERIFIER', proof, verifier.Session)).rejects.toMatchObject(SESSION_USED);
    await expect(select(username, Session, { ANSWER: 'PASSWORD', PASSWORD })).rejects.toMatchObject(SESSION_USED);
    // The Session beside SECRET_BLOCK belongs to it, and leads nowhere else.
    const back = { ANSWER: 'PASSWORD', PASSWORD };
    await expect(select(username, verifier.Session, back)).rejects.toMatchObject(SESSION_INVALID);
  });

  it('takes the preferred password at once', async () => {
    const { username } = await w.someone();
    const prefer = (given: string) => begin(username, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: given });
    await expect(prefer('wrong')).rejects.toMatchObject(INCORRECT);
    const { AuthenticationResult } = await prefer(PASSWORD);
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject(signedIn(username));
  });

  it('goes straight to the preferred SRP', async () => {
    const { username } = await w.someone();
    const srp = srpClient();
    const { ChallengeName, ChallengeParameters, Session, AvailableChallenges } = await begin(username, {
      PREFERRED_CHALLENGE: 'PASSWORD_SRP',
      SRP_A: srp.srpA,
    });
    expect({ ChallengeName, AvailableChallenges }).toEqual({
      ChallengeName: 'PASSWORD_VERIFIER',
      AvailableChallenges: BOTH,
    });
    const proof = srp.answer(w.pool.id, PASSWORD, ChallengeParameters);
    expect((await w.respond('PASSWORD_VERIFIER', proof, Session)).AuthenticationResult.AccessToken).toBeTruthy();
  });

  it.each(['EMAIL_OTP', 'WEB_AUTHN', 'SOFTWARE_TOKEN_MFA', '__proto__', ''])(
    'offers the list where %j is preferred and not available',
    async (PREFERRED_CHALLENGE) => {
      const { username } = await w.someone();
      expect(await begin(username, { PREFERRED_CHALLENGE })).toMatchObject({
        ChallengeName: 'SELECT_CHALLENGE',
        AvailableChallenges: BOTH,
      });
    },
  );

  it.each([
    [{ PREFERRED_CHALLENGE: 'PASSWORD' }, missingParameter('PASSWORD')],
    [{ PREFERRED_CHALLENGE: 'PASSWORD_SRP' }, missingParameter('SRP_A')],
    [{ PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: '0' }, invalid('Invalid SRP_A')],
    [{ USERNAME: '' }, missingParameter('USERNAME')],
  ])('refuses the parameters %j', async (parameters, error) => {
    const { username } = await w.someone();
    await expect(begin(username, parameters)).rejects.toMatchObject(error);
  });

  it.each([
    [{}, missingParameter('ANSWER')],
    [{ ANSWER: 'PASSWORD' }, missingParameter('PASSWORD')],
    [{ ANSWER: 'PASSWORD_SRP' }, missingParameter('SRP_A')],
    [{ ANSWER: 'PASSWORD_SRP', SRP_A: 'xyz' }, invalid('Invalid SRP_A')],
    [{ ANSWER: 'EMAIL_OTP' }, NOT_OPEN],
    [{ ANSWER: 'SELECT_CHALLENGE' }, NOT_OPEN],
    [{ ANSWER: '__proto__' }, NOT_OPEN],
    [{ ANSWER: 'PASSWORD', PASSWORD, USERNAME: 'another' }, SESSION_INVALID],
  ])('refuses the answer %j, and takes another', async (responses, error) => {
    const { username } = await w.someone();
    const { Session } = await begin(username);
    await expect(select(username, Session, responses)).rejects.toMatchObject(error);
    await select(username, Session, { ANSWER: 'PASSWORD', PASSWORD });
  });

  it('refuses no Session, a forged one, an expired one, and those of another client, pool and challenge', async () => {
    const { username } = await w.someone();
    const { Session } = await begin(username);
    const right = { USERNAME: username, ANSWER: 'PASSWORD', PASSWORD };
    const answer = (session: string | undefined, at = w) => at.respond('SELECT_CHALLENGE', right, session);
    await expect(answer(undefined)).rejects.toMatchObject(missingParameter('Session'));
    await expect(answer(`${Session.slice(0, -2)}AA`)).rejects.toMatchObject(SESSION_INVALID);
    await expect(answer(Session, await anotherClient(w, CHOICE))).rejects.toMatchObject(SESSION_INVALID);
    await expect(answer(Session, await service.pool())).rejects.toMatchObject(SESSION_INVALID);
    const { username: temporary } = await w.someone({ status: 'FORCE_CHANGE_PASSWORD' });
    const other = await w.signIn(temporary);
    await expect(answer(other.Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(w.choosePassword(username, Session, OTHER_PASSWORD)).rejects.toMatchObject(SESSION_INVALID);
    app.advance(3 * 60_000);
    await expect(answer(Session)).rejects.toMatchObject(SESSION_EXPIRED);
  });

  it.each([
    ['the password', { Password: OTHER_PASSWORD, Permanent: true }, 'AdminSetUserPassword', SESSION_INVALID],
    ['whether the user is enabled', {}, 'AdminDisableUser', SESSION_INVALID],
    ['the sessions', {}, 'AdminUserGlobalSignOut', SESSION_INVALID],
    ['that there is a user', {}, 'AdminDeleteUser', SESSION_INVALID],
  ])('ends when an administrator changes %s', async (_what, input, operation, error) => {
    const { username } = await w.someone();
    const { Session } = await begin(username);
    await w.call(operation, { Username: username, ...input });
    await expect(select(username, Session, { ANSWER: 'PASSWORD', PASSWORD })).rejects.toMatchObject(error);
  });

  it('gives one winner to 20 answers of one Session, whichever choice they make', async () => {
    const { username } = await w.someone();
    const { Session } = await begin(username);
    const { answers, errors } = await atOnce(20, (n) =>
      n % 2
        ? select(username, Session, { ANSWER: 'PASSWORD', PASSWORD })
        : select(username, Session, { ANSWER: 'PASSWORD_SRP', SRP_A: srpClient().srpA }),
    );
    // Choosing takes a step, and a password ends the sign-in at the step before: each of them may win once.
    expect(answers.filter(({ AuthenticationResult }) => AuthenticationResult).length).toBeLessThanOrEqual(1);
    expect(answers.filter(({ ChallengeName }) => ChallengeName).length).toBeLessThanOrEqual(1);
    expect(answers.length).toBeGreaterThanOrEqual(1);
    for (const error of errors) expect(error).toMatchObject(SESSION_USED);
  });

  it('counts wrong passwords with those of other flows', async () => {
    const { username } = await w.someone();
    const { Session } = await begin(username);
    for (let n = 0; n < 3; n++) await w.signIn(username, 'wrong').catch(() => {});
    for (let n = 0; n < 2; n++) {
      await expect(select(username, Session, { ANSWER: 'PASSWORD', PASSWORD: 'wrong' })).rejects.toMatchObject(
        INCORRECT,
      );
    }
    const locked = select(username, Session, { ANSWER: 'PASSWORD', PASSWORD });
    await expect(locked).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    await expect(begin(username, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD })).rejects.toMatchObject(
      ATTEMPTS_EXCEEDED,
    );
  });

  it.each([
    [{ status: 'UNCONFIRMED' }, NOT_CONFIRMED],
    [{ enabled: false }, DISABLED],
  ] as const)('refuses a user who is %j once the password was right', async (given, error) => {
    const { username } = await w.someone(given);
    const { Session } = await begin(username);
    await expect(select(username, Session, { ANSWER: 'PASSWORD', PASSWORD: 'wrong' })).rejects.toMatchObject(INCORRECT);
    await expect(select(username, Session, { ANSWER: 'PASSWORD', PASSWORD })).rejects.toMatchObject(error);
  });

  it('asks a user with a temporary password for a new one', async () => {
    const { username } = await w.someone({ status: 'FORCE_CHANGE_PASSWORD' });
    const { Session } = await begin(username);
    const next = await select(username, Session, { ANSWER: 'PASSWORD', PASSWORD });
    expect(next.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    expect((await w.choosePassword(username, next.Session, OTHER_PASSWORD)).AuthenticationResult).toBeTruthy();
  });

  it('offers the password to a user who has neither one nor another factor, and it is wrong', async () => {
    const { username } = newName();
    await w.add(username, { attributes: verified(`${username}@example.com`) });
    await w.force(username, { sealedCredentials: undefined });
    const { AvailableChallenges, Session } = await begin(username);
    expect(AvailableChallenges).toEqual(BOTH);
    await expect(select(username, Session, { ANSWER: 'PASSWORD', PASSWORD })).rejects.toMatchObject(INCORRECT);
  });

  it('needs ALLOW_USER_AUTH of the client, and no other flow', async () => {
    const { username } = await w.someone();
    const only = await anotherClient(w, { explicitAuthFlows: ['ALLOW_USER_AUTH'] });
    const parameters = { USERNAME: username, PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD };
    expect((await only.initiate('USER_AUTH', parameters)).AuthenticationResult).toBeTruthy();
    const without = await anotherClient(w);
    await expect(without.initiate('USER_AUTH', parameters)).rejects.toMatchObject(
      invalid('USER_AUTH flow not enabled for this client'),
    );
  });

  it('is what an administrator may call as well', async () => {
    const { username } = await w.someone();
    const admin = (operation: string, input: object) => w.call(operation, { ClientId: w.client.id, ...input });
    const parameters = { AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME: username } };
    const { Session, AvailableChallenges } = await admin('AdminInitiateAuth', parameters);
    expect(AvailableChallenges).toEqual(BOTH);
    const responses = { USERNAME: username, ANSWER: 'PASSWORD', PASSWORD };
    const answer = { ChallengeName: 'SELECT_CHALLENGE', ChallengeResponses: responses, Session };
    expect((await admin('AdminRespondToAuthChallenge', answer)).AuthenticationResult).toBeTruthy();
  });

  it('has the password alone in the tier LITE, whatever the policy says', async () => {
    const lite = await service.pool({ ...CODES, userPoolTier: 'LITE' } as Partial<Pool>);
    const { username } = await lite.someone();
    expect((await lite.initiate('USER_AUTH', { USERNAME: username })).AvailableChallenges).toEqual(BOTH);
  });

  it('knows no unknown user, at a client that does not hide who exists', async () => {
    await expect(begin('nobody')).rejects.toMatchObject(USER_UNKNOWN);
    const preferred = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD };
    await expect(begin('nobody', preferred)).rejects.toMatchObject(USER_UNKNOWN);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { SESSION_EXPIRED, SESSION_INVALID, SESSION_USED } from '#test/errors.ts';
import { anotherClient, atOnce, claimsOf, HIDING, HOUR, newName, type TestPool, testPools } from '#test/world.ts';
import { CHOICE, CODES } from '../sign-in/choice.ts';

const { app, ...service } = testPools({ ...CODES, autoVerifiedAttributes: ['email'] }, CHOICE);

describe('the Session of a sign-up', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool();
  });

  const signedUp = async (at = w) => {
    const { username, email } = newName();
    const { Session } = await at.signUp(username, { email });
    return { username, email, Session: String(Session), code: at.codeFor(email) };
  };
  const confirmed = async (at = w) => {
    const person = await signedUp(at);
    const { Session } = await at.confirmSignUp(person.username, person.code, { Session: person.Session });
    return { ...person, Session: String(Session) };
  };
  const signIn = (USERNAME: string, Session: string, at = w, more: object = {}) =>
    at.initiate('USER_AUTH', { USERNAME, ...more }, { Session });

  it('leads from SignUp through ConfirmSignUp to tokens, once', async () => {
    const { username, Session } = await confirmed();
    expect(Session.length).toBeLessThan(2048);
    const { AuthenticationResult } = await signIn(username, Session);
    const claims = { username, acr: 'urn:cognito:loa:2', amr: ['email_otp'] };
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject(claims);
    await w.refresh(AuthenticationResult.RefreshToken);
    await expect(signIn(username, Session)).rejects.toMatchObject(SESSION_USED);
  });

  it('comes from ConfirmSignUp without one of SignUp as well', async () => {
    const { username, code } = await signedUp();
    const { Session } = await w.confirmSignUp(username, code);
    // What else the client wants does not count.
    const answer = await signIn(username, Session, w, { PREFERRED_CHALLENGE: 'SMS_OTP' });
    expect(answer.AuthenticationResult.IdToken).toBeTruthy();
  });

  it('works for an administrator', async () => {
    const { username, Session } = await confirmed();
    const AuthParameters = { USERNAME: username };
    const input = { ClientId: w.client.id, AuthFlow: 'USER_AUTH', AuthParameters, Session };
    expect((await w.call('AdminInitiateAuth', input)).AuthenticationResult.AccessToken).toBeTruthy();
  });

  it('gives one winner to 20 sign-ins', async () => {
    const { username, Session } = await confirmed();
    const { answers, errors } = await atOnce(20, () => signIn(username, Session));
    expect(answers).toHaveLength(1);
    for (const error of errors) expect(error).toMatchObject(SESSION_USED);
  });

  it('takes one read of the user and one write', async () => {
    const warm = await confirmed();
    await signIn(warm.username, warm.Session);
    const { username, Session } = await confirmed();
    app.roundTrips.reset();
    await signIn(username, Session);
    expect({ ...app.roundTrips }).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
  });

  it('is of one user, client and purpose, and lives as long as any Session', async () => {
    const { username, Session } = await confirmed();
    const other = await confirmed();
    await expect(signIn(other.username, Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(signIn('nobody', Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(signIn(username, `${Session.slice(0, -2)}AA`)).rejects.toMatchObject(SESSION_INVALID);
    const elsewhere = await anotherClient(w, CHOICE);
    await expect(signIn(username, Session, elsewhere)).rejects.toMatchObject(SESSION_INVALID);
    const { Session: select } = await w.initiate('USER_AUTH', { USERNAME: username });
    await expect(signIn(username, select)).rejects.toMatchObject(SESSION_INVALID);
    const answer = w.respond('SELECT_CHALLENGE', { USERNAME: username, ANSWER: 'EMAIL_OTP' }, Session);
    await expect(answer).rejects.toMatchObject(SESSION_INVALID);
    app.advance(3 * 60_000);
    await expect(signIn(username, Session)).rejects.toMatchObject(SESSION_EXPIRED);
  });

  it.each(['AdminDisableUser', 'AdminUserGlobalSignOut', 'AdminDeleteUser'])('ends with %s', async (operation) => {
    const { username, Session } = await confirmed();
    await w.call(operation, { Username: username });
    await expect(signIn(username, Session)).rejects.toMatchObject(SESSION_INVALID);
  });

  it('of SignUp alone proves nothing: the user is asked how to sign in', async () => {
    const { username, Session } = await signedUp();
    const { ChallengeName, AuthenticationResult } = await signIn(username, Session);
    expect({ ChallengeName, AuthenticationResult }).toEqual({ ChallengeName: 'SELECT_CHALLENGE' });
  });

  it.each([
    ['codes do not sign in', { signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] } }],
    ['MFA is required', { mfaConfiguration: 'ON', softwareTokenMfaConfiguration: { enabled: true } }],
  ] as const)('asks how to sign in where %s', async (_where, settings) => {
    const own = await service.pool(settings as Partial<Pool>);
    const { username, Session } = await confirmed(own);
    expect((await signIn(username, Session, own)).ChallengeName).toBe('SELECT_CHALLENGE');
  });

  it('does not count for another address than the code was sent to', async () => {
    const { username, Session } = await confirmed();
    const UserAttributes = [
      { Name: 'email', Value: 'moved@example.com' },
      { Name: 'email_verified', Value: 'true' },
    ];
    await w.call('AdminUpdateUserAttributes', { Username: username, UserAttributes });
    expect((await signIn(username, Session)).ChallengeName).toBe('SELECT_CHALLENGE');
  });

  it('is not given to clients without ALLOW_USER_AUTH', async () => {
    const plain = await anotherClient(w);
    const { username, email } = newName();
    expect(await plain.signUp(username, { email })).not.toHaveProperty('Session');
    expect(await plain.confirmSignUp(username, plain.codeFor(email))).toEqual({});
  });

  it('of SignUp may have expired when the code comes, but must be the own one', async () => {
    for (const at of [w, await anotherClient(w, { ...CHOICE, ...HIDING })]) {
      const [mine, theirs] = [await signedUp(at), await signedUp(at)];
      const confirm = (Session: string, name = mine.username) => at.confirmSignUp(name, mine.code, { Session });
      await expect(confirm(theirs.Session)).rejects.toMatchObject(SESSION_INVALID);
      await expect(confirm(mine.Session, 'nobody')).rejects.toMatchObject(SESSION_INVALID);
      await expect(confirm('x'.repeat(40))).rejects.toMatchObject(SESSION_INVALID);
      app.advance(HOUR);
      expect((await confirm(mine.Session)).Session).toBeTruthy();
    }
  });
});

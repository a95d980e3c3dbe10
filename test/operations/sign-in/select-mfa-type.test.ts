import { beforeAll, describe, expect, it } from 'vitest';
import { invalid, missingParameter, SESSION_INVALID, SESSION_USED } from '#test/errors.ts';
import { atOnce, type TestPool, testPools } from '#test/world.ts';
import { BOTH_MFA, withFactors } from './mfa.ts';

const { app, ...service } = testPools(BOTH_MFA);

describe('SELECT_MFA_TYPE', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool({ mfaConfiguration: 'ON' });
  });

  const choose = (USERNAME: string, ANSWER: string, session: string) =>
    w.respond('SELECT_MFA_TYPE', { USERNAME, ANSWER }, session);
  const started = async () => {
    const person = await withFactors(w);
    return { ...person, Session: String((await w.signIn(person.username)).Session) };
  };

  it('offers the factors of a user who prefers none, and sends nothing yet', async () => {
    const { username } = await withFactors(w);
    const before = app.outbox.messages().length;
    expect(await w.signIn(username)).toEqual({
      ChallengeName: 'SELECT_MFA_TYPE',
      Session: expect.any(String),
      ChallengeParameters: { USER_ID_FOR_SRP: username, MFAS_CAN_CHOOSE: '["SMS_MFA","EMAIL_OTP"]' },
    });
    expect(app.outbox.messages().length).toBe(before);
  });

  it.each([
    ['SMS_MFA', 'SMS_MFA', 'SMS_MFA_CODE'],
    ['EMAIL_OTP', 'EMAIL_OTP', 'EMAIL_OTP_CODE'],
    ['EMAIL_MFA', 'EMAIL_OTP', 'EMAIL_OTP_CODE'],
  ])('goes on with %s', async (answer, name, key) => {
    const { username, phone, email, Session } = await started();
    const challenge = await choose(username, answer, Session);
    expect(challenge.ChallengeName).toBe(name);
    const code = w.codeFor(name === 'SMS_MFA' ? phone : email);
    const { AuthenticationResult } = await w.respond(name, { USERNAME: username, [key]: code }, challenge.Session);
    expect(AuthenticationResult.AccessToken).toBeTruthy();
  });

  it('goes on with a software token', async () => {
    const tokens = await service.pool({
      mfaConfiguration: 'OPTIONAL',
      softwareTokenMfaConfiguration: { enabled: true },
    });
    const { username } = await withFactors(tokens, ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']);
    await tokens.force(username, ({ mfa }) => ({ mfa: { ...mfa, softwareToken: { name: 'phone' } } }));
    const { Session, ChallengeParameters } = await tokens.signIn(username);
    expect(ChallengeParameters.MFAS_CAN_CHOOSE).toBe('["SMS_MFA","SOFTWARE_TOKEN_MFA"]');
    const ANSWER = 'SOFTWARE_TOKEN_MFA';
    expect(await tokens.respond('SELECT_MFA_TYPE', { USERNAME: username, ANSWER }, Session)).toMatchObject({
      ChallengeName: ANSWER,
      ChallengeParameters: { FRIENDLY_DEVICE_NAME: 'phone' },
    });
  });

  it('takes one choice, and sends one code', async () => {
    const { username, Session } = await started();
    const before = app.outbox.messages().length;
    const { answers, errors } = await atOnce(6, (n) => choose(username, n % 2 ? 'SMS_MFA' : 'EMAIL_OTP', Session));
    expect(answers).toHaveLength(1);
    for (const error of errors) expect(error).toMatchObject(SESSION_USED);
    await expect(choose(username, 'SMS_MFA', Session)).rejects.toMatchObject(SESSION_USED);
    expect(app.outbox.messages().length).toBe(before + 1);
  });

  it.each([
    ['SOFTWARE_TOKEN_MFA', invalid('ANSWER is not among the choices.')],
    ['__proto__', invalid('ANSWER is not among the choices.')],
    ['x'.repeat(200), invalid('ANSWER is not among the choices.')],
    ['', missingParameter('ANSWER')],
  ])('refuses the choice %j, and takes another', async (answer, error) => {
    const { username, Session } = await started();
    await expect(choose(username, answer, Session)).rejects.toMatchObject(error);
    await choose(username, 'SMS_MFA', Session);
  });

  it('refuses another session, another name, and a user who was disabled', async () => {
    const [one, other] = [await started(), await started()];
    await expect(choose(one.username, 'SMS_MFA', other.Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(choose(one.username, 'SMS_MFA', 'x'.repeat(40))).rejects.toMatchObject(SESSION_INVALID);
    await w.call('AdminDisableUser', { Username: one.username });
    await expect(choose(one.username, 'SMS_MFA', one.Session)).rejects.toMatchObject(SESSION_INVALID);
  });

  it('refuses a factor that the pool no longer offers', async () => {
    const pool = await service.pool({ mfaConfiguration: 'ON' });
    const { username } = await withFactors(pool);
    const { Session } = await pool.signIn(username);
    await pool.changePool({ emailMfaConfiguration: undefined });
    app.advance(11_000);
    const late = pool.respond('SELECT_MFA_TYPE', { USERNAME: username, ANSWER: 'EMAIL_OTP' }, Session);
    await expect(late).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

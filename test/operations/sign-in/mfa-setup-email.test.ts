import { beforeAll, describe, expect, it } from 'vitest';
import { invalid, SESSION_INVALID, SESSION_USED } from '#test/errors.ts';
import {
  atOnce,
  claimsOf,
  newName,
  otherThan,
  type TestPool,
  testPools,
  type Values,
  VERIFIED_PHONE,
  verified,
} from '#test/world.ts';
import { EMAIL_MFA, MISMATCH, SMS_MFA, withFactors } from './mfa.ts';

const { app, ...service } = testPools({ ...EMAIL_MFA, mfaConfiguration: 'ON' });

describe('MFA_SETUP by e-mail', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool();
  });

  /** Somebody without any contact who has given the password. */
  const started = async (pool = w, attributes: Values = {}) => {
    const { username, email } = newName();
    const { sub } = await withFactors(pool, [], undefined, attributes, username);
    const challenge = await pool.signIn(username);
    return { username, sub, email, challenge, Session: String(challenge.Session) };
  };
  const give = (USERNAME: string, session: string, responses: Values, pool = w) =>
    pool.respond('MFA_SETUP', { USERNAME, ...responses }, session);
  const answer = (USERNAME: string, EMAIL_OTP_CODE: string, session: string, pool = w) =>
    pool.respond('EMAIL_OTP', { USERNAME, EMAIL_OTP_CODE }, session);

  it('takes no code once the user has got a factor', async () => {
    const both = await service.pool(SMS_MFA);
    const { username, challenge } = await started(both);
    const given = 'given@example.com';
    const second = await give(username, challenge.Session, { EMAIL: given }, both);
    const UserAttributes = VERIFIED_PHONE('+15557654321');
    await both.call('AdminUpdateUserAttributes', { Username: username, UserAttributes });
    const answered = answer(username, both.codeFor(given), second.Session, both);
    await expect(answered).rejects.toMatchObject(MISMATCH);
    expect((await both.stored(username))!.attributes.email).toBeUndefined();
  });

  it.each(['EMAIL', 'email'])('asks for an address as %s, and then for the code that goes there', async (key) => {
    const { username, email, challenge } = await started();
    expect(challenge).toEqual({
      ChallengeName: 'MFA_SETUP',
      Session: expect.any(String),
      ChallengeParameters: { USER_ID_FOR_SRP: username, MFAS_CAN_SETUP: '["EMAIL_OTP"]' },
    });
    const second = await give(username, challenge.Session, { [key]: email });
    expect(second).toEqual({
      ChallengeName: 'EMAIL_OTP',
      Session: expect.any(String),
      ChallengeParameters: {
        USER_ID_FOR_SRP: username,
        CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
        CODE_DELIVERY_DESTINATION: 'p***@e***',
      },
    });
    expect((await w.stored(username))!.attributes).toEqual({});
    const code = w.codeFor(email);
    await expect(answer(username, otherThan(code), second.Session)).rejects.toMatchObject(MISMATCH);
    const { AuthenticationResult } = await answer(username, code, second.Session);
    expect(claimsOf(AuthenticationResult.IdToken)).toMatchObject({ email, email_verified: true });
    expect((await w.stored(username))!.attributes).toEqual(verified(email));
    expect((await w.signIn(username)).ChallengeName).toBe('EMAIL_OTP');
  });

  it('lets an address that was mistyped be given again', async () => {
    const { username, Session } = await started();
    await give(username, Session, { EMAIL: 'mistyped@example.com' });
    expect((await w.signIn(username)).ChallengeName).toBe('MFA_SETUP');
  });

  it('takes one address, in whatever number of parallel requests', async () => {
    const { username, Session } = await started();
    const before = app.outbox.messages().length;
    const { answers, errors } = await atOnce(4, (n) => give(username, Session, { EMAIL: `one-${n}@example.com` }));
    expect(answers).toHaveLength(1);
    for (const error of errors) expect(error).toMatchObject(SESSION_USED);
    expect(app.outbox.messages().length).toBe(before + 1);
  });

  it.each([
    ['no address', 'nobody', 'Invalid email address format.'],
    ['several', 'a@example.com,b@example.com', 'Invalid email address format.'],
    ['one that is too long', `${'x'.repeat(250)}@example.com`, 'Invalid email address format.'],
    ['one that is too long in bytes', `${'\u00e9'.repeat(130)}@example.com`, 'Invalid email address format.'],
  ])('refuses %s, and then takes another', async (_, EMAIL, message) => {
    const { username, email, Session } = await started();
    await expect(give(username, Session, { EMAIL })).rejects.toMatchObject(invalid(message));
    await give(username, Session, { EMAIL: email });
  });

  it('has room for the longest address and name', async () => {
    const { username } = newName('n'.repeat(128));
    await withFactors(w, [], undefined, {}, username);
    const first = await w.signIn(username);
    const EMAIL = `${'x'.repeat(64)}@${`${'y'.repeat(58)}.`.repeat(3)}example.com`;
    const { Session } = await give(username, first.Session, { EMAIL });
    expect(Session.length).toBeLessThanOrEqual(2048);
    expect((await answer(username, w.codeFor(EMAIL), Session)).AuthenticationResult.AccessToken).toBeTruthy();
  });

  it('refuses a client that may not write the address, and a session of another user', async () => {
    const readOnly = await service.pool({}, { writeAttributes: ['name'] });
    const one = await started(readOnly);
    await expect(give(one.username, one.Session, { EMAIL: one.email }, readOnly)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'A client attempted to write unauthorized attribute',
    });
    const [two, three] = [await started(), await started()];
    await expect(give(two.username, three.Session, { EMAIL: two.email })).rejects.toMatchObject(SESSION_INVALID);
    await w.call('AdminDisableUser', { Username: two.username });
    await expect(give(two.username, two.Session, { EMAIL: two.email })).rejects.toMatchObject(SESSION_INVALID);
  });

  it('is refused where an address cannot be a factor', async () => {
    const tokens = await service.pool({
      softwareTokenMfaConfiguration: { enabled: true },
      emailMfaConfiguration: undefined,
    });
    const { username, email, challenge } = await started(tokens);
    expect(challenge.ChallengeParameters.MFAS_CAN_SETUP).toBe('["SOFTWARE_TOKEN_MFA"]');
    const refused = give(username, challenge.Session, { EMAIL: email }, tokens);
    await expect(refused).rejects.toMatchObject(invalid('EMAIL_OTP is not among MFAS_CAN_SETUP.'));
  });

  it('takes no code once the user has got another address', async () => {
    const { username, email, Session } = await started();
    const second = await give(username, Session, { EMAIL: email });
    const UserAttributes = [{ Name: 'email', Value: 'other@example.com' }];
    await w.call('AdminUpdateUserAttributes', { Username: username, UserAttributes });
    await expect(answer(username, w.codeFor(email), second.Session)).rejects.toMatchObject(MISMATCH);
    expect((await w.stored(username))!.attributes.email).toBe('other@example.com');
  });

  it('makes the address an alias, and takes none from a user who has verified it', async () => {
    const aliases = await service.pool({ aliasAttributes: ['email'] });
    const [one, two] = [await started(aliases), await started(aliases)];
    const full = async ({ username, Session }: typeof one) => {
      const second = await give(username, Session, { EMAIL: one.email }, aliases);
      return answer(username, aliases.codeFor(one.email), second.Session, aliases);
    };
    expect((await full(one)).AuthenticationResult.AccessToken).toBeTruthy();
    expect(await aliases.ownerOf(one.email)).toBe(one.sub);
    await expect(full(two)).rejects.toMatchObject({ name: 'AliasExistsException' });
    expect(await aliases.ownerOf(one.email)).toBe(one.sub);
    expect((await aliases.stored(two.username))!.attributes).toEqual({});
  });
});

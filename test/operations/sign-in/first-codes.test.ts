import { beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import type { User } from '#core/users/user.ts';
import {
  ATTEMPTS_EXCEEDED,
  aliasTakenMeanwhile,
  DISABLED,
  RESET_REQUIRED,
  SESSION_EXPIRED,
  SESSION_INVALID,
  SESSION_USED,
} from '#test/errors.ts';
import { anotherClient, atOnce, claimsOf, newName, type TestPool, testPools, verified } from '#test/world.ts';
import { CHOICE, CODES } from './choice.ts';
import { MISMATCH } from './mfa.ts';

const { app, ...service } = testPools(CODES, CHOICE);
const otherThan = (code: string) => String((Number(code) + 1) % 100_000_000).padStart(8, '0');
let phones = 0;

const KINDS = {
  EMAIL_OTP: {
    attribute: 'email',
    key: 'EMAIL_OTP_CODE',
    medium: 'EMAIL',
    shown: /^p\*{3}@e\*{3}$/,
    amr: ['email_otp'],
  },
  SMS_OTP: { attribute: 'phone_number', key: 'SMS_OTP_CODE', medium: 'SMS', shown: /^\+\*+\d{4}$/, amr: ['sms'] },
} as const;
type Kind = keyof typeof KINDS;

/** A user with both contacts, verified unless other attributes are given. */
async function somebody(w: TestPool, given: Partial<User> = {}) {
  const { username, email } = newName();
  const phone = `+1555${String(1_000_000 + phones++)}`;
  const attributes = { ...verified(email), phone_number: phone, phone_number_verified: 'true', ...given.attributes };
  const user = await w.add(username, { ...given, attributes });
  return { username, email, phone, sub: user.sub, to: (kind: Kind) => (kind === 'EMAIL_OTP' ? email : phone) };
}

const prefer = (w: TestPool, USERNAME: string, PREFERRED_CHALLENGE: string) =>
  w.initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE });
const give = (w: TestPool, kind: Kind, USERNAME: string, code: string, session: string) =>
  w.respond(kind, { USERNAME, [KINDS[kind].key]: code }, session);

describe.each(['EMAIL_OTP', 'SMS_OTP'] as const)('%s as the first factor', (kind) => {
  const { attribute, medium, shown, amr } = KINDS[kind];
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool();
  });

  it('sends a code of eight digits to whoever prefers it, and signs in', async () => {
    const { username, to } = await somebody(w);
    const challenge = await prefer(w, username, kind);
    expect(challenge).toEqual({
      ChallengeName: kind,
      AvailableChallenges: ['PASSWORD_SRP', 'PASSWORD', 'EMAIL_OTP', 'SMS_OTP'],
      Session: expect.any(String),
      ChallengeParameters: {
        USER_ID_FOR_SRP: username,
        CODE_DELIVERY_DELIVERY_MEDIUM: medium,
        CODE_DELIVERY_DESTINATION: expect.stringMatching(shown),
      },
    });
    expect(challenge.Session.length).toBeLessThan(2048);
    const code = w.codeFor(to(kind));
    expect(code).toMatch(/^\d{8}$/);
    await expect(give(w, kind, username, otherThan(code), challenge.Session)).rejects.toMatchObject(MISMATCH);
    const { AuthenticationResult } = await give(w, kind, username, code, challenge.Session);
    const proof = { acr: 'urn:cognito:loa:2', amr };
    expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject({ username, ...proof });
    expect(claimsOf(AuthenticationResult.IdToken)).toMatchObject(proof);
    const { AuthenticationResult: fresh } = await w.refresh(AuthenticationResult.RefreshToken);
    expect(claimsOf(fresh.AccessToken)).toMatchObject(proof);
    await expect(give(w, kind, username, code, challenge.Session)).rejects.toMatchObject(SESSION_USED);
  });

  it('sends one code to whoever selects it', async () => {
    const { username, to } = await somebody(w);
    const { Session } = await w.initiate('USER_AUTH', { USERNAME: username });
    const select = () => w.respond('SELECT_CHALLENGE', { USERNAME: username, ANSWER: kind }, Session);
    const { answers, errors } = await atOnce(5, select);
    for (const error of errors) expect(error).toMatchObject(SESSION_USED);
    expect(answers).toHaveLength(1);
    expect(app.outbox.messages(to(kind))).toHaveLength(1);
    const { AuthenticationResult } = await give(w, kind, username, w.codeFor(to(kind)), answers[0].Session);
    expect(AuthenticationResult.AccessToken).toBeTruthy();
  });

  it('gives one winner to 20 answers with one code', async () => {
    const { username, to } = await somebody(w);
    const { Session } = await prefer(w, username, kind);
    const code = w.codeFor(to(kind));
    const { answers, errors } = await atOnce(20, () => give(w, kind, username, code, Session));
    expect(answers).toHaveLength(1);
    for (const error of errors) expect(error).toMatchObject(SESSION_USED);
  });

  it('refuses the Sessions of others, forged and expired ones, and an answer for another name', async () => {
    const { username, to } = await somebody(w);
    const other = await somebody(w);
    const { Session } = await prefer(w, username, kind);
    const theirs = await prefer(w, other.username, kind);
    const code = w.codeFor(to(kind));
    await expect(give(w, kind, username, code, theirs.Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(give(w, kind, other.username, code, Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(give(w, kind, other.username, code, theirs.Session)).rejects.toMatchObject(MISMATCH);
    await expect(give(w, kind, username, code, `${Session.slice(0, -2)}AA`)).rejects.toMatchObject(SESSION_INVALID);
    const elsewhere = await anotherClient(w, CHOICE);
    await expect(give(elsewhere, kind, username, code, Session)).rejects.toMatchObject(SESSION_INVALID);
    app.advance(3 * 60_000);
    await expect(give(w, kind, username, code, Session)).rejects.toMatchObject(SESSION_EXPIRED);
  });

  it('locks after five wrong codes, in whatever Sessions, and leaves the password alone', async () => {
    const { username, to } = await somebody(w);
    for (let n = 0; n < 5; n++) {
      const { Session } = await prefer(w, username, kind);
      const wrong = otherThan(w.codeFor(to(kind)));
      await expect(give(w, kind, username, wrong, Session)).rejects.toMatchObject(MISMATCH);
    }
    const { Session } = await prefer(w, username, kind);
    await expect(give(w, kind, username, w.codeFor(to(kind)), Session)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    await w.signIn(username);
  });

  it('confirms whoever has signed up, and verifies what the code was sent to', async () => {
    const { username, to } = await somebody(w, {
      status: 'UNCONFIRMED',
      attributes: { email_verified: 'false', phone_number_verified: 'false' },
    });
    const { Session } = await prefer(w, username, kind);
    const { AuthenticationResult } = await give(w, kind, username, w.codeFor(to(kind)), Session);
    expect(claimsOf(AuthenticationResult.IdToken)).toMatchObject({ [`${attribute}_verified`]: true });
    const user = (await w.stored(username))!;
    expect(user.status).toBe('CONFIRMED');
    expect(user.attributes).toMatchObject({
      email_verified: String(kind === 'EMAIL_OTP'),
      phone_number_verified: String(kind === 'SMS_OTP'),
    });
  });

  it('ends when the user, the contact or the pool changes', async () => {
    const change = async (act: (username: string) => Promise<unknown>) => {
      const { username, to } = await somebody(w);
      const { Session } = await prefer(w, username, kind);
      const code = w.codeFor(to(kind));
      await act(username);
      return give(w, kind, username, code, Session);
    };
    const by =
      (operation: string, input: object = {}) =>
      (Username: string) =>
        w.call(operation, { Username, ...input });
    for (const operation of ['AdminDisableUser', 'AdminDeleteUser', 'AdminUserGlobalSignOut']) {
      await expect(change(by(operation))).rejects.toMatchObject(SESSION_INVALID);
    }
    const Password = 'An0ther!password';
    await expect(change(by('AdminSetUserPassword', { Password }))).rejects.toMatchObject(SESSION_INVALID);
    const value = kind === 'EMAIL_OTP' ? 'new@example.com' : '+15559999999';
    const moved = [
      { Name: attribute, Value: value },
      { Name: `${attribute}_verified`, Value: 'true' },
    ];
    await expect(change(by('AdminUpdateUserAttributes', { UserAttributes: moved }))).rejects.toMatchObject(MISMATCH);
    const off = (pool: Partial<Pool>) => async () => {
      await w.changePool(pool);
      app.deps.configuration.forget(w.pool.id);
    };
    const policy = { signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] } };
    await expect(change(off(policy))).rejects.toMatchObject(SESSION_INVALID);
    await off(CODES)();
  });
});

describe('who is offered a code', () => {
  const PASSWORDS = ['PASSWORD_SRP', 'PASSWORD'];
  const BOTH = ['EMAIL_OTP', 'SMS_OTP'];
  const offered = async (w: TestPool, given: Partial<User> = {}) => {
    const { username } = await somebody(w, given);
    return (await w.initiate('USER_AUTH', { USERNAME: username })).AvailableChallenges;
  };
  const UNVERIFIED = { email_verified: 'false', phone_number_verified: 'false' };
  const enabled = (factor: 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA') => ({ mfa: { enabled: [factor], softwareToken: {} } });
  const TOKENS: Partial<Pool> = { softwareTokenMfaConfiguration: { enabled: true } };

  it.each([
    ['a user with verified contacts', {}, [...PASSWORDS, ...BOTH]],
    ['one without verified contacts', { attributes: UNVERIFIED }, PASSWORDS],
    ['one who has signed up', { attributes: UNVERIFIED, status: 'UNCONFIRMED' }, [...PASSWORDS, ...BOTH]],
    ['one with a temporary password', { status: 'FORCE_CHANGE_PASSWORD' }, PASSWORDS],
    ['one without a password', { attributes: UNVERIFIED, sealedCredentials: undefined }, BOTH],
    ['one with a factor, while MFA is off', enabled('SMS_MFA'), [...PASSWORDS, ...BOTH]],
  ] as const)('%s', async (_who, given, list) => {
    expect(await offered(await service.pool(), given as Partial<User>)).toEqual(list);
  });

  it.each([
    ['OPTIONAL', {}, [...PASSWORDS, ...BOTH]],
    ['OPTIONAL', enabled('SOFTWARE_TOKEN_MFA'), PASSWORDS],
    ['OPTIONAL', enabled('SMS_MFA'), PASSWORDS],
    ['OPTIONAL', { mfa: { softwareToken: {} } }, [...PASSWORDS, ...BOTH]],
    ['ON', {}, PASSWORDS],
    ['ON', enabled('SOFTWARE_TOKEN_MFA'), PASSWORDS],
  ] as const)('while MFA is %s, a user with %j', async (mfaConfiguration, given, list) => {
    expect(await offered(await service.pool({ ...TOKENS, mfaConfiguration }), given as Partial<User>)).toEqual(list);
  });

  it('nobody, by SMS, where the pool cannot send one', async () => {
    const w = await service.pool({ smsConfiguration: undefined });
    expect(await offered(w)).toEqual([...PASSWORDS, 'EMAIL_OTP']);
  });

  it('falls back to the list where the preferred code is not for the user', async () => {
    const w = await service.pool();
    const { username } = await somebody(w, { status: 'FORCE_CHANGE_PASSWORD' });
    expect(await prefer(w, username, 'EMAIL_OTP')).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: PASSWORDS,
    });
    expect(app.outbox.messages(`${username}@example.com`)).toHaveLength(0);
  });

  it('sends nothing to a user who is disabled, and tells so after no code', async () => {
    const w = await service.pool();
    const { username, email } = await somebody(w, { enabled: false });
    const { ChallengeName, Session } = await prefer(w, username, 'EMAIL_OTP');
    expect(ChallengeName).toBe('EMAIL_OTP');
    expect(app.outbox.messages(email)).toHaveLength(0);
    await expect(give(w, 'EMAIL_OTP', username, '12345678', Session)).rejects.toMatchObject(MISMATCH);
    await expect(w.signIn(username)).rejects.toMatchObject(DISABLED);
  });

  it('lets a user without a password in who was imported, and no other whose password must be reset', async () => {
    const w = await service.pool();
    const imported = await somebody(w, { status: 'RESET_REQUIRED', sealedCredentials: undefined });
    const first = await prefer(w, imported.username, 'EMAIL_OTP');
    await give(w, 'EMAIL_OTP', imported.username, w.codeFor(imported.email), first.Session);
    expect((await w.stored(imported.username))!.status).toBe('CONFIRMED');
    const reset = await somebody(w, { status: 'RESET_REQUIRED' });
    const second = await prefer(w, reset.username, 'EMAIL_OTP');
    const answer = give(w, 'EMAIL_OTP', reset.username, w.codeFor(reset.email), second.Session);
    await expect(answer).rejects.toMatchObject(RESET_REQUIRED);
  });

  it('does not take an alias from a user who has verified it', async () => {
    const w = await service.pool({ aliasAttributes: ['email'] });
    const { email } = await somebody(w);
    const late = await somebody(w, { status: 'UNCONFIRMED', attributes: { email, email_verified: 'false' } });
    const { Session } = await prefer(w, late.username, 'EMAIL_OTP');
    const answer = give(w, 'EMAIL_OTP', late.username, w.codeFor(email), Session);
    await expect(answer).rejects.toMatchObject(aliasTakenMeanwhile('email'));
    expect((await w.stored(late.username))!.status).toBe('UNCONFIRMED');
  });
});

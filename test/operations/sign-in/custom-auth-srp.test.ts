import { describe, expect, it } from 'vitest';
import { testApp } from '#test/app.ts';
import { ALWAYS, addSoftwareToken, confirmed, OPTIONAL_TOTP, prove, TRACKING, totpCode } from '#test/devices.ts';
import {
  ATTEMPTS_EXCEEDED,
  DISABLED,
  INCORRECT,
  NOT_CONFIRMED,
  passwordWeak,
  SESSION_INVALID,
  SESSION_USED,
  TEMPORARY_EXPIRED,
  TOO_SHORT,
} from '#test/errors.ts';
import { claimsOf, DAY, OTHER_PASSWORD, PASSWORD } from '#test/world.ts';
import { CUSTOM, type CustomPool, customPool, FAIL, saying, says, TOKENS } from './custom.ts';
import { SMS_MFA, withFactors } from './mfa.ts';

const app = testApp();

const UNRECOGNIZABLE = { name: 'InvalidLambdaResponseException', message: 'Unrecognizable lambda output' };
const SIGNED_IN = { AuthenticationResult: { AccessToken: expect.any(String), RefreshToken: expect.any(String) } };
const passed = (...names: readonly string[]) =>
  names.map((challengeName) => ({ challengeName, challengeResult: true, challengeMetadata: null }));
const RIGHT = { ...CUSTOM, challengeResult: true };

/** The results that the function that decides was told of, for each time that it was asked. */
const sessions = (w: CustomPool) => w.events('Define').map(({ request }) => request.session);
const amr = ({ AuthenticationResult }: { AuthenticationResult: { AccessToken: string } }) =>
  claimsOf(AuthenticationResult.AccessToken).amr;

describe('CUSTOM_AUTH after SRP_A', () => {
  it('asks for the password, then for the custom challenge', async () => {
    const w = await customPool(app);
    const { username, sub } = await w.someone();
    const { begun, prove } = await w.beginSrp(username);
    expect(begun).toStrictEqual({
      ChallengeName: 'PASSWORD_VERIFIER',
      Session: expect.any(String),
      ChallengeParameters: {
        USER_ID_FOR_SRP: username,
        USERNAME: username,
        SALT: expect.any(String),
        SRP_B: expect.any(String),
        SECRET_BLOCK: expect.any(String),
      },
    });
    const { ChallengeName, Session } = await prove();
    expect(ChallengeName).toBe('CUSTOM_CHALLENGE');
    expect(await w.families(sub)).toEqual([]);
    const answer = await w.reply(username, Session);
    expect(claimsOf(answer.AuthenticationResult.IdToken)).toMatchObject({ acr: 'urn:cognito:loa:1', amr: ['pwd'] });
    const password = passed('SRP_A', 'PASSWORD_VERIFIER');
    expect(sessions(w)).toEqual([passed('SRP_A'), password, [...password, { ...RIGHT, challengeMetadata: 'CODE-2' }]]);
  });

  it('writes nothing before the password is proved', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    app.roundTrips.reset();
    await w.beginSrp(username);
    expect(app.roundTrips.writes).toBe(0);
  });

  it('may end with the password, or do without it', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    w.set('define', (event) =>
      saying(event, event.request.session.length === 1 ? { challengeName: 'PASSWORD_VERIFIER' } : TOKENS),
    );
    expect(amr(await (await w.beginSrp(username)).prove())).toEqual(['pwd']);
    w.set('define', (event) => saying(event, event.request.session.length === 1 ? CUSTOM : TOKENS));
    const { Session, ChallengeName } = await w.begin(username, { CHALLENGE_NAME: 'SRP_A', SRP_A: 'ab' });
    expect(ChallengeName).toBe('CUSTOM_CHALLENGE');
    expect(amr(await w.reply(username, Session))).toBeUndefined();
    expect(sessions(w).at(-1)).toEqual([...passed('SRP_A'), { ...RIGHT, challengeMetadata: 'CODE-1' }]);
  });

  it('cannot ask for the password later, or twice', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    w.set('define', says({ challengeName: 'PASSWORD_VERIFIER' }));
    const { prove } = await w.beginSrp(username);
    await expect(prove()).rejects.toMatchObject(UNRECOGNIZABLE);
    await expect(prove()).rejects.toMatchObject(SESSION_USED);
  });

  it('counts and locks wrong passwords as USER_SRP_AUTH does, without a word to the functions', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    for (let n = 0; n < 5; n++) {
      const { prove } = await w.beginSrp(username, 'Wrong1!password');
      await expect(prove()).rejects.toMatchObject(INCORRECT);
    }
    expect(sessions(w)).toEqual(Array(5).fill(passed('SRP_A')));
    await expect(w.beginSrp(username)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    await expect(w.signIn(username)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    // A code takes the place of the password, and nothing is locked for it.
    expect(await w.reply(username, (await w.begin(username)).Session)).toMatchObject(SIGNED_IN);
    app.advance(2000);
    expect(await (await w.beginSrp(username)).prove()).toHaveProperty('ChallengeName', 'CUSTOM_CHALLENGE');
  });

  it('gives one proof one custom challenge', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    const { prove } = await w.beginSrp(username);
    const settled = await Promise.allSettled(Array.from({ length: 10 }, () => prove()));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(w.events('Create')).toHaveLength(1);
  });

  it.each<[string, object, object]>([
    ['disabled', { enabled: false }, DISABLED],
    ['unconfirmed', { status: 'UNCONFIRMED' }, NOT_CONFIRMED],
  ])(
    'tells of a user who is %s once the password is proved, and does not ask the functions',
    async (_, state, error) => {
      const w = await customPool(app);
      const { username } = await w.someone(state);
      const { prove } = await w.beginSrp(username);
      await expect(prove()).rejects.toMatchObject(error);
      await expect((await w.beginSrp(username, 'Wrong1!password')).prove()).rejects.toMatchObject(INCORRECT);
      expect(sessions(w)).toEqual([passed('SRP_A'), passed('SRP_A')]);
    },
  );
});

describe('CUSTOM_AUTH and MFA', () => {
  it('inserts MFA after the password, and tells the functions of it afterwards', async () => {
    const w = await customPool(app, { ...SMS_MFA, mfaConfiguration: 'ON' });
    const { username, phone } = await withFactors(w);
    const mfa = await (await w.beginSrp(username)).prove();
    expect(mfa.ChallengeName).toBe('SMS_MFA');
    expect(sessions(w)).toEqual([passed('SRP_A')]);
    const right = { USERNAME: username, SMS_MFA_CODE: w.codeFor(phone) };
    await expect(w.reply(username, mfa.Session)).rejects.toMatchObject(SESSION_INVALID);
    const { ChallengeName, Session } = await w.respond('SMS_MFA', right, mfa.Session);
    expect(ChallengeName).toBe('CUSTOM_CHALLENGE');
    expect(amr(await w.reply(username, Session))).toEqual(['pwd', 'sms', 'mfa']);
    const before = passed('SRP_A', 'PASSWORD_VERIFIER', 'SMS_MFA');
    expect(sessions(w).slice(1)).toEqual([before, [...before, { ...RIGHT, challengeMetadata: 'CODE-3' }]]);
  });

  it('lets a user choose the factor, or set one up', async () => {
    const w = await customPool(app, { ...SMS_MFA, ...OPTIONAL_TOTP });
    const { username } = await withFactors(w, ['SMS_MFA']);
    await addSoftwareToken(w, username);
    await w.force(username, { mfa: { enabled: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'], softwareToken: {} } });
    const choice = await (await w.beginSrp(username)).prove();
    expect(choice.ChallengeName).toBe('SELECT_MFA_TYPE');
    const chosen = { USERNAME: username, ANSWER: 'SOFTWARE_TOKEN_MFA' };
    const mfa = await w.respond('SELECT_MFA_TYPE', chosen, choice.Session);
    const code = { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: totpCode(w) };
    const { Session } = await w.respond('SOFTWARE_TOKEN_MFA', code, mfa.Session);
    expect(amr(await w.reply(username, Session))).toEqual(['pwd', 'otp', 'mfa']);
    expect(sessions(w)[1]).toEqual(passed('SRP_A', 'PASSWORD_VERIFIER', 'SOFTWARE_TOKEN_MFA'));
  });

  it('is not asked for without the password', async () => {
    const w = await customPool(app, { ...SMS_MFA, mfaConfiguration: 'ON' });
    const { username } = await withFactors(w);
    expect(await w.reply(username, (await w.begin(username)).Session)).toMatchObject(SIGNED_IN);
  });
});

describe('CUSTOM_AUTH and a new password', () => {
  const STATES = [
    ['an administrator chose', { status: 'FORCE_CHANGE_PASSWORD' }],
    ['must be reset', { status: 'RESET_REQUIRED' }],
  ] as const;
  const SAYINGS = [
    ['asks for it', { challengeName: 'NEW_PASSWORD_REQUIRED' }],
    ['goes on with a custom challenge', CUSTOM],
    ['goes on with tokens', TOKENS],
  ] as const;

  it.each(STATES.flatMap(([state, settings]) => SAYINGS.map(([does, says]) => [state, does, settings, says] as const)))(
    'asks for it after one that %s, where the function %s',
    async (_state, _does, settings, response) => {
      const w = await customPool(app);
      const { username } = await w.someone(settings);
      w.set('define', (event) => {
        const last = event.request.session.at(-1).challengeName;
        if (last === 'SRP_A') return saying(event, { challengeName: 'PASSWORD_VERIFIER' });
        if (last === 'PASSWORD_VERIFIER') return saying(event, response);
        return saying(event, last === 'NEW_PASSWORD_REQUIRED' ? CUSTOM : TOKENS);
      });
      const asked = await (await w.beginSrp(username)).prove();
      expect(asked).toMatchObject({
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        ChallengeParameters: { USER_ID_FOR_SRP: username, requiredAttributes: '[]' },
      });
      await expect(w.choosePassword(username, asked.Session, 'short')).rejects.toMatchObject(passwordWeak(TOO_SHORT));
      const { ChallengeName, Session } = await w.choosePassword(username, asked.Session, OTHER_PASSWORD);
      expect(ChallengeName).toBe('CUSTOM_CHALLENGE');
      await expect(w.choosePassword(username, asked.Session, PASSWORD)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
      });
      expect(await w.reply(username, Session)).toMatchObject(SIGNED_IN);
      expect((await w.stored(username))!.status).toBe('CONFIRMED');
      expect(await w.hasPassword(username, OTHER_PASSWORD)).toBe(true);
      const before = passed('SRP_A', 'PASSWORD_VERIFIER');
      const after = [...before, ...passed('NEW_PASSWORD_REQUIRED')];
      expect(sessions(w)).toEqual([
        passed('SRP_A'),
        before,
        after,
        [...after, { ...RIGHT, challengeMetadata: 'CODE-3' }],
      ]);
      const told = w.events('Define').at(-1).request.userAttributes;
      expect(told['cognito:user_status']).toBe('CONFIRMED');
    },
  );

  it.each([
    ['nothing', {}, UNRECOGNIZABLE],
    ['another challenge', { challengeName: 'SMS_MFA' }, UNRECOGNIZABLE],
    ['failure', FAIL, INCORRECT],
  ])('is not asked for where the function says %s', async (_, response, error) => {
    const w = await customPool(app);
    const { username } = await w.someone({ status: 'FORCE_CHANGE_PASSWORD' });
    const { prove } = await w.beginSrp(username);
    w.set('define', says(response));
    await expect(prove()).rejects.toMatchObject(error);
  });

  it('stays chosen although a function fails afterwards, and the sign-in is over', async () => {
    const w = await customPool(app);
    const { username, sub } = await w.someone({ status: 'FORCE_CHANGE_PASSWORD' });
    const { Session } = await (await w.beginSrp(username)).prove();
    w.set('define', () => {
      throw new Error('Not today');
    });
    await expect(w.choosePassword(username, Session, OTHER_PASSWORD)).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
    });
    await expect(w.choosePassword(username, Session, OTHER_PASSWORD)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    expect(await w.hasPassword(username, OTHER_PASSWORD)).toBe(true);
    expect(await w.families(sub)).toEqual([]);
  });

  it('is not asked for of a user who needs none', async () => {
    const w = await customPool(app);
    const { username } = await w.someone();
    const { prove } = await w.beginSrp(username);
    w.set('define', says({ challengeName: 'NEW_PASSWORD_REQUIRED' }));
    await expect(prove()).rejects.toMatchObject(UNRECOGNIZABLE);
  });

  it('is too late once the temporary one has expired', async () => {
    const w = await customPool(app);
    await w.create('latecomer');
    app.advance(8 * DAY);
    await expect((await w.beginSrp('latecomer')).prove()).rejects.toMatchObject(TEMPORARY_EXPIRED);
  });

  it('comes before MFA', async () => {
    const w = await customPool(app, { ...SMS_MFA, mfaConfiguration: 'ON' });
    const { username, phone } = await withFactors(w);
    await w.force(username, { status: 'RESET_REQUIRED' });
    const asked = await (await w.beginSrp(username)).prove();
    const mfa = await w.choosePassword(username, asked.Session, OTHER_PASSWORD);
    expect(mfa.ChallengeName).toBe('SMS_MFA');
    const right = { USERNAME: username, SMS_MFA_CODE: w.codeFor(phone) };
    const { Session } = await w.respond('SMS_MFA', right, mfa.Session);
    expect(await w.reply(username, Session)).toMatchObject(SIGNED_IN);
    expect(sessions(w).at(-2)).toEqual(passed('SRP_A', 'PASSWORD_VERIFIER', 'NEW_PASSWORD_REQUIRED', 'SMS_MFA'));
  });
});

describe('CUSTOM_AUTH and devices', () => {
  it('has a remembered device prove itself last, once the functions issue tokens', async () => {
    const w = await customPool(app, TRACKING);
    const device = await confirmed(w);
    const { username, key } = device;
    const { Session } = await w.begin(username, { DEVICE_KEY: key });
    const last = await w.reply(username, Session, undefined, { DEVICE_KEY: key });
    expect(last.ChallengeName).toBe('DEVICE_SRP_AUTH');
    const { AuthenticationResult } = await prove(w, device, last.Session);
    expect(claimsOf(AuthenticationResult.AccessToken).device_key).toBe(key);
    expect(AuthenticationResult.NewDeviceMetadata).toBeUndefined();
    expect(w.events('Define')).toHaveLength(2);
  });

  it('has it do so after password and custom challenge, and offers a new device to others', async () => {
    const w = await customPool(app, TRACKING);
    const device = await confirmed(w);
    const { username, key } = device;
    const { Session } = await (await w.beginSrp(username, PASSWORD, { DEVICE_KEY: key })).prove({ DEVICE_KEY: key });
    const last = await w.reply(username, Session, undefined, { DEVICE_KEY: key });
    expect(last.ChallengeName).toBe('DEVICE_SRP_AUTH');
    expect(await prove(w, device, last.Session)).toMatchObject(SIGNED_IN);
    const { AuthenticationResult } = await w.reply(username, (await w.begin(username)).Session);
    expect(AuthenticationResult.NewDeviceMetadata.DeviceKey).not.toBe(key);
  });

  it('has it do so in place of MFA, and tells the functions of it', async () => {
    const w = await customPool(app, { ...ALWAYS, ...OPTIONAL_TOTP });
    const device = await confirmed(w);
    const { username, key } = device;
    await addSoftwareToken(w, username);
    const first = await (await w.beginSrp(username, PASSWORD, { DEVICE_KEY: key })).prove({ DEVICE_KEY: key });
    expect(first.ChallengeName).toBe('DEVICE_SRP_AUTH');
    const { ChallengeName, Session } = await prove(w, device, first.Session);
    expect(ChallengeName).toBe('CUSTOM_CHALLENGE');
    expect(await w.reply(username, Session, undefined, { DEVICE_KEY: key })).toMatchObject(SIGNED_IN);
    expect(sessions(w)[1]).toEqual(passed('SRP_A', 'PASSWORD_VERIFIER', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER'));
  });

  it('goes on without a device that the user does not have', async () => {
    const w = await customPool(app, TRACKING);
    const device = await confirmed(w);
    const { username } = await w.someone();
    const { Session } = await w.begin(username, { DEVICE_KEY: device.key });
    await expect(w.reply(username, Session, undefined, { DEVICE_KEY: device.key })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect(await w.reply(username, Session)).toMatchObject(SIGNED_IN);
  });
});

import { describe, expect, it } from 'vitest';
import {
  ALWAYS,
  addSoftwareToken,
  begin,
  confirmed,
  DEVICE_UNKNOWN,
  exchange,
  OPT_IN,
  OPTIONAL_TOTP,
  prove,
  TRACKING,
  totpCode,
  UNKNOWN_DEVICE,
} from '#test/devices.ts';
import {
  ATTEMPTS_EXCEEDED,
  INCORRECT,
  missingParameter,
  SESSION_EXPIRED,
  SESSION_INVALID,
  SESSION_USED,
} from '#test/errors.ts';
import { srpClient } from '#test/srp-client.ts';
import { atOnce, beforeNextCommit, claimsOf, HIDING, PASSWORD, testPools } from '#test/world.ts';

const { app, ...service } = testPools();
const MINUTE = 60_000;

describe('a sign-in in a pool that tracks devices', () => {
  it('offers a new device, which its tokens name', async () => {
    const w = await service.pool(TRACKING);
    const { username } = await w.someone();
    const offers = [];
    for (let n = 0; n < 2; n++) offers.push((await begin(w, username)).AuthenticationResult);
    const [first, second] = offers;
    expect(first.NewDeviceMetadata).toEqual({
      DeviceKey: expect.stringMatching(/^us-east-1_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      DeviceGroupKey: expect.stringMatching(/^-[0-9A-Za-z]{8}$/),
    });
    expect(second.NewDeviceMetadata.DeviceKey).not.toBe(first.NewDeviceMetadata.DeviceKey);
    expect(second.NewDeviceMetadata.DeviceGroupKey).toBe(first.NewDeviceMetadata.DeviceGroupKey);
    expect(claimsOf(first.AccessToken).device_key).toBe(first.NewDeviceMetadata.DeviceKey);
    expect(claimsOf(first.IdToken)).not.toHaveProperty('device_key');
    const other = await begin(w, (await w.someone()).username);
    const { DeviceGroupKey } = other.AuthenticationResult.NewDeviceMetadata;
    expect(DeviceGroupKey).not.toBe(first.NewDeviceMetadata.DeviceGroupKey);
    const { AuthenticationResult } = await w.signInSrp(username);
    expect(AuthenticationResult.NewDeviceMetadata.DeviceGroupKey).toBe(first.NewDeviceMetadata.DeviceGroupKey);
  });

  it('knows no devices where they are not tracked, whatever DEVICE_KEY is', async () => {
    const w = await service.pool();
    const { username } = await w.someone();
    for (const key of [UNKNOWN_DEVICE, 'x'.repeat(1000), '']) {
      const { AuthenticationResult } = await begin(w, username, key);
      expect(AuthenticationResult.NewDeviceMetadata).toBeUndefined();
      expect(claimsOf(AuthenticationResult.AccessToken).device_key).toBeUndefined();
    }
  });

  it('refuses a device that the user does not have, before the password and for any name', async () => {
    const w = await service.pool(ALWAYS, HIDING);
    const device = await confirmed(w);
    const { username } = await w.someone();
    const forgotten = await confirmed(w);
    await forgotten.byToken('ForgetDevice');
    for (const password of [PASSWORD, 'Wrong1!password']) {
      for (const name of [username, 'nobody']) {
        for (const key of [UNKNOWN_DEVICE, device.key, 'not a key', '\uD800', 'x'.repeat(1000)]) {
          app.roundTrips.reset();
          await expect(begin(w, name, key, password)).rejects.toMatchObject(DEVICE_UNKNOWN);
          expect(app.roundTrips).toMatchObject({ writes: 0 });
        }
      }
      await expect(begin(w, forgotten.username, forgotten.key, password)).rejects.toMatchObject(DEVICE_UNKNOWN);
    }
  });

  it.each(['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH'])(
    'costs as many reads for somebody as for nobody with %s',
    async (AuthFlow) => {
      const w = await service.pool(ALWAYS, HIDING);
      const { username } = await w.someone();
      const reads = async (USERNAME: string) => {
        app.roundTrips.reset();
        const input = { AuthFlow, AuthParameters: { USERNAME, PASSWORD, DEVICE_KEY: UNKNOWN_DEVICE } };
        const admin = AuthFlow.startsWith('ADMIN');
        const call = admin
          ? w.call('AdminInitiateAuth', { ClientId: w.client.id, ...input })
          : w.clientCall('InitiateAuth', input);
        await expect(call).rejects.toMatchObject(DEVICE_UNKNOWN);
        return app.roundTrips.reads;
      };
      expect(await reads(username)).toBe(2);
      expect(await reads('nobody')).toBe(2);
    },
  );

  it('refuses an unknown device in the answer of SRP, which may then be given without it', async () => {
    const w = await service.pool(ALWAYS);
    const device = await confirmed(w);
    await device.byToken('ForgetDevice');
    const srp = srpClient();
    const { ChallengeParameters } = await w.initiate('USER_SRP_AUTH', {
      USERNAME: device.username,
      SRP_A: srp.srpA,
      DEVICE_KEY: device.key,
    });
    const right = srp.answer(w.pool.id, PASSWORD, ChallengeParameters);
    const wrong = srp.answer(w.pool.id, 'Wrong1!password', ChallengeParameters);
    for (const answer of [wrong, right]) {
      const named = w.respond('PASSWORD_VERIFIER', { ...answer, DEVICE_KEY: device.key });
      await expect(named).rejects.toMatchObject(DEVICE_UNKNOWN);
    }
    // This is how amazon-cognito-identity-js repeats its answer.
    const { AuthenticationResult } = await w.respond('PASSWORD_VERIFIER', { ...right, DEVICE_KEY: null });
    expect(AuthenticationResult.NewDeviceMetadata.DeviceKey).not.toBe(device.key);
  });

  it('ties the tokens of a device that is not remembered to it, and asks it for nothing', async () => {
    const w = await service.pool(OPT_IN);
    const device = await confirmed(w);
    const { AuthenticationResult } = await device.begin();
    expect(AuthenticationResult.NewDeviceMetadata).toBeUndefined();
    expect(claimsOf(AuthenticationResult.AccessToken).device_key).toBe(device.key);
  });
});

describe('DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER', () => {
  it.each(['USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'the answer of USER_SRP_AUTH'])(
    'lets a remembered device prove itself with %s',
    async (where) => {
      const w = await service.pool(ALWAYS);
      const device = await confirmed(w);
      app.advance(MINUTE);
      const who = { USERNAME: device.username };
      let first = where === 'USER_PASSWORD_AUTH' ? await device.begin() : undefined;
      if (!first) {
        const srp = srpClient();
        const inAnswer = where !== 'USER_SRP_AUTH' && { DEVICE_KEY: device.key };
        const before = !inAnswer && { DEVICE_KEY: device.key };
        const parameters = { ...who, SRP_A: srp.srpA, ...before };
        const { ChallengeParameters } = await w.initiate('USER_SRP_AUTH', parameters);
        const answer = srp.answer(w.pool.id, PASSWORD, ChallengeParameters);
        first = await w.respond('PASSWORD_VERIFIER', { ...answer, ...inAnswer });
      }
      expect(first).toEqual({
        ChallengeName: 'DEVICE_SRP_AUTH',
        Session: expect.any(String),
        ChallengeParameters: { USER_ID_FOR_SRP: device.username },
      });
      const { challenge, responses } = await exchange(w, device, first.Session);
      expect(challenge).toEqual({
        ChallengeName: 'DEVICE_PASSWORD_VERIFIER',
        Session: expect.stringMatching(/^[\w-]{43}$/),
        ChallengeParameters: {
          USERNAME: device.username,
          USER_ID_FOR_SRP: device.username,
          DEVICE_KEY: device.key,
          SALT: expect.stringMatching(/^[0-9a-f]{32,34}$/),
          SRP_B: expect.stringMatching(/^[0-9a-f]+$/),
          SECRET_BLOCK: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
        },
      });
      const { AuthenticationResult } = await w.respond('DEVICE_PASSWORD_VERIFIER', responses);
      expect(AuthenticationResult.NewDeviceMetadata).toBeUndefined();
      expect(claimsOf(AuthenticationResult.AccessToken)).toMatchObject({
        device_key: device.key,
        amr: ['pwd'],
        acr: 'urn:cognito:loa:1',
      });
      expect(await device.stored()).toMatchObject({ authenticatedAt: app.deps.clock.now(), lastAddress: '127.0.0.1' });
    },
  );

  it('takes the place of MFA where ChallengeRequiredOnNewDevice says so, and follows MFA otherwise', async () => {
    for (const settings of [ALWAYS, TRACKING]) {
      const w = await service.pool({ ...settings, ...OPTIONAL_TOTP });
      const device = await confirmed(w);
      await addSoftwareToken(w, device.username);
      let answer = await device.begin();
      if (settings === TRACKING) {
        expect(answer.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
        const code = { USERNAME: device.username, SOFTWARE_TOKEN_MFA_CODE: totpCode(w) };
        answer = await w.respond('SOFTWARE_TOKEN_MFA', code, answer.Session);
      }
      expect(answer.ChallengeName).toBe('DEVICE_SRP_AUTH');
      const { AuthenticationResult } = await prove(w, device, answer.Session);
      expect(AuthenticationResult.AccessToken).toBeTruthy();
    }
  });

  it('asks for MFA on any device but a remembered one', async () => {
    const w = await service.pool({ ...OPT_IN, ...OPTIONAL_TOTP });
    const device = await confirmed(w);
    await addSoftwareToken(w, device.username);
    expect((await device.begin()).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect((await begin(w, device.username)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    await device.asAdmin('AdminUpdateDeviceStatus', { DeviceRememberedStatus: 'remembered' });
    expect((await device.begin()).ChallengeName).toBe('DEVICE_SRP_AUTH');
    expect((await begin(w, device.username)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    await device.asAdmin('AdminUpdateDeviceStatus', { DeviceRememberedStatus: 'not_remembered' });
    expect((await device.begin()).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  });

  it('does not spare MFA when the device is no longer remembered while it proves itself', async () => {
    const w = await service.pool({ ...ALWAYS, ...OPTIONAL_TOTP });
    const device = await confirmed(w);
    await addSoftwareToken(w, device.username);
    const { responses } = await exchange(w, device, (await device.begin()).Session);
    await device.asAdmin('AdminUpdateDeviceStatus', { DeviceRememberedStatus: 'not_remembered' });
    const answer = await w.respond('DEVICE_PASSWORD_VERIFIER', responses);
    expect(answer.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  });

  it('loses to the forgetting of the device at the last moment', async () => {
    const w = await service.pool({ ...ALWAYS, ...OPTIONAL_TOTP });
    const device = await confirmed(w);
    await addSoftwareToken(w, device.username);
    const { responses } = await exchange(w, device, (await device.begin()).Session);
    beforeNextCommit(app, () => device.asAdmin('AdminForgetDevice'));
    const answer = () => w.respond('DEVICE_PASSWORD_VERIFIER', responses);
    await expect(answer()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await expect(answer()).rejects.toMatchObject(DEVICE_UNKNOWN);
  });

  it('refuses a wrong device password, counts it, and locks the device but not the user', async () => {
    const w = await service.pool(ALWAYS);
    const device = await confirmed(w);
    const other = await confirmed(w, device.username);
    const { Session } = await device.begin();
    const { responses } = await exchange(w, device, Session, 'another');
    const answer = (more: object = {}) => w.respond('DEVICE_PASSWORD_VERIFIER', { ...responses, ...more });
    for (let n = 0; n < 5; n++) await expect(answer()).rejects.toMatchObject(INCORRECT);
    await expect(answer()).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    const { Session: another } = await other.begin();
    await expect(prove(w, other, another)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
    app.advance(1000);
    const { AuthenticationResult } = await prove(w, other, (await other.begin()).Session);
    expect(AuthenticationResult.AccessToken).toBeTruthy();
  });

  it("refuses another device's key, and that of another user", async () => {
    const w = await service.pool(ALWAYS);
    const [device, elsewhere] = [await confirmed(w), await confirmed(w)];
    const own = await confirmed(w, device.username);
    const { Session } = await device.begin();
    const srp = { USERNAME: device.username, SRP_A: srpClient().srpA };
    for (const DEVICE_KEY of [elsewhere.key, UNKNOWN_DEVICE]) {
      const named = w.respond('DEVICE_SRP_AUTH', { ...srp, DEVICE_KEY }, Session);
      await expect(named).rejects.toMatchObject(DEVICE_UNKNOWN);
    }
    const { responses } = await exchange(w, device, Session);
    for (const DEVICE_KEY of [elsewhere.key, own.key, UNKNOWN_DEVICE]) {
      const named = w.respond('DEVICE_PASSWORD_VERIFIER', { ...responses, DEVICE_KEY });
      await expect(named).rejects.toMatchObject(DEVICE_UNKNOWN);
    }
    const { responses: foreign } = await exchange(
      w,
      { ...device, groupKey: elsewhere.groupKey },
      (await device.begin()).Session,
    );
    await expect(w.respond('DEVICE_PASSWORD_VERIFIER', foreign)).rejects.toMatchObject(INCORRECT);
  });

  it('takes each Session once, for its own user and challenge, while it lives', async () => {
    const w = await service.pool(ALWAYS);
    const device = await confirmed(w);
    const other = await confirmed(w);
    const { Session } = await device.begin();
    const who = { USERNAME: device.username, DEVICE_KEY: device.key };
    const SRP_A = srpClient().srpA;
    const refuse = async (name: string, responses: object, session: string | undefined, error: object) =>
      expect(w.respond(name, responses, session)).rejects.toMatchObject(error);
    await refuse('DEVICE_SRP_AUTH', { ...who, SRP_A }, undefined, missingParameter('Session'));
    await refuse('DEVICE_SRP_AUTH', { ...who, SRP_A }, 'x'.repeat(40), SESSION_INVALID);
    await refuse('DEVICE_SRP_AUTH', { ...who, SRP_A, USERNAME: other.username }, Session, SESSION_INVALID);
    await refuse('SOFTWARE_TOKEN_MFA', { ...who, SOFTWARE_TOKEN_MFA_CODE: '123456' }, Session, SESSION_INVALID);
    for (const name of ['DEVICE_KEY', 'SRP_A']) {
      const { [name]: _, ...rest } = { ...who, SRP_A } as Record<string, string>;
      await refuse('DEVICE_SRP_AUTH', rest, Session, missingParameter(name));
    }
    await refuse('DEVICE_SRP_AUTH', { ...who, SRP_A: '0' }, Session, { name: 'InvalidParameterException' });

    const { responses } = await exchange(w, device, Session);
    await refuse('DEVICE_SRP_AUTH', { ...who, SRP_A }, Session, SESSION_USED);
    await refuse('PASSWORD_VERIFIER', responses, undefined, SESSION_INVALID);
    await refuse('DEVICE_PASSWORD_VERIFIER', responses, 'x'.repeat(43), SESSION_INVALID);
    const { answers } = await atOnce(10, () => w.respond('DEVICE_PASSWORD_VERIFIER', responses));
    expect(answers).toHaveLength(1);
    await refuse('DEVICE_PASSWORD_VERIFIER', responses, undefined, SESSION_USED);

    const late = await exchange(w, device, (await device.begin()).Session);
    app.advance(3 * MINUTE);
    await refuse('DEVICE_PASSWORD_VERIFIER', late.responses, undefined, SESSION_EXPIRED);
  });

  it.each(['AdminSetUserPassword', 'AdminDisableUser', 'AdminUserGlobalSignOut'])('ends with %s', async (operation) => {
    const w = await service.pool(ALWAYS);
    const device = await confirmed(w);
    const { responses } = await exchange(w, device, (await device.begin()).Session);
    await w.call(operation, {
      Username: device.username,
      ...(operation === 'AdminSetUserPassword' && { Password: 'An0ther!password', Permanent: true }),
    });
    const answer = w.respond('DEVICE_PASSWORD_VERIFIER', responses);
    await expect(answer).rejects.toMatchObject(SESSION_INVALID);
  });

  it('follows a new password', async () => {
    const w = await service.pool(ALWAYS);
    const device = await confirmed(w);
    await w.force(device.username, { status: 'FORCE_CHANGE_PASSWORD' });
    const { ChallengeName, Session } = await device.begin();
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const next = await w.choosePassword(device.username, Session, 'An0ther!password');
    expect(next.ChallengeName).toBe('DEVICE_SRP_AUTH');
    expect((await prove(w, device, next.Session)).AuthenticationResult.AccessToken).toBeTruthy();
  });

  it('takes 6 reads and 3 writes in all', async () => {
    const w = await service.pool(ALWAYS);
    const device = await confirmed(w);
    app.roundTrips.reset();
    await prove(w, device, (await device.begin()).Session);
    expect(app.roundTrips).toMatchObject({ reads: 6, writes: 3, staleReads: [] });
  });

  it('takes 7 reads and 3 writes in all after SRP, in place of TOTP', async () => {
    const w = await service.pool({ ...ALWAYS, ...OPTIONAL_TOTP });
    const device = await confirmed(w);
    await addSoftwareToken(w, device.username);
    app.roundTrips.reset();
    const { ChallengeResponses, ...answer } = await w.srpStarted(device.username);
    const named = { ...answer, ChallengeResponses: { ...ChallengeResponses, DEVICE_KEY: device.key } };
    const { Session } = await app.call('RespondToAuthChallenge', named);
    await prove(w, device, Session);
    expect(app.roundTrips).toMatchObject({ reads: 7, writes: 3, staleReads: [] });
  });

  it('counts a device as not remembered that has not signed in for long, where the deployment says so', async () => {
    const w = await service.pool(ALWAYS);
    const device = await confirmed(w);
    Object.assign(app.deps, { factorRules: { ...app.deps.factorRules, rememberedDeviceDays: 2 } });
    const day = 24 * 60 * MINUTE;
    app.advance(2 * day - 1);
    await prove(w, device, (await device.begin()).Session);
    app.advance(2 * day - 1);
    expect((await device.begin()).ChallengeName).toBe('DEVICE_SRP_AUTH');
    app.advance(1);
    expect((await device.begin()).AuthenticationResult.AccessToken).toBeTruthy();
    const status = async () =>
      (await device.asAdmin('AdminGetDevice')).Device.DeviceAttributes.find(
        ({ Name }: { Name: string }) => Name === 'dev:device_remembered_status',
      ).Value;
    expect(await status()).toBe('not_remembered');
    await device.asAdmin('AdminUpdateDeviceStatus', { DeviceRememberedStatus: 'remembered' });
    expect(await status()).toBe('remembered');
    expect((await device.begin()).ChallengeName).toBe('DEVICE_SRP_AUTH');
    Object.assign(app.deps, { factorRules: { ...app.deps.factorRules, rememberedDeviceDays: undefined } });
  });
});

import { describe, expect, it } from 'vitest';
import { ALWAYS, begin, confirmed, DEVICE_UNKNOWN, OPT_IN, TRACKING, UNKNOWN_DEVICE } from '#test/devices.ts';
import { invalid, PAGE_TOKEN_INVALID, REFRESH_TOKEN_INVALID, USER_UNKNOWN } from '#test/errors.ts';
import { ANY_CASE, atOnce, testPools } from '#test/world.ts';

const { app, ...service } = testPools(TRACKING);

const seconds = () => app.deps.clock.now() / 1000;

describe('GetDevice and AdminGetDevice', () => {
  it('show a device to its user and, with more attributes, to administrators', async () => {
    app.advance(22);
    const w = await service.pool();
    const device = await confirmed(w);
    const shown = {
      DeviceKey: device.key,
      DeviceCreateDate: seconds(),
      DeviceLastModifiedDate: seconds(),
      DeviceLastAuthenticatedDate: Math.floor(seconds()),
    };
    const [status, name, address] = [
      { Name: 'device_status', Value: 'valid' },
      { Name: 'device_name', Value: 'Telephone' },
      { Name: 'last_ip_used', Value: '127.0.0.1' },
    ];
    expect(await device.byToken('GetDevice')).toEqual({
      Device: { ...shown, DeviceAttributes: [status, name, address] },
    });
    const owner = `${device.username}.${w.pool.id}`;
    expect(await device.asAdmin('AdminGetDevice')).toEqual({
      Device: {
        ...shown,
        DeviceAttributes: [
          status,
          name,
          {
            Name: 'dev:device_arn',
            Value: `arn:aws:cognito-idp:us-east-1:123456789012:owner/${owner}/device/${device.key}`,
          },
          { Name: 'dev:device_owner', Value: owner },
          address,
          { Name: 'dev:device_remembered_status', Value: 'remembered' },
          { Name: 'dev:device_sdk', Value: 'aws-sdk-unknown-unknown' },
        ],
      },
    });
  });

  it('name the owner in lower case where the pool ignores case', async () => {
    const w = await service.pool(ANY_CASE);
    await w.add('ADA');
    const { Device } = await (await confirmed(w, 'ADA')).asAdmin('AdminGetDevice');
    expect(Device.DeviceAttributes).toContainEqual({ Name: 'dev:device_owner', Value: `ada.${w.pool.id}` });
  });
});

describe('ListDevices and AdminListDevices', () => {
  it('list the devices of the user, page by page, without those that are forgotten', async () => {
    const w = await service.pool();
    const one = await confirmed(w);
    const own = [one];
    for (let n = 0; n < 3; n++) own.push(await confirmed(w, one.username));
    await confirmed(w);
    const [forgotten, ...others] = own;
    await forgotten!.byToken('ForgetDevice');
    const expected = others.map(({ key }) => key).sort();
    const lists = [
      [one.byToken, 'ListDevices', 'GetDevice'],
      [one.asAdmin, 'AdminListDevices', 'AdminGetDevice'],
    ] as const;
    for (const [ask, list, get] of lists) {
      const found = [];
      let PaginationToken: string | undefined;
      do {
        const page = await ask(list, { Limit: 1, PaginationToken, DeviceKey: undefined });
        expect(page.Devices.length).toBeLessThanOrEqual(1);
        found.push(...page.Devices);
        ({ PaginationToken } = page);
      } while (PaginationToken);
      expect(found.map(({ DeviceKey }) => DeviceKey)).toEqual(expected);
      expect(found[0]).toEqual((await ask(get, { DeviceKey: expected[0] })).Device);
      expect((await ask(list, { DeviceKey: undefined, Limit: 0 })).Devices).toEqual(found);
    }
    const other = await confirmed(w);
    const { PaginationToken } = await one.byToken('ListDevices', { Limit: 1 });
    await expect(other.byToken('ListDevices', { PaginationToken })).rejects.toMatchObject(PAGE_TOKEN_INVALID);
  });
});

describe('UpdateDeviceStatus and AdminUpdateDeviceStatus', () => {
  it('remember a device or not', async () => {
    const w = await service.pool(OPT_IN);
    const device = await confirmed(w);
    for (const [operation, status] of [
      ['UpdateDeviceStatus', 'remembered'],
      ['AdminUpdateDeviceStatus', 'not_remembered'],
    ] as const) {
      const ask = operation === 'UpdateDeviceStatus' ? device.byToken : device.asAdmin;
      app.advance(1000);
      expect(await ask(operation, { DeviceRememberedStatus: status })).toEqual({});
      expect(await device.stored()).toMatchObject({
        isRemembered: status === 'remembered',
        modifiedAt: app.deps.clock.now(),
      });
      await expect(ask(operation)).rejects.toMatchObject(invalid('DeviceRememberedStatus is required.'));
    }
  });

  it('and ForgetDevice at the same time leave it forgotten', async () => {
    const w = await service.pool();
    const device = await confirmed(w);
    const { errors } = await atOnce(6, (index) =>
      index === 5
        ? device.byToken('ForgetDevice')
        : device.byToken('UpdateDeviceStatus', { DeviceRememberedStatus: 'remembered' }),
    );
    for (const error of errors) expect(error).toMatchObject(DEVICE_UNKNOWN);
    expect(await device.stored()).toMatchObject({ isRemembered: false, forgottenUntil: expect.any(Number) });
  });
});

describe('ForgetDevice and AdminForgetDevice', () => {
  it.each(['ForgetDevice', 'AdminForgetDevice'])(
    '%s revokes the refresh tokens of the device at once',
    async (name) => {
      const w = await service.pool();
      const device = await confirmed(w);
      const other = await confirmed(w, device.username);
      const refresh = ({ tokens, key }: typeof device) =>
        w.initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: tokens.RefreshToken, DEVICE_KEY: key });
      await refresh(device);
      const forget = name === 'ForgetDevice' ? device.byToken : device.asAdmin;
      expect(await forget(name)).toBeUndefined();
      await expect(refresh(device)).rejects.toMatchObject(REFRESH_TOKEN_INVALID);
      expect((await refresh(other)).AuthenticationResult.AccessToken).toBeTruthy();
      // It may be repeated.
      expect(await forget(name)).toBeUndefined();
    },
  );
});

describe.each([
  ['GetDevice', 'AdminGetDevice', {}],
  ['ForgetDevice', 'AdminForgetDevice', {}],
  ['UpdateDeviceStatus', 'AdminUpdateDeviceStatus', { DeviceRememberedStatus: 'remembered' }],
])('%s and %s', (byUser, byAdmin, more) => {
  it('know no device that is unknown or of another user', async () => {
    const w = await service.pool();
    const [device, other] = [await confirmed(w), await confirmed(w)];
    for (const DeviceKey of [UNKNOWN_DEVICE, other.key]) {
      await expect(device.byToken(byUser, { ...more, DeviceKey })).rejects.toMatchObject(DEVICE_UNKNOWN);
      await expect(device.asAdmin(byAdmin, { ...more, DeviceKey })).rejects.toMatchObject(DEVICE_UNKNOWN);
    }
    expect(await other.stored()).toMatchObject({ isRemembered: true });
    expect(await other.stored()).not.toHaveProperty('forgottenUntil');
    await expect(device.asAdmin(byAdmin, { ...more, Username: 'nobody' })).rejects.toMatchObject(USER_UNKNOWN);
  });

  it('know no device that is forgotten, except to forget it again', async () => {
    const w = await service.pool();
    const device = await confirmed(w);
    await device.asAdmin('AdminForgetDevice');
    if (byUser === 'ForgetDevice') return;
    await expect(device.byToken(byUser, more)).rejects.toMatchObject(DEVICE_UNKNOWN);
    await expect(device.asAdmin(byAdmin, more)).rejects.toMatchObject(DEVICE_UNKNOWN);
  });
});

describe('refreshing in a pool that tracks devices', () => {
  it.each(['REFRESH_TOKEN_AUTH', 'GetTokensFromRefreshToken'])(
    'needs the device of the sign-in with %s',
    async (how) => {
      const w = await service.pool(ALWAYS);
      const refresh = (RefreshToken: string, DeviceKey?: string) =>
        how === 'REFRESH_TOKEN_AUTH'
          ? w.initiate(how, { REFRESH_TOKEN: RefreshToken, DEVICE_KEY: DeviceKey })
          : w.clientCall(how, { RefreshToken, DeviceKey });
      const device = await confirmed(w);
      const other = await confirmed(w, device.username);
      const { RefreshToken } = device.tokens;
      app.roundTrips.reset();
      const { AuthenticationResult } = await refresh(RefreshToken, device.key);
      expect(app.roundTrips).toMatchObject({ reads: 1, writes: 0, staleReads: [] });
      expect(AuthenticationResult.NewDeviceMetadata).toBeUndefined();
      for (const key of [undefined, other.key, UNKNOWN_DEVICE, (await confirmed(w)).key]) {
        await expect(refresh(RefreshToken, key)).rejects.toMatchObject(REFRESH_TOKEN_INVALID);
      }
      const unconfirmed = (await begin(w, device.username)).AuthenticationResult;
      const { DeviceKey } = unconfirmed.NewDeviceMetadata;
      await expect(refresh(unconfirmed.RefreshToken, DeviceKey)).rejects.toMatchObject(REFRESH_TOKEN_INVALID);
    },
  );

  it('goes on for sign-ins from before, and for all once devices are not tracked any more', async () => {
    const w = await service.pool({ deviceConfiguration: undefined });
    const { username } = await w.someone();
    const { RefreshToken } = await w.tokens(username);
    await w.changePool(ALWAYS);
    app.deps.configuration.forget(w.pool.id);
    expect((await w.refresh(RefreshToken)).AuthenticationResult.AccessToken).toBeTruthy();
    const device = await confirmed(w);
    await expect(w.refresh(device.tokens.RefreshToken)).rejects.toMatchObject(REFRESH_TOKEN_INVALID);
    await w.changePool({ deviceConfiguration: undefined });
    app.deps.configuration.forget(w.pool.id);
    expect((await w.refresh(device.tokens.RefreshToken)).AuthenticationResult.AccessToken).toBeTruthy();
  });
});

describe('DeviceConfiguration', () => {
  it.each([
    [{}, false],
    [{ ChallengeRequiredOnNewDevice: false }, true],
    [{ ChallengeRequiredOnNewDevice: false, DeviceOnlyRememberedOnUserPrompt: false }, true],
  ])('%j tracks devices: %s', async (DeviceConfiguration, isTracking) => {
    const { UserPool } = await app.call('CreateUserPool', { PoolName: 'devices', DeviceConfiguration });
    expect(UserPool.DeviceConfiguration).toEqual(isTracking ? DeviceConfiguration : undefined);
  });
});

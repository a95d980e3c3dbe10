import { beforeAll, describe, expect, it } from 'vitest';
import {
  ALWAYS,
  begin,
  confirmed,
  DEVICE_PASSWORD,
  DEVICE_UNKNOWN,
  OPT_IN,
  TRACKING,
  UNKNOWN_DEVICE,
  unconfirmed,
} from '#test/devices.ts';
import { invalid, RESET_REQUIRED } from '#test/errors.ts';
import { deviceSecret } from '#test/srp-client.ts';
import { atOnce, beforeNextCommit, type TestPool, testPools } from '#test/world.ts';

const { app, ...service } = testPools();
const EXISTS = { name: 'DeviceKeyExistsException', message: 'The device is already confirmed.' };

describe('ConfirmDevice', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool(TRACKING);
  });

  it('remembers the device, or leaves that to the user', async () => {
    for (const settings of [ALWAYS, TRACKING]) {
      const device = await confirmed(await service.pool(settings));
      expect(device.answer).toEqual({ UserConfirmationNecessary: false });
      expect(await device.stored()).toMatchObject({ isRemembered: true, name: 'Telephone' });
    }
    const device = await confirmed(await service.pool(OPT_IN));
    expect(device.answer).toEqual({ UserConfirmationNecessary: true });
    expect(await device.stored()).toMatchObject({ isRemembered: false });
  });

  it('is refused to a user whose password must be reset', async () => {
    const { username, key, confirm } = await unconfirmed(w);
    await w.call('AdminResetUserPassword', { Username: username });
    await expect(confirm()).rejects.toMatchObject(RESET_REQUIRED);
    const device = w.call('AdminGetDevice', { Username: username, DeviceKey: key });
    await expect(device).rejects.toMatchObject(DEVICE_UNKNOWN);
  });

  it('takes two reads and one write', async () => {
    const { confirm } = await unconfirmed(w);
    app.roundTrips.reset();
    await confirm();
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
  });

  it('confirms a device once', async () => {
    const { confirm } = await unconfirmed(w);
    const { answers, errors } = await atOnce(5, () => confirm());
    expect(answers).toHaveLength(1);
    for (const error of errors) expect(error).toMatchObject(EXISTS);
    await expect(confirm()).rejects.toMatchObject(EXISTS);
  });

  it('confirms only the device of the sign-in that the token is from', async () => {
    const [one, other] = [await unconfirmed(w), await unconfirmed(w)];
    const later = (await begin(w, one.username)).AuthenticationResult;
    await expect(one.confirm({ DeviceKey: UNKNOWN_DEVICE })).rejects.toMatchObject(DEVICE_UNKNOWN);
    await expect(one.confirm({ DeviceKey: other.key })).rejects.toMatchObject(DEVICE_UNKNOWN);
    await expect(one.confirm({ AccessToken: later.AccessToken })).rejects.toMatchObject(DEVICE_UNKNOWN);
    await other.confirm();
    await expect(one.confirm({ DeviceKey: other.key })).rejects.toMatchObject(DEVICE_UNKNOWN);
    await one.confirm();
  });

  it('never confirms a forgotten device again, not even at the same moment', async () => {
    const device = await confirmed(w);
    const again = () => app.call('ConfirmDevice', device.confirmation);
    await device.byToken('ForgetDevice');
    await expect(again()).rejects.toMatchObject(DEVICE_UNKNOWN);
    const hour = 3_600_000;
    app.advance(hour - 1);
    await expect(again()).rejects.toMatchObject(DEVICE_UNKNOWN);
    // The record stays longer than an access token can live.
    expect((await device.stored())!.forgottenUntil).toBeGreaterThan(app.deps.clock.now() + 23 * hour);

    const other = await unconfirmed(w);
    beforeNextCommit(app, async () => {
      await other.confirm();
      await app.call('ForgetDevice', { AccessToken: other.tokens.AccessToken, DeviceKey: other.key });
    });
    await expect(other.confirm()).rejects.toMatchObject(EXISTS);
    await expect(
      app.call('GetDevice', { AccessToken: other.tokens.AccessToken, DeviceKey: other.key }),
    ).rejects.toMatchObject(DEVICE_UNKNOWN);
  });

  it('knows no device where they are not tracked, or no longer', async () => {
    const elsewhere = await service.pool();
    const { AuthenticationResult } = await begin(elsewhere, (await elsewhere.someone()).username);
    const { AccessToken } = AuthenticationResult;
    const config = deviceSecret('-group', UNKNOWN_DEVICE, DEVICE_PASSWORD);
    const input = { AccessToken, DeviceKey: UNKNOWN_DEVICE, DeviceSecretVerifierConfig: config };
    await expect(app.call('ConfirmDevice', input)).rejects.toMatchObject(DEVICE_UNKNOWN);
    const before = await service.pool(TRACKING);
    const { confirm } = await unconfirmed(before);
    await before.changePool({ deviceConfiguration: undefined });
    app.deps.configuration.forget(before.pool.id);
    await expect(confirm()).rejects.toMatchObject(DEVICE_UNKNOWN);
  });

  it('refuses a salt or a verifier that is none', async () => {
    const { confirmation, confirm } = await unconfirmed(w);
    const { Salt, PasswordVerifier } = confirmation.DeviceSecretVerifierConfig;
    const base64 = (bytes: Buffer | string) => Buffer.from(bytes as string, 'hex').toString('base64');
    const ones = 'ff'.repeat(384);
    const salts = [undefined, '', '*', 'AAAAA', 'AA=A', base64('01'.repeat(65)), 'A'.repeat(100_000)];
    for (const value of salts) {
      const config = { DeviceSecretVerifierConfig: { Salt: value, PasswordVerifier } };
      await expect(confirm(config)).rejects.toMatchObject(invalid('Invalid DeviceSecretVerifierConfig.Salt.'));
    }
    const verifiers = [undefined, '', 'no base64!', base64('00'), base64('01'), base64(ones), base64(`01${ones}`)];
    for (const value of [...verifiers, base64(`0000${'7f'.repeat(384)}`), 'A'.repeat(100_000)]) {
      const config = { DeviceSecretVerifierConfig: { Salt, PasswordVerifier: value } };
      await expect(confirm(config)).rejects.toMatchObject(
        invalid('Invalid DeviceSecretVerifierConfig.PasswordVerifier.'),
      );
    }
    await expect(confirm({ DeviceSecretVerifierConfig: undefined })).rejects.toMatchObject(
      invalid('Invalid DeviceSecretVerifierConfig.Salt.'),
    );
    await confirm();
  });
});

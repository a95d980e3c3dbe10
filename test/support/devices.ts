import { TOTP } from 'otpauth';
import type { Device } from '#core/devices/device.ts';
import type { SoftwareToken } from '#core/mfa/software-token.ts';
import { secretText } from '#core/mfa/totp.ts';
import type { Pool } from '#core/pools/pool.ts';
import type { Answer } from './app.ts';
import { commit } from './fixtures.ts';
import { deviceSecret, srpClient } from './srp-client.ts';
import { PASSWORD, type TestPool } from './world.ts';

export const DEVICE_UNKNOWN = { name: 'ResourceNotFoundException', message: 'Device does not exist.' };
export const DEVICE_PASSWORD = 'ZGV2aWNlLXBhc3N3b3JkLWV4YW1wbGU=';
/** The key of a device that nobody has. */
export const UNKNOWN_DEVICE = 'us-east-1_0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';

/** A remembered device proves itself in place of MFA; each is remembered as soon as it is confirmed. */
export const ALWAYS: Partial<Pool> = { deviceConfiguration: { challengeRequiredOnNewDevice: true } };
export const OPT_IN: Partial<Pool> = {
  deviceConfiguration: { challengeRequiredOnNewDevice: true, deviceOnlyRememberedOnUserPrompt: true },
};
/** Neither member is true, which is tracking as well: devices prove themselves after MFA. */
export const TRACKING: Partial<Pool> = {
  deviceConfiguration: { challengeRequiredOnNewDevice: false, deviceOnlyRememberedOnUserPrompt: false },
};
export const OPTIONAL_TOTP: Partial<Pool> = {
  mfaConfiguration: 'OPTIONAL',
  softwareTokenMfaConfiguration: { enabled: true },
};

const SECRET = secretText(Buffer.from('12345678901234567890'));

/** Gives a user a software token that is asked for at every sign-in. */
export async function addSoftwareToken(w: TestPool, username: string): Promise<void> {
  const { poolId, sub } = (await w.stored(username))!;
  const token: Omit<SoftwareToken, 'version'> = { poolId, sub, secret: SECRET };
  await commit(w.app, { op: 'create', kind: 'softwareToken', value: token });
  await w.force(username, { mfa: { enabled: ['SOFTWARE_TOKEN_MFA'], softwareToken: {} } });
}

/** The code that the user's authenticator app shows. Every step of 30 seconds has another. */
export const totpCode = ({ app }: TestPool) =>
  new TOTP({ secret: SECRET }).generate({ timestamp: app.deps.clock.now() });

/** The first answer of a sign-in from a device, or from none. */
export const begin = (w: TestPool, USERNAME: string, DEVICE_KEY?: string, password = PASSWORD): Promise<Answer> =>
  w.initiate('USER_PASSWORD_AUTH', { USERNAME, PASSWORD: password, DEVICE_KEY });

/** A user who has signed in from a new device, and the request that confirms it. */
export async function unconfirmed(w: TestPool, given?: string) {
  const { username } = given ? { username: given } : await w.someone();
  const { AuthenticationResult: tokens } = await begin(w, username);
  const { DeviceKey: key, DeviceGroupKey: groupKey } = tokens.NewDeviceMetadata;
  const confirmation = {
    AccessToken: tokens.AccessToken as string,
    DeviceKey: key as string,
    DeviceName: 'Telephone',
    DeviceSecretVerifierConfig: deviceSecret(groupKey, key, DEVICE_PASSWORD),
  };
  const confirm = (more: object = {}): Promise<Answer> => w.app.call('ConfirmDevice', { ...confirmation, ...more });
  return { username, tokens, key: key as string, groupKey: groupKey as string, confirmation, confirm };
}

/** A user who has signed in from a new device and has confirmed it. */
export async function confirmed(w: TestPool, given?: string) {
  const { username, tokens, key, groupKey, confirmation, confirm } = await unconfirmed(w, given);
  const answer = await confirm();
  const { poolId, sub } = (await w.stored(username))!;
  return {
    username,
    tokens,
    key,
    groupKey,
    /** The members by which operations of administrators name the device. */
    ids: { UserPoolId: w.pool.id, Username: username, DeviceKey: key },
    confirmation,
    answer,
    stored: async (): Promise<Device | undefined> =>
      (await w.app.deps.records.read({ device: { kind: 'device', id: { poolId, sub, key } } })).device,
    asAdmin: (operation: string, more: object = {}) =>
      w.call(operation, { Username: username, DeviceKey: key, ...more }),
    byToken: (operation: string, more: object = {}): Promise<Answer> =>
      w.app.call(operation, { AccessToken: tokens.AccessToken, DeviceKey: key, ...more }),
    begin: () => begin(w, username, key),
  };
}

export type Confirmed = Awaited<ReturnType<typeof confirmed>>;

/** Answers DEVICE_SRP_AUTH, and gives what proves the device. */
export async function exchange(w: TestPool, device: Confirmed, Session: string, password = DEVICE_PASSWORD) {
  const who = { USERNAME: device.username, DEVICE_KEY: device.key };
  const srp = srpClient();
  const challenge = await w.respond('DEVICE_SRP_AUTH', { ...who, SRP_A: srp.srpA }, Session);
  const proof = srp.prove(device.groupKey, device.key, password, challenge.ChallengeParameters);
  return { challenge, responses: { ...who, ...proof } };
}

/** The last answer of a sign-in from a device that has reached DEVICE_SRP_AUTH. */
export async function prove(w: TestPool, device: Confirmed, Session: string, password?: string): Promise<Answer> {
  const { challenge, responses } = await exchange(w, device, Session, password);
  return w.respond('DEVICE_PASSWORD_VERIFIER', responses, challenge.Session);
}

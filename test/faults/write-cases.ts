import { expect } from 'vitest';
import { codeOf } from '#test/authenticator-app.ts';
import { ALWAYS, begin, type Confirmed, confirmed, DEVICE_UNKNOWN, exchange, unconfirmed } from '#test/devices.ts';
import { srpClient } from '#test/srp-client.ts';
import { anotherClient, newName, OTHER_PASSWORD, PASSWORD, poolOn } from '#test/world.ts';
import { CONFIGURATION, type WriteCase } from './configuration-cases.ts';
import { FACTORS } from './factor-cases.ts';
import { LOOK } from './look-cases.ts';
import { PASSKEYS } from './passkey-cases.ts';
import { SESSIONS } from './session-cases.ts';
import { newPasswordAsked, type World } from './world.ts';

const admin = ({ pool }: World, username: string) => ({ UserPoolId: pool.id, Username: username });
const stored = (world: World, username: string) => world.app.call('AdminGetUser', admin(world, username));
const is = (world: World, username: string, members: object) => async () =>
  expect(await stored(world, username)).toMatchObject(members);
const gone = (world: World, username: string) => () =>
  expect(stored(world, username)).rejects.toMatchObject({ name: 'UserNotFoundException' });
const signsIn = (world: World, username: string, password: string) => async () =>
  expect((await world.tokens(username, password)).AccessToken).toBeTruthy();
const attribute = (Name: string, Value: string) => [{ Name, Value }];
const has = (world: World, username: string, Name: string, Value: string) => async () =>
  expect((await stored(world, username)).UserAttributes).toContainEqual({ Name, Value });

/** A request about somebody who may sign in. */
const about =
  (
    change: (world: World, username: string) => { more?: object; holds?: () => Promise<unknown> },
  ): WriteCase['arrange'] =>
  async (world) => {
    const { username } = await world.someone();
    const { more = {}, holds } = change(world, username);
    return { input: { ...admin(world, username), ...more }, ...(holds && { holds }) };
  };

/** A request by somebody who has signed in. */
const by =
  (
    change: (world: World, username: string) => { more?: object; holds?: () => Promise<unknown> },
  ): WriteCase['arrange'] =>
  async (world) => {
    const { username } = await world.someone();
    const { AccessToken } = await world.tokens(username);
    const { more = {}, holds } = change(world, username);
    return { input: { AccessToken, ...more }, ...(holds && { holds }) };
  };

const SMS = { DeliveryMedium: 'SMS', AttributeName: 'phone_number' };
const PREFERRED = { Enabled: true, PreferredMfa: true };

/** Somebody who has signed in and registered an authenticator app, and is not asked for its codes yet. */
async function withSoftwareToken(world: World) {
  const { username } = await world.someone();
  const { AccessToken } = await world.tokens(username);
  const { SecretCode } = await world.app.call('AssociateSoftwareToken', { AccessToken });
  await world.app.call('VerifySoftwareToken', { AccessToken, UserCode: codeOf(world.app, SecretCode) });
  return { username, AccessToken, secret: SecretCode as string };
}

/** Somebody who must set up a factor, in a pool of their own, which requires one; their Session, and the steps. */
async function setupAsked({ app }: World) {
  const test = await poolOn(app, { mfaConfiguration: 'ON', softwareTokenMfaConfiguration: { enabled: true } });
  const { username } = await test.someone();
  const { Session } = await test.signIn(username);
  const associate = () => app.call('AssociateSoftwareToken', { Session });
  const verify = async () => {
    const pending = await associate();
    const UserCode = codeOf(app, pending.SecretCode);
    return app.call('VerifySoftwareToken', { Session: pending.Session, UserCode });
  };
  return { test, username, Session, associate, verify };
}

const SIGN_UP: readonly WriteCase[] = [
  {
    operation: 'SignUp',
    twice: ['UsernameExistsException'],
    async arrange(world) {
      const { username: Username, email } = newName();
      const UserAttributes = attribute('email', email);
      const input = { ClientId: world.client.id, Username, Password: PASSWORD, UserAttributes };
      return { input, holds: is(world, Username, { UserStatus: 'UNCONFIRMED' }) };
    },
  },
  {
    operation: 'ConfirmSignUp',
    twice: ['NotAuthorizedException', 'ExpiredCodeException'],
    async arrange(world) {
      const { username: Username, email } = await world.signedUp();
      const input = { ClientId: world.client.id, Username, ConfirmationCode: world.codeFor(email) };
      return { input, holds: signsIn(world, email, PASSWORD) };
    },
  },
  {
    operation: 'ResendConfirmationCode',
    async arrange(world) {
      const { username: Username, email } = await world.signedUp();
      const ClientId = world.client.id;
      const holds = () =>
        world.app.call('ConfirmSignUp', { ClientId, Username, ConfirmationCode: world.codeFor(email) });
      return { input: { ClientId, Username }, holds };
    },
  },
  {
    operation: 'ForgotPassword',
    async arrange(world) {
      const { username: Username, email } = await world.someone();
      const ClientId = world.client.id;
      const holds = () => {
        const ConfirmationCode = world.codeFor(email);
        return world.app.call('ConfirmForgotPassword', {
          ClientId,
          Username,
          ConfirmationCode,
          Password: OTHER_PASSWORD,
        });
      };
      return { input: { ClientId, Username }, holds };
    },
  },
  {
    operation: 'ConfirmForgotPassword',
    twice: ['ExpiredCodeException'],
    async arrange(world) {
      const { username: Username, code: ConfirmationCode } = await world.forgetful();
      const input = { ClientId: world.client.id, Username, ConfirmationCode, Password: OTHER_PASSWORD };
      return { input, holds: signsIn(world, Username, OTHER_PASSWORD) };
    },
  },
];

const USERS: readonly WriteCase[] = [
  {
    operation: 'AdminCreateUser',
    twice: ['UsernameExistsException'],
    async arrange(world) {
      const { username, email } = newName();
      const UserAttributes = [...attribute('email', email), ...attribute('email_verified', 'true')];
      const input = { ...admin(world, username), UserAttributes, TemporaryPassword: PASSWORD };
      return { input, holds: is(world, email, { UserStatus: 'FORCE_CHANGE_PASSWORD' }) };
    },
  },
  {
    operation: 'AdminConfirmSignUp',
    twice: ['NotAuthorizedException'],
    async arrange(world) {
      const { username } = await world.signedUp();
      return { input: admin(world, username), holds: is(world, username, { UserStatus: 'CONFIRMED' }) };
    },
  },
  {
    operation: 'AdminSetUserPassword',
    arrange: about((world, username) => ({
      more: { Password: OTHER_PASSWORD, Permanent: true },
      holds: signsIn(world, username, OTHER_PASSWORD),
    })),
  },
  {
    operation: 'AdminResetUserPassword',
    arrange: about((world, username) => ({ holds: is(world, username, { UserStatus: 'RESET_REQUIRED' }) })),
  },
  {
    operation: 'AdminUpdateUserAttributes',
    arrange: about((world, username) => ({
      more: { UserAttributes: [...attribute('email', `new-${username}@example.com`), ...attribute('name', 'New')] },
      holds: has(world, username, 'name', 'New'),
    })),
  },
  {
    operation: 'AdminDeleteUserAttributes',
    arrange: about((world, username) => ({
      more: { UserAttributeNames: ['email'] },
      holds: async () => expect(JSON.stringify(await stored(world, username))).not.toContain('@example.com'),
    })),
  },
  {
    operation: 'AdminDisableUser',
    arrange: about((world, username) => ({ holds: is(world, username, { Enabled: false }) })),
  },
  {
    operation: 'AdminEnableUser',
    async arrange(world) {
      const { username } = await world.someone({ enabled: false });
      return { input: admin(world, username), holds: signsIn(world, username, PASSWORD) };
    },
  },
  {
    operation: 'AdminSetUserSettings',
    async arrange(world) {
      const { username } = await world.someone({ attributes: { phone_number: '+15551239878' } });
      const input = { ...admin(world, username), MFAOptions: [SMS] };
      return { input, holds: is(world, username, { UserMFASettingList: ['SMS_MFA'] }) };
    },
  },
  {
    operation: 'AdminSetUserMFAPreference',
    async arrange(world) {
      const { username } = await withSoftwareToken(world);
      const input = { ...admin(world, username), SoftwareTokenMfaSettings: PREFERRED };
      return { input, holds: is(world, username, { PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' }) };
    },
  },
  {
    operation: 'AdminDeleteSoftwareToken',
    twice: ['ResourceNotFoundException'],
    async arrange(world) {
      const { username } = await withSoftwareToken(world);
      return { input: admin(world, username), holds: signsIn(world, username, PASSWORD) };
    },
  },
  { operation: 'AdminUserGlobalSignOut', arrange: about(() => ({})) },
  {
    operation: 'AdminDeleteUser',
    twice: ['UserNotFoundException'],
    arrange: about((world, username) => ({ holds: gone(world, username) })),
  },
];

const ACCOUNT: readonly WriteCase[] = [
  {
    operation: 'UpdateUserAttributes',
    arrange: by((world, username) => ({
      more: { UserAttributes: [...attribute('email', `new-${username}@example.com`), ...attribute('name', 'New')] },
      holds: has(world, username, 'name', 'New'),
    })),
  },
  {
    operation: 'DeleteUserAttributes',
    arrange: by((world, username) => ({
      more: { UserAttributeNames: ['email'] },
      holds: async () => expect(JSON.stringify(await stored(world, username))).not.toContain('@example.com'),
    })),
  },
  {
    operation: 'GetUserAttributeVerificationCode',
    arrange: by(() => ({ more: { AttributeName: 'email' } })),
  },
  {
    operation: 'VerifyUserAttribute',
    twice: ['ExpiredCodeException'],
    async arrange(world) {
      const { username } = await world.someone();
      const { AccessToken } = await world.tokens(username);
      const email = `new-${username}@example.com`;
      await world.app.call('UpdateUserAttributes', { AccessToken, UserAttributes: attribute('email', email) });
      const input = { AccessToken, AttributeName: 'email', Code: world.codeFor(email) };
      return { input, holds: signsIn(world, email, PASSWORD) };
    },
  },
  {
    operation: 'ChangePassword',
    twice: ['NotAuthorizedException'],
    arrange: by((world, username) => ({
      more: { PreviousPassword: PASSWORD, ProposedPassword: OTHER_PASSWORD },
      holds: signsIn(world, username, OTHER_PASSWORD),
    })),
  },
  {
    operation: 'SetUserSettings',
    async arrange(world) {
      const { username } = await world.someone({ attributes: { phone_number: '+15551239878' } });
      const { AccessToken } = await world.tokens(username);
      const holds = is(world, username, { UserMFASettingList: ['SMS_MFA'] });
      return { input: { AccessToken, MFAOptions: [SMS] }, holds };
    },
  },
  { operation: 'AssociateSoftwareToken', arrange: by(() => ({})) },
  {
    operation: 'VerifySoftwareToken',
    twice: ['InvalidParameterException'],
    async arrange(world) {
      const { username } = await world.someone();
      const { AccessToken } = await world.tokens(username);
      const { SecretCode } = await world.app.call('AssociateSoftwareToken', { AccessToken });
      const SoftwareTokenMfaSettings = PREFERRED;
      const holds = () => world.app.call('SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings });
      return { input: { AccessToken, UserCode: codeOf(world.app, SecretCode) }, holds };
    },
  },
  {
    operation: 'SetUserMFAPreference',
    async arrange(world) {
      const { username, AccessToken } = await withSoftwareToken(world);
      const holds = is(world, username, { PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' });
      return { input: { AccessToken, SoftwareTokenMfaSettings: PREFERRED }, holds };
    },
  },
  { operation: 'GlobalSignOut', twice: ['NotAuthorizedException'], arrange: by(() => ({})) },
  {
    operation: 'DeleteUser',
    twice: ['UserNotFoundException'],
    arrange: by((world, username) => ({ holds: gone(world, username) })),
  },
];

/** Whether the device still signs in as a remembered one does. */
const isAsked = (device: Confirmed) => async () => expect((await device.begin()).ChallengeName).toBe('DEVICE_SRP_AUTH');
const isUnknown = (device: Confirmed) => () => expect(device.begin()).rejects.toMatchObject(DEVICE_UNKNOWN);
const newDevice = async ({ app }: World) => confirmed(await poolOn(app, ALWAYS));
const remembered = { DeviceRememberedStatus: 'remembered' };

const DEVICES: readonly WriteCase[] = [
  {
    operation: 'ConfirmDevice',
    twice: ['DeviceKeyExistsException'],
    async arrange({ app }) {
      const w = await poolOn(app, ALWAYS);
      const { username, key, confirmation } = await unconfirmed(w);
      const holds = async () => expect((await begin(w, username, key)).ChallengeName).toBe('DEVICE_SRP_AUTH');
      return { input: confirmation, holds };
    },
  },
  {
    operation: 'UpdateDeviceStatus',
    async arrange(world) {
      const device = await newDevice(world);
      const input = { AccessToken: device.tokens.AccessToken, DeviceKey: device.key, ...remembered };
      return { input, holds: isAsked(device) };
    },
  },
  {
    operation: 'AdminUpdateDeviceStatus',
    async arrange(world) {
      const device = await newDevice(world);
      return { input: { ...device.ids, ...remembered }, holds: isAsked(device) };
    },
  },
  {
    operation: 'ForgetDevice',
    async arrange(world) {
      const device = await newDevice(world);
      const input = { AccessToken: device.tokens.AccessToken, DeviceKey: device.key };
      return { input, holds: isUnknown(device) };
    },
  },
  {
    operation: 'AdminForgetDevice',
    async arrange(world) {
      const device = await newDevice(world);
      return { input: device.ids, holds: isUnknown(device) };
    },
  },
  {
    operation: 'RespondToAuthChallenge',
    what: 'DEVICE_PASSWORD_VERIFIER',
    twice: ['NotAuthorizedException'],
    async arrange({ app }) {
      const w = await poolOn(app, ALWAYS);
      const device = await confirmed(w);
      const { responses } = await exchange(w, device, (await device.begin()).Session);
      const challenge = { ChallengeName: 'DEVICE_PASSWORD_VERIFIER', ChallengeResponses: responses };
      return { input: { ClientId: w.client.id, ...challenge }, holds: isAsked(device) };
    },
  },
];

const SIGN_IN: readonly WriteCase[] = [
  {
    operation: 'InitiateAuth',
    async arrange(world) {
      const { username: USERNAME } = await world.someone();
      const AuthParameters = { USERNAME, PASSWORD };
      return { input: { ClientId: world.client.id, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters } };
    },
  },
  {
    operation: 'AdminInitiateAuth',
    what: 'NEW_PASSWORD_REQUIRED follows',
    async arrange(world) {
      const { username: USERNAME } = await world.someone({ status: 'FORCE_CHANGE_PASSWORD' });
      const ids = { UserPoolId: world.pool.id, ClientId: world.client.id };
      return { input: { ...ids, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD } } };
    },
  },
  {
    operation: 'RespondToAuthChallenge',
    what: 'PASSWORD_VERIFIER',
    twice: ['NotAuthorizedException'],
    async arrange(world) {
      return { input: await world.srpStarted((await world.someone()).username) };
    },
  },
  {
    operation: 'RespondToAuthChallenge',
    what: 'SELECT_CHALLENGE',
    twice: ['NotAuthorizedException'],
    async arrange(world) {
      const { username: USERNAME } = await world.someone();
      const choosing = await anotherClient(world, { explicitAuthFlows: ['ALLOW_USER_AUTH'] });
      const { Session } = await choosing.initiate('USER_AUTH', { USERNAME });
      const ChallengeResponses = { USERNAME, ANSWER: 'PASSWORD_SRP', SRP_A: srpClient().srpA };
      return {
        input: { ClientId: choosing.client.id, ChallengeName: 'SELECT_CHALLENGE', ChallengeResponses, Session },
      };
    },
  },
  {
    operation: 'RespondToAuthChallenge',
    what: 'SOFTWARE_TOKEN_MFA',
    twice: ['NotAuthorizedException', 'ExpiredCodeException'],
    async arrange(world) {
      const { username: USERNAME, AccessToken, secret } = await withSoftwareToken(world);
      await world.app.call('SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings: PREFERRED });
      const { Session, ChallengeName } = await world.signIn(USERNAME);
      // The code of this step has registered the app.
      const SOFTWARE_TOKEN_MFA_CODE = codeOf(world.app, secret, 1);
      const ChallengeResponses = { USERNAME, SOFTWARE_TOKEN_MFA_CODE };
      return { input: { ClientId: world.client.id, ChallengeName, Session, ChallengeResponses } };
    },
  },
  {
    operation: 'AssociateSoftwareToken',
    what: 'while signing in',
    twice: ['NotAuthorizedException'],
    async arrange(world) {
      return { input: { Session: (await setupAsked(world)).Session } };
    },
  },
  {
    operation: 'VerifySoftwareToken',
    what: 'while signing in',
    twice: ['NotAuthorizedException'],
    async arrange(world) {
      const { associate, test, username } = await setupAsked(world);
      const { SecretCode, Session } = await associate();
      const holds = async () => expect((await test.signIn(username)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
      return { input: { Session, UserCode: codeOf(world.app, SecretCode) }, holds };
    },
  },
  {
    operation: 'RespondToAuthChallenge',
    what: 'MFA_SETUP',
    twice: ['NotAuthorizedException'],
    async arrange(world) {
      const { test, username, verify } = await setupAsked(world);
      const { Session } = await verify();
      const ChallengeResponses = { USERNAME: username };
      return { input: { ClientId: test.client.id, ChallengeName: 'MFA_SETUP', Session, ChallengeResponses } };
    },
  },
  {
    operation: 'AdminRespondToAuthChallenge',
    what: 'NEW_PASSWORD_REQUIRED',
    twice: ['NotAuthorizedException'],
    async arrange(world) {
      const { username, answer } = await newPasswordAsked(world);
      const input = { ...answer(OTHER_PASSWORD), UserPoolId: world.pool.id };
      return { input, holds: signsIn(world, username, OTHER_PASSWORD) };
    },
  },
  {
    operation: 'GetTokensFromRefreshToken',
    what: 'rotating, within the grace period',
    async arrange(world) {
      const { username } = await world.someone();
      const { RefreshToken } = await world.rotating.tokens(username);
      return { input: { RefreshToken, ClientId: world.rotating.client.id } };
    },
  },
  {
    operation: 'RevokeToken',
    async arrange(world) {
      const { username } = await world.someone();
      const { RefreshToken: Token, AccessToken } = await world.tokens(username);
      const holds = () => expect(world.app.call('GetUser', { AccessToken })).rejects.toThrow('revoked');
      return { input: { Token, ClientId: world.client.id }, holds };
    },
  },
];

/** Requests about people, and by those who have signed in. */
export const PEOPLE: readonly WriteCase[] = [...SIGN_UP, ...USERS, ...ACCOUNT, ...DEVICES, ...SESSIONS];

/** Requests with which people sign in. */
export const SIGN_INS: readonly WriteCase[] = [...SIGN_IN, ...FACTORS, ...PASSKEYS];

/** At least one request of every operation that writes. */
export const WRITE_CASES: readonly WriteCase[] = [...PEOPLE, ...SIGN_INS, ...CONFIGURATION, ...LOOK];

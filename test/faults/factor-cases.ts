import { expect } from 'vitest';
import { codeOf, STEP } from '#test/authenticator-app.ts';
import { ALWAYS, confirmed } from '#test/devices.ts';
import { srpClient } from '#test/srp-client.ts';
import { newName, PASSWORD, poolOn, type TestPool } from '#test/world.ts';
import { EVERY_FACTOR, newcomer } from '../operations/mfa/setup.ts';
import { CHOICE, CODES } from '../operations/sign-in/choice.ts';
import { BOTH_MFA, EMAIL_MFA, newPhone, withFactors } from '../operations/sign-in/mfa.ts';
import type { WriteCase } from './configuration-cases.ts';
import type { World } from './world.ts';

const answerTo = (test: TestPool, ChallengeName: string, ChallengeResponses: object, Session: string) => ({
  ClientId: test.client.id,
  ChallengeName,
  ChallengeResponses,
  Session,
});

/** Somebody who has given the password and is asked for a code, or which one it shall be. */
async function asked({ app }: World, factors: Parameters<typeof withFactors>[1]) {
  const test = await poolOn(app, { ...BOTH_MFA, mfaConfiguration: 'OPTIONAL' });
  const person = await withFactors(test, factors);
  const begin = async (): Promise<string> => (await test.signIn(person.username)).Session;
  return { test, ...person, begin, Session: await begin() };
}

/** Whether a further code still signs the user in, and has verified the contact. */
const codeIsGood =
  (test: TestPool, USERNAME: string, [name, to]: readonly [string, string], begin: () => Promise<string>) =>
  async () => {
    const Session = await begin();
    const { AuthenticationResult } = await test.respond(
      name,
      { USERNAME, [`${name}_CODE`]: test.codeFor(to) },
      Session,
    );
    expect(AuthenticationResult.AccessToken).toBeTruthy();
    const flag = to.includes('@') ? 'email_verified' : 'phone_number_verified';
    expect(await test.stored(USERNAME)).toMatchObject({ status: 'CONFIRMED', attributes: { [flag]: 'true' } });
  };

/** An answer with a code that follows the password. */
const furtherCode = (name: 'SMS_MFA' | 'EMAIL_OTP'): WriteCase => ({
  operation: 'RespondToAuthChallenge',
  what: name,
  twice: ['NotAuthorizedException'],
  async arrange(world) {
    const { test, username: USERNAME, email, phone, begin, Session } = await asked(world, [name]);
    const to = name === 'SMS_MFA' ? phone : email;
    const responses = { USERNAME, [`${name}_CODE`]: test.codeFor(to) };
    return {
      input: answerTo(test, name, responses, Session),
      holds: codeIsGood(test, USERNAME, [name, to], begin),
    };
  },
});

/** An answer with a code that begins the sign-in, and confirms the user. */
const firstCode = (name: 'SMS_OTP' | 'EMAIL_OTP'): WriteCase => ({
  operation: 'RespondToAuthChallenge',
  what: `${name} of a user who is not confirmed`,
  twice: ['NotAuthorizedException'],
  async arrange({ app }) {
    const test = await poolOn(app, CODES, CHOICE);
    const { username: USERNAME, email } = newName();
    const phone = newPhone();
    const attributes = { email, email_verified: 'false', phone_number: phone, phone_number_verified: 'false' };
    await test.add(USERNAME, { status: 'UNCONFIRMED', attributes });
    const to = name === 'SMS_OTP' ? phone : email;
    const begin = async (): Promise<string> =>
      (await test.initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: name })).Session;
    const Session = await begin();
    const responses = { USERNAME, [`${name}_CODE`]: test.codeFor(to) };
    return {
      input: answerTo(test, name, responses, Session),
      holds: codeIsGood(test, USERNAME, [name, to], begin),
    };
  },
});

/** Somebody without any contact, who gives an address in MFA_SETUP. */
async function addressGiven({ app }: World) {
  const test = await poolOn(app, { ...EMAIL_MFA, mfaConfiguration: 'ON' });
  const { username: USERNAME, email } = newName();
  await test.add(USERNAME);
  const begin = async (): Promise<string> => (await test.signIn(USERNAME)).Session;
  const setUp = async () => answerTo(test, 'MFA_SETUP', { USERNAME, EMAIL: email }, await begin());
  return { test, USERNAME, email, setUp };
}

/** Requests of people who sign in with more than a password. */
export const FACTORS: readonly WriteCase[] = [
  furtherCode('SMS_MFA'),
  furtherCode('EMAIL_OTP'),
  firstCode('SMS_OTP'),
  firstCode('EMAIL_OTP'),
  {
    operation: 'RespondToAuthChallenge',
    what: 'SELECT_MFA_TYPE',
    twice: ['NotAuthorizedException'],
    async arrange(world) {
      const { test, username: USERNAME, phone, begin, Session } = await asked(world, ['SMS_MFA', 'EMAIL_OTP']);
      const select = (session: string) => answerTo(test, 'SELECT_MFA_TYPE', { USERNAME, ANSWER: 'SMS_MFA' }, session);
      const again = async (): Promise<string> =>
        (await test.app.call('RespondToAuthChallenge', select(await begin()))).Session;
      return { input: select(Session), holds: codeIsGood(test, USERNAME, ['SMS_MFA', phone], again) };
    },
  },
  {
    operation: 'RespondToAuthChallenge',
    what: 'MFA_SETUP with an address',
    twice: ['NotAuthorizedException'],
    async arrange(world) {
      const { test, USERNAME, setUp } = await addressGiven(world);
      const holds = async () => expect((await test.stored(USERNAME))?.attributes).toEqual({});
      return { input: await setUp(), holds };
    },
  },
  {
    operation: 'RespondToAuthChallenge',
    what: 'EMAIL_OTP to an address from MFA_SETUP',
    twice: ['NotAuthorizedException'],
    async arrange(world) {
      const { test, USERNAME, email, setUp } = await addressGiven(world);
      const { Session } = await test.app.call('RespondToAuthChallenge', await setUp());
      const responses = { USERNAME, EMAIL_OTP_CODE: test.codeFor(email) };
      // The address is the user's and verified, or unknown.
      const holds = async () => {
        const verified = { email, email_verified: 'true' };
        expect([{}, verified]).toContainEqual((await test.stored(USERNAME))?.attributes);
      };
      return { input: answerTo(test, 'EMAIL_OTP', responses, Session), holds };
    },
  },
  {
    operation: 'RespondToAuthChallenge',
    what: 'DEVICE_SRP_AUTH',
    twice: ['NotAuthorizedException'],
    async arrange({ app }) {
      const test = await poolOn(app, ALWAYS);
      const device = await confirmed(test);
      const responses = { USERNAME: device.username, DEVICE_KEY: device.key, SRP_A: srpClient().srpA };
      return { input: answerTo(test, 'DEVICE_SRP_AUTH', responses, (await device.begin()).Session) };
    },
  },
  {
    operation: 'InitiateAuth',
    what: 'with the Session of ConfirmSignUp',
    twice: ['NotAuthorizedException'],
    async arrange({ app }) {
      const test = await poolOn(app, { ...CODES, autoVerifiedAttributes: ['email'] }, CHOICE);
      const { username: USERNAME, code } = await test.signedUp();
      const { Session } = await test.confirmSignUp(USERNAME, code);
      return { input: { ClientId: test.client.id, AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME }, Session } };
    },
  },
  {
    operation: 'InitiateAuth',
    what: 'towards a higher level',
    async arrange({ app }) {
      const test = await poolOn(app, EVERY_FACTOR, CHOICE);
      const { username: USERNAME, AccessToken: ACCESS_TOKEN, associate, verify, answer } = await newcomer(test);
      const secret = await associate();
      await verify(codeOf(app, secret));
      const AuthParameters = { USERNAME, ACCESS_TOKEN, TARGET_ACR_VALUES: 'urn:cognito:loa:4' };
      const input = { ClientId: test.client.id, AuthFlow: 'USER_AUTH', AuthParameters };
      const holds = async () => {
        app.advance(STEP);
        const { Session } = await app.call('InitiateAuth', input);
        expect((await answer(Session, codeOf(app, secret))).AuthenticationResult.AccessToken).toBeTruthy();
        expect((await test.signIn(USERNAME, PASSWORD)).AuthenticationResult).toBeTruthy();
      };
      return { input, holds };
    },
  },
];

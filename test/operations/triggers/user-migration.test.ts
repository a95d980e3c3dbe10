import { describe, expect, it } from 'vitest';
import { FunctionError } from '#core/triggers/function-error.ts';
import type { Answer } from '#test/app.ts';
import { ALWAYS, UNKNOWN_DEVICE } from '#test/devices.ts';
import {
  ATTEMPTS_EXCEEDED,
  aliasTaken,
  INCORRECT,
  LIMIT_EXCEEDED,
  RESET_REQUIRED,
  USER_UNKNOWN,
  USER_UNKNOWN_TO_CLIENT,
} from '#test/errors.ts';
import { custom, schemaWith } from '#test/fixtures.ts';
import {
  atOnce,
  beforeNextCommit,
  HIDING,
  newName,
  OTHER_PASSWORD,
  outcome,
  PASSWORD,
  type TestPool,
  testPools,
  verified,
} from '#test/world.ts';
import { CHOICE, CODES } from '../sign-in/choice.ts';
import { newPhone, SMS_MFA } from '../sign-in/mfa.ts';
import { failuresOf } from './failures.ts';

const { app, ...service } = testPools({}, CHOICE);
const events = () => app.functions.events;
/** A password that no policy would allow, of the other directory. */
const OLD = 'old';
const WRONG = 'wrong';
const REFUSED = { name: 'UserLambdaValidationException', message: 'UserMigration failed with error Bad password.' };

type Handler = (event: Answer) => unknown;

/** What a function returns that knows the user. */
const knows =
  (response: object): Handler =>
  (event) => ({ ...event, response: { finalUserStatus: 'CONFIRMED', messageAction: 'SUPPRESS', ...response } });
/** A function that knows everybody, with OLD as password, and throws or says nothing for any other. */
const directory =
  (otherwise: 'throws' | 'is empty', response: object = { userAttributes: { name: 'Ada' } }): Handler =>
  (event) => {
    const { password = OLD } = event.request;
    if (password === OLD) return knows(response)(event);
    if (otherwise === 'is empty') return event;
    throw new Error('Bad password');
  };

async function migrating(handler?: Handler, settings: object = {}, client: object = {}): Promise<TestPool> {
  const userMigration = app.functions.set('user-migration', handler);
  events().length = 0;
  return service.pool({ ...settings, lambdaConfig: { userMigration } }, client);
}

const withPassword = (w: TestPool, USERNAME: string, given = OLD) =>
  w.initiate('USER_PASSWORD_AUTH', { USERNAME, PASSWORD: given });
const admin = (w: TestPool, USERNAME: string, given = OLD) => {
  const AuthParameters = { USERNAME, PASSWORD: given };
  return w.call('AdminInitiateAuth', { ClientId: w.client.id, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters });
};
const byChoice = (w: TestPool, USERNAME: string, given = OLD) =>
  w.initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: given });

const FLOWS = [
  ['USER_PASSWORD_AUTH', withPassword],
  ['ADMIN_USER_PASSWORD_AUTH', admin],
  ['USER_AUTH with PASSWORD', byChoice],
] as const;

describe('UserMigration at sign-in', () => {
  it.each(FLOWS)('creates a user with the password that %s was given, once', async (_, signIn) => {
    const w = await migrating(knows({ userAttributes: { name: 'Ada', ...verified('ada@example.com') } }));
    expect(await signIn(w, 'Ada')).toHaveProperty('AuthenticationResult.AccessToken');
    expect(events()).toEqual([
      {
        version: '1',
        region: 'us-east-1',
        userPoolId: w.pool.id,
        userName: 'Ada',
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: w.client.id },
        triggerSource: 'UserMigration_Authentication',
        request: { password: OLD, validationData: null, userAttributes: null },
        response: {
          userAttributes: null,
          finalUserStatus: null,
          messageAction: null,
          desiredDeliveryMediums: null,
          forceAliasCreation: null,
          enableSMSMFA: null,
        },
      },
    ]);
    expect(await w.stored('Ada')).toMatchObject({
      username: 'Ada',
      status: 'CONFIRMED',
      attributes: { name: 'Ada', ...verified('ada@example.com') },
    });
    await w.signInSrp('Ada', OLD);
    await expect(signIn(w, 'Ada', WRONG)).rejects.toMatchObject(INCORRECT);
    expect(await signIn(w, 'Ada')).toHaveProperty('AuthenticationResult');
    expect(events()).toHaveLength(1);
    expect(app.outbox.messages('ada@example.com')).toEqual([]);
    const { UserPool } = await w.call('DescribeUserPool');
    expect(UserPool.EstimatedNumberOfUsers).toBe(1);
  });

  it('is asked nothing where no password is sent, and of users who exist', async () => {
    const w = await migrating(directory('throws'), {}, HIDING);
    await w.srpStarted('ada');
    const { Session } = await w.initiate('USER_AUTH', { USERNAME: 'ada' });
    const responses = { USERNAME: 'ada', ANSWER: 'PASSWORD', PASSWORD: OLD };
    await expect(w.respond('SELECT_CHALLENGE', responses, Session)).rejects.toMatchObject(INCORRECT);
    const { username } = await w.someone();
    await expect(w.signIn(username, OLD)).rejects.toMatchObject(INCORRECT);
    await w.signIn(username);
    expect(events()).toEqual([]);
  });

  it('leaves a user who must choose a new password, unless the function confirms the user', async () => {
    for (const finalUserStatus of [undefined, null, 'RESET_REQUIRED', 'UNCONFIRMED', 'confirmed']) {
      const w = await migrating(knows({ userAttributes: verified('bea@example.com'), finalUserStatus }));
      await expect(w.signIn('bea', OLD)).rejects.toMatchObject(RESET_REQUIRED);
      expect(await w.stored('bea')).toMatchObject({ status: 'RESET_REQUIRED' });
      await expect(w.signIn('bea', WRONG)).rejects.toMatchObject(INCORRECT);
      await w.forgotPassword('bea');
      await w.confirmForgotPassword('bea', w.codeFor('bea@example.com'));
      expect(await w.tokens('bea', OTHER_PASSWORD)).toHaveProperty('AccessToken');
    }
  });

  it('makes custom attributes, and refuses what the schema refuses', async () => {
    const schema = schemaWith({ family_name: { required: true } }, custom('custom:team'));
    const w = await migrating(knows({ userAttributes: { 'custom:team': 'blue' } }), { schema });
    // A required attribute that the function leaves out is missing.
    await withPassword(w, 'ada');
    expect((await w.stored('ada'))?.attributes).toEqual({ 'custom:team': 'blue' });
    for (const userAttributes of [
      { team: 'blue' },
      { 'custom:other': 'x' },
      { email: 'nowhere' },
      { email_verified: 'true' },
      { sub: 'mine', name: 'x' },
      { 'cognito:user_status': 'CONFIRMED' },
      { name: 'x'.repeat(2049) },
    ]) {
      app.functions.set('user-migration', knows({ userAttributes }));
      await expect(withPassword(w, 'bea')).rejects.toMatchObject({ name: 'InvalidLambdaResponseException' });
    }
    expect(await w.stored('bea')).toBeUndefined();
  });

  it.each([
    ['attributes that are a list', { userAttributes: ['a'] }],
    ['an attribute that is a flag', { userAttributes: { email_verified: true } }],
    ['a status that is a number', { userAttributes: { name: 'x' }, finalUserStatus: 1 }],
    ['a medium that there is not', { userAttributes: { name: 'x' }, desiredDeliveryMediums: ['FAX'] }],
    ['a medium that is no list', { userAttributes: { name: 'x' }, desiredDeliveryMediums: 'SMS' }],
    ['a flag that is a text', { userAttributes: { name: 'x' }, forceAliasCreation: 'TRUE' }],
  ])('refuses %s', async (_, response) => {
    const w = await migrating(knows(response));
    const UNRECOGNIZABLE = { name: 'InvalidLambdaResponseException', message: 'Unrecognizable lambda output' };
    await expect(withPassword(w, 'ada')).rejects.toMatchObject(UNRECOGNIZABLE);
    expect(await w.stored('ada')).toBeUndefined();
  });

  it.each(failuresOf('UserMigration'))('creates nobody when its function %s', async (_, handler, error) => {
    const w = await migrating(handler, {}, HIDING);
    for (const [, signIn] of FLOWS) await expect(signIn(w, 'ada')).rejects.toMatchObject(error);
    expect(await w.stored('ada')).toBeUndefined();
  });

  it.each([
    ['the event as it is', (event: Answer) => event],
    ['no attributes', knows({ userAttributes: null })],
    ['empty attributes', knows({ userAttributes: {} })],
  ])('knows nobody when the function returns %s', async (_, handler) => {
    const legacy = await migrating(handler);
    for (const [, signIn] of FLOWS) await expect(signIn(legacy, 'ada')).rejects.toMatchObject(USER_UNKNOWN);
    const hiding = await migrating(handler, {}, HIDING);
    const { username } = await hiding.someone();
    for (const [, signIn] of FLOWS) {
      expect(await outcome(signIn(hiding, 'ada'))).toEqual(await outcome(signIn(hiding, username)));
    }
  });

  it('costs a name that it does not know as much as an unknown name in other pools', async () => {
    const trips = async (w: TestPool) => {
      await w.tokens((await w.someone()).username);
      app.roundTrips.reset();
      await expect(w.signIn('nobody', WRONG)).rejects.toMatchObject(INCORRECT);
      return [app.roundTrips.reads, app.roundTrips.writes];
    };
    expect(await trips(await migrating(undefined, {}, HIDING))).toEqual(await trips(await service.pool({}, HIDING)));
  });

  describe.each([
    ['LEGACY', {}],
    ['ENABLED', HIDING],
  ])('with existence errors %s', (_, client) => {
    it.each(FLOWS)('counts every guess with %s', async (_, signIn) => {
      for (const otherwise of ['throws', 'is empty'] as const) {
        const w = await migrating(directory(otherwise), CODES, client);
        // With codes as first factors, a made-up user may have no password.
        for (const name of ['ada', 'bea', 'cyd', 'dot', 'eve', 'fay']) {
          for (let n = 0; n < 5; n++) await signIn(w, name, WRONG).catch(() => {});
          const asked = events().length;
          for (const password of [OLD, WRONG]) {
            await expect(signIn(w, name, password)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
          }
          expect(events()).toHaveLength(asked);
          expect(await w.stored(name)).toBeUndefined();
        }
        app.advance(1_000);
        expect(await signIn(w, 'ada')).toHaveProperty('AuthenticationResult');
      }
    });
  });

  it('tells a refusal by the function, and whose it was', async () => {
    const w = await migrating(directory('throws'), {}, HIDING);
    for (const [, signIn] of FLOWS) await expect(signIn(w, 'ada', WRONG)).rejects.toMatchObject(REFUSED);
    expect(app.audit.at(-1)).toMatchObject({ outcome: 'wrong' });
  });

  it('does not count a function that gives no answer', async () => {
    const w = await migrating(() => {
      throw new FunctionError('timeout');
    });
    for (let n = 0; n < 6; n++) await w.signIn('ada', OLD).catch(() => {});
    app.functions.set('user-migration', directory('throws'));
    expect(await withPassword(w, 'ada')).toHaveProperty('AuthenticationResult');
  });

  it('counts guesses also where PreAuthentication refuses', async () => {
    const w = await migrating(directory('is empty'), {}, HIDING);
    const preAuthentication = app.functions.set('pre-authentication', () => {
      throw new Error('No');
    });
    const { userMigration } = w.pool.lambdaConfig;
    await w.changePool({ lambdaConfig: { userMigration, preAuthentication } });
    app.deps.configuration.forget(w.pool.id);
    for (let n = 0; n < 5; n++) {
      await expect(w.signIn('ada', WRONG)).rejects.toMatchObject({
        message: 'PreAuthentication failed with error No.',
      });
    }
    await expect(w.signIn('ada', OLD)).rejects.toMatchObject(ATTEMPTS_EXCEEDED);
  });

  it('answers at most five of 60 parallel guesses, and a right one among them does not get past the lock', async () => {
    const w = await migrating(directory('throws'));
    const right = 30;
    const { answers, errors } = await atOnce(60, (n) => w.signIn('ada', n === right ? OLD : WRONG));
    const told = errors.filter(({ message }) => message === REFUSED.message).length + answers.length;
    expect(told).toBeLessThanOrEqual(5);
    if (answers.length === 0) expect(await w.stored('ada')).toBeUndefined();
  });

  it('makes one user when several sign in at once, each with tokens', async () => {
    const w = await migrating(knows({ userAttributes: { name: 'Ada' } }));
    const { answers, errors } = await atOnce(8, () => w.signIn('ada', OLD));
    expect(errors).toEqual([]);
    const subs = answers.map(({ AuthenticationResult }: Answer) => {
      const [, claims] = AuthenticationResult.AccessToken.split('.');
      return JSON.parse(Buffer.from(claims, 'base64url').toString()).sub;
    });
    expect(new Set(subs)).toEqual(new Set([await w.ownerOf('ada')]));
    expect((await w.call('ListUsers')).Users).toHaveLength(1);
  });

  it('leaves a user as they are who signed up in the meantime', async () => {
    const w = await migrating(async (event) => {
      await w.signUp('ada', {});
      return knows({ userAttributes: { name: 'Other' } })(event);
    });
    await expect(w.signIn('ada', OLD)).rejects.toMatchObject(INCORRECT);
    expect(await w.stored('ada')).toMatchObject({ status: 'UNCONFIRMED', attributes: {} });
    expect(await w.hasPassword('ada', OLD)).toBe(false);
  });

  it('leaves a user as they are who is created at the last moment', async () => {
    const w = await migrating(directory('throws'));
    let added: unknown;
    // The first commit is that of the guess, and the second creates the user.
    beforeNextCommit(app, async () => {
      beforeNextCommit(app, async () => {
        added = (await w.add('ada')).sub;
      });
    });
    await expect(w.signIn('ada', OLD)).rejects.toMatchObject(INCORRECT);
    expect(await w.ownerOf('ada')).toBe(added);
    expect((await w.call('ListUsers')).Users).toHaveLength(1);
  });

  it('does not ask for a device that nobody has', async () => {
    const w = await migrating(directory('throws'), ALWAYS);
    const parameters = { USERNAME: 'ada', PASSWORD: OLD, DEVICE_KEY: UNKNOWN_DEVICE };
    const unknown = { name: 'ResourceNotFoundException' };
    await expect(w.initiate('USER_PASSWORD_AUTH', parameters)).rejects.toMatchObject(unknown);
    expect(events()).toEqual([]);
  });

  it('comes before PreAuthentication, which sees the user', async () => {
    const w = await migrating(directory('throws'));
    const preAuthentication = app.functions.set('pre-authentication');
    await w.changePool({ lambdaConfig: { userMigration: w.pool.lambdaConfig.userMigration, preAuthentication } });
    app.deps.configuration.forget(w.pool.id);
    await withPassword(w, 'ada');
    expect(events()).toMatchObject([
      { triggerSource: 'UserMigration_Authentication' },
      { triggerSource: 'PreAuthentication_Authentication', request: { userAttributes: { name: 'Ada' } } },
    ]);
  });
});

describe('the names of a migrated user', () => {
  const MISLED = {
    name: 'InvalidLambdaResponseException',
    message: 'UserMigration returned a user to whom the user name does not lead.',
  };

  it('are the one that was typed, which the function may repeat', async () => {
    const w = await migrating((event) => knows({ userAttributes: { username: event.userName } })(event));
    await withPassword(w, 'ada');
    expect(await w.stored('ada')).toMatchObject({ username: 'ada', attributes: {} });
    app.functions.set('user-migration', knows({ userAttributes: { username: 'other' } }));
    await expect(withPassword(w, 'bea')).rejects.toMatchObject(MISLED);
    expect(await w.stored('other')).toBeUndefined();
  });

  it('are an e-mail address, and a sub, where addresses are user names', async () => {
    const w = await migrating(knows({ userAttributes: { name: 'Ada' } }), { usernameAttributes: ['email'] });
    await withPassword(w, 'ada@example.com');
    const user = await w.stored('ada@example.com');
    expect(user).toMatchObject({ username: user?.sub, attributes: { name: 'Ada', email: 'ada@example.com' } });
    for (const userAttributes of [{ email: 'other@example.com' }, { username: 'other@example.com', name: 'x' }]) {
      app.functions.set('user-migration', knows({ userAttributes }));
      await expect(withPassword(w, 'bea@example.com')).rejects.toMatchObject({
        name: 'InvalidLambdaResponseException',
      });
    }
    app.functions.set('user-migration', knows({ userAttributes: { name: 'x' } }));
    await expect(withPassword(w, 'no-address')).rejects.toMatchObject({ name: 'InvalidLambdaResponseException' });
  });

  it('are a name that the function gives, where an alias was typed', async () => {
    const settings = { aliasAttributes: ['email', 'preferred_username'] };
    const w = await migrating(undefined, settings);
    const answer = (userAttributes: object) => app.functions.set('user-migration', knows({ userAttributes }));
    answer({ username: 'ada-1', ...verified('ada@example.com') });
    expect(await withPassword(w, 'ada@example.com')).toHaveProperty('AuthenticationResult');
    expect(await w.stored('ada@example.com')).toMatchObject({ username: 'ada-1' });
    answer({ username: 'bea-1', preferred_username: 'bea' });
    expect(await withPassword(w, 'bea')).toHaveProperty('AuthenticationResult');
    // The name does not lead to the user: the address is another one, is not verified, or there is no user name.
    answer({ username: 'cyd-1', ...verified('other@example.com') });
    await expect(withPassword(w, 'cyd@example.com')).rejects.toMatchObject(MISLED);
    answer({ username: 'cyd-1', email: 'cyd@example.com' });
    await expect(withPassword(w, 'cyd@example.com')).rejects.toMatchObject(MISLED);
    answer(verified('cyd@example.com'));
    await expect(withPassword(w, 'cyd@example.com')).rejects.toMatchObject({
      name: 'InvalidLambdaResponseException',
    });
    expect(await w.stored('cyd@example.com')).toBeUndefined();
  });

  it('take an alias from another user only by force', async () => {
    const w = await migrating(undefined, { aliasAttributes: ['email'] });
    const { username, email } = await w.someone();
    const userAttributes = verified(email);
    app.functions.set('user-migration', knows({ userAttributes }));
    await expect(withPassword(w, 'ada')).rejects.toMatchObject(aliasTaken('email'));
    expect(await w.stored('ada')).toBeUndefined();
    app.functions.set('user-migration', knows({ userAttributes, forceAliasCreation: true }));
    expect(await withPassword(w, 'ada')).toHaveProperty('AuthenticationResult');
    expect((await w.stored(email))?.username).toBe('ada');
    expect(await w.stored(username)).toMatchObject({ attributes: { email, email_verified: 'false' } });
  });

  it('are those of one user, when a function that forces makes a new user name each time', async () => {
    let count = 0;
    const w = await migrating(
      (event) => {
        const userAttributes = { username: `ada-${++count}`, ...verified('ada@example.com') };
        return knows({ userAttributes, forceAliasCreation: true })(event);
      },
      { aliasAttributes: ['email'] },
    );
    const { answers, errors } = await atOnce(8, () => w.signIn('ada@example.com', OLD));
    expect([answers.length, errors]).toEqual([8, []]);
    expect((await w.call('ListUsers')).Users).toHaveLength(1);
  });
});

describe('the messages and factors of a migrated user', () => {
  const invited = (to: string) => app.outbox.messages(to).map(({ body }) => body);

  it.each<[string, object, readonly string[]]>([
    ['by SMS where nothing is said', {}, ['SMS']],
    ['by e-mail', { desiredDeliveryMediums: ['EMAIL'] }, ['EMAIL']],
    ['by both', { desiredDeliveryMediums: ['EMAIL', 'SMS'] }, ['EMAIL', 'SMS']],
    ['by SMS where the list is empty', { desiredDeliveryMediums: [] }, ['SMS']],
    ['not at all', { messageAction: 'SUPPRESS', desiredDeliveryMediums: ['EMAIL'] }, []],
  ])('welcome the user %s, without a password', async (_, response, mediums) => {
    const { username, email } = newName();
    const phone = newPhone();
    const userAttributes = { email, phone_number: phone };
    const w = await migrating(knows({ messageAction: null, userAttributes, ...response }));
    await withPassword(w, username);
    const welcome = `Your username is ${username}. `;
    expect(invited(email)).toEqual(mediums.includes('EMAIL') ? [welcome] : []);
    expect(invited(phone)).toEqual(mediums.includes('SMS') ? [welcome] : []);
  });

  it('need no address, and the sign-in no message', async () => {
    const w = await migrating(knows({ messageAction: null, userAttributes: { name: 'Ada' } }));
    expect(await withPassword(w, 'ada')).toHaveProperty('AuthenticationResult');
    app.functions.set('user-migration', knows({ messageAction: null, userAttributes: { phone_number: newPhone() } }));
    app.failDelivery(true);
    const signedIn = await withPassword(w, 'bea').finally(() => app.failDelivery(false));
    expect(signedIn).toHaveProperty('AuthenticationResult');
  });

  it('are MFA by SMS where the function says so', async () => {
    const phone = newPhone();
    const userAttributes = { phone_number: phone };
    const pool = { ...SMS_MFA, mfaConfiguration: 'OPTIONAL' };
    const w = await migrating(knows({ userAttributes, enableSMSMFA: true }), pool);
    expect(await withPassword(w, 'ada')).toMatchObject({ ChallengeName: 'SMS_MFA' });
    expect(await w.stored('ada')).toMatchObject({ mfa: { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' } });
    const refused = { name: 'InvalidLambdaResponseException' };
    app.functions.set('user-migration', knows({ userAttributes: { name: 'Bea' }, enableSMSMFA: true }));
    await expect(withPassword(w, 'bea')).rejects.toMatchObject(refused);
    const off = await migrating(knows({ userAttributes, enableSMSMFA: true }));
    await expect(withPassword(off, 'bea')).rejects.toMatchObject(refused);
    expect(await off.stored('bea')).toBeUndefined();
  });
});

describe('UserMigration of a forgotten password', () => {
  it('creates the user without a password, to whom the code goes', async () => {
    const { username, email } = newName();
    const w = await migrating(knows({ userAttributes: verified(email), finalUserStatus: null }));
    const more = { ClientMetadata: { from: 'the app' } };
    await w.forgotPassword(username, more);
    expect(events()).toMatchObject([{ triggerSource: 'UserMigration_ForgotPassword', userName: username }]);
    expect(events()[0].request).toEqual({
      validationData: null,
      userAttributes: null,
      clientMetadata: { from: 'the app' },
    });
    const user = await w.stored(username);
    expect(user).toMatchObject({ status: 'RESET_REQUIRED', attributes: verified(email) });
    expect(user).not.toHaveProperty('sealedCredentials');
    await expect(w.signIn(username, '')).rejects.toThrow();
    await w.confirmForgotPassword(username, w.codeFor(email));
    expect(await w.tokens(username, OTHER_PASSWORD)).toHaveProperty('AccessToken');
    expect(events()).toHaveLength(1);
  });

  it('lets a user who is confirmed choose a password as well', async () => {
    const { username, email } = newName();
    const w = await migrating(knows({ userAttributes: verified(email) }));
    await w.forgotPassword(username);
    expect(await w.stored(username)).toMatchObject({ status: 'CONFIRMED' });
    await w.confirmForgotPassword(username, w.codeFor(email));
    expect(await w.tokens(username, OTHER_PASSWORD)).toHaveProperty('AccessToken');
  });

  it('is asked nothing of users who exist, at the cost of other pools', async () => {
    const trips = async (w: TestPool) => {
      const { username } = await w.someone();
      app.roundTrips.reset();
      await w.forgotPassword(username);
      return [app.roundTrips.reads, app.roundTrips.writes];
    };
    expect(await trips(await migrating(directory('throws')))).toEqual(await trips(await service.pool()));
    expect(events()).toEqual([]);
  });

  it('looks like an unknown user if the function knows nobody', async () => {
    const legacy = await migrating();
    await expect(legacy.forgotPassword('ada')).rejects.toMatchObject(USER_UNKNOWN_TO_CLIENT);
    const hiding = await migrating(undefined, {}, HIDING);
    expect(await hiding.forgotPassword('ada')).toHaveProperty('CodeDeliveryDetails');
    expect(await hiding.stored('ada')).toBeUndefined();
  });

  it('has the limit of the name, which is judged before the function is asked', async () => {
    for (const [handler, asked] of [
      [() => Promise.reject(new Error('No')), 5],
      [(event: Answer) => event, 5],
    ] as const) {
      const w = await migrating(handler as Handler, {}, HIDING);
      for (let n = 0; n < 5; n++) await w.forgotPassword('ada').catch(() => {});
      await expect(w.forgotPassword('ada')).rejects.toMatchObject(LIMIT_EXCEEDED);
      expect(events()).toHaveLength(asked);
    }
  });

  it.each(failuresOf('UserMigration'))('creates nobody when its function %s', async (_, handler, error) => {
    const w = await migrating(handler, {}, HIDING);
    await expect(w.forgotPassword('ada')).rejects.toMatchObject(error);
    expect(await w.stored('ada')).toBeUndefined();
  });

  it('makes one user when it is asked several times at once', async () => {
    const { username, email } = newName();
    const w = await migrating(knows({ userAttributes: verified(email) }));
    const { errors } = await atOnce(4, () => w.forgotPassword(username));
    expect(errors).toEqual([]);
    expect((await w.call('ListUsers')).Users).toHaveLength(1);
  });

  it('does not take the password of a user who has one', async () => {
    const w = await migrating(knows({ userAttributes: verified('x@example.com') }));
    const { username } = await w.someone();
    await w.forgotPassword(username);
    expect(await w.hasPassword(username, PASSWORD)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import type { Answer } from '#test/app.ts';
import { USERNAME_TAKEN_AT_SIGN_UP } from '#test/errors.ts';
import { atOnce, attribute, beforeNextCommit, newName, PASSWORD, testPools, verified } from '#test/world.ts';
import { CHOICE } from '../sign-in/choice.ts';
import { failuresOf, UNRECOGNIZABLE } from './failures.ts';

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });
const VERIFIES_EMAIL = { autoVerifyEmail: true };
const CONFIRMS = { autoConfirmUser: true };

let functions = 0;

/** A pool whose function decides in this way. */
const poolThat = (
  decides: object | ((event: Answer) => unknown),
  settings: Parameters<typeof service.pool>[0] = {},
  client: Parameters<typeof service.pool>[1] = {},
) => {
  const handler =
    typeof decides === 'function'
      ? (decides as (event: Answer) => unknown)
      : (event: Answer) => ({ ...event, response: { ...event.response, ...decides } });
  const preSignUp = app.functions.set(`pre-${functions++}`, handler);
  return service.pool({ ...settings, lambdaConfig: { preSignUp, ...settings.lambdaConfig } }, client);
};
const lastEvent = () => app.functions.events.at(-1);

describe('PreSignUp at SignUp', () => {
  it('sees what was submitted, and nothing that the service has added', async () => {
    const w = await poolThat({});
    const more = {
      ClientMetadata: { from: 'app' },
      ValidationData: [attribute('invited-by', 'grace'), { Name: 'empty' }],
    };
    const answer = await w.signUp('ada', { email: 'ada@example.com', name: 'Ada' }, more);
    expect(answer.UserConfirmed).toBe(false);
    expect(lastEvent()).toEqual({
      version: '1',
      region: 'us-east-1',
      userPoolId: w.pool.id,
      userName: 'ada',
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: w.client.id },
      triggerSource: 'PreSignUp_SignUp',
      request: {
        userAttributes: { email: 'ada@example.com', name: 'Ada' },
        validationData: { 'invited-by': 'grace', empty: '' },
        clientMetadata: { from: 'app' },
      },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    });
    expect(JSON.stringify(await w.stored('ada'))).not.toContain('grace');
    expect(w.codeFor('ada@example.com')).toMatch(/^\d{6}$/);
  });

  it('sees null in place of ValidationData that was not given, and the sub as name where that is the user name', async () => {
    const w = await poolThat({}, { usernameAttributes: ['email'] });
    const { UserSub } = await w.signUp('sub@example.com');
    expect(lastEvent()).toMatchObject({
      userName: UserSub,
      request: { userAttributes: { email: 'sub@example.com' }, validationData: null },
    });
  });

  it('confirms the user: no code is sent, and the user signs in at once', async () => {
    const confirmed = app.functions.set('confirmed');
    const w = await poolThat(CONFIRMS, { lambdaConfig: { postConfirmation: confirmed } });
    const { username, email } = newName();
    const more = { ClientMetadata: { from: 'app' } };
    const answer = await w.signUp(username, { email }, more);
    expect(answer).toEqual({ UserConfirmed: true, UserSub: expect.any(String) });
    expect(app.outbox.messages(email)).toEqual([]);
    expect(await w.stored(username)).toMatchObject({ status: 'CONFIRMED', attributes: { email_verified: 'false' } });
    expect(lastEvent()).toMatchObject({
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      userName: username,
      request: {
        userAttributes: { sub: answer.UserSub, 'cognito:user_status': 'CONFIRMED', email, email_verified: 'false' },
        clientMetadata: { from: 'app' },
      },
      response: {},
    });
    expect(await w.signIn(username)).toHaveProperty('AuthenticationResult');
    await expect(w.confirmSignUp(username, '123456')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('gives a confirmed user a Session with which USER_AUTH goes on', async () => {
    const w = await poolThat({ ...CONFIRMS, ...VERIFIES_EMAIL }, {}, CHOICE);
    const { username, email } = newName();
    const { Session, UserConfirmed } = await w.signUp(username, { email });
    expect(UserConfirmed).toBe(true);
    const answer = await w.initiate('USER_AUTH', { USERNAME: username }, { Session });
    expect(answer.ChallengeName).toBe('SELECT_CHALLENGE');
  });

  it('verifies attributes of a user who still has to confirm', async () => {
    const w = await poolThat({ autoVerifyEmail: true, autoVerifyPhone: true }, { aliasAttributes: ['email'] });
    const { username, email } = newName();
    expect(await w.signUp(username, { email, phone_number: '+15550107777' })).toMatchObject({ UserConfirmed: false });
    const user = await w.stored(email);
    expect(user).toMatchObject({
      username,
      status: 'UNCONFIRMED',
      attributes: { email_verified: 'true', phone_number_verified: 'true' },
    });
    expect(await w.confirmSignUp(username, w.codeFor(email))).toEqual({});
  });

  it.each([
    ['autoVerifyEmail', { phone_number: '+15550108888' }],
    ['autoVerifyPhone', { email: 'no-phone@example.com' }],
  ])('with %s is an error for a user without the attribute', async (flag, values) => {
    const w = await poolThat({ [flag]: true, autoConfirmUser: true });
    await expect(w.signUp('lacks', values)).rejects.toMatchObject(UNRECOGNIZABLE);
    expect(await w.stored('lacks')).toBeUndefined();
  });

  it.each(failuresOf('PreSignUp'))('refuses the user when the function %s', async (_, handler, error) => {
    const w = await poolThat(handler);
    const { username, email } = newName();
    await expect(w.signUp(username, { email })).rejects.toMatchObject(error);
    expect(await w.stored(username)).toBeUndefined();
    expect(app.outbox.messages(email)).toEqual([]);
    expect(await app.deps.records.estimatedUsers(w.pool.id)).toBe(0);
  });

  it.each([
    ['a text', { autoConfirmUser: 'true' }],
    ['a number', { autoVerifyEmail: 1 }],
    ['an object', { autoVerifyPhone: {} }],
  ])('refuses the user for %s in place of a flag', async (_, response) => {
    const w = await poolThat(response);
    await expect(w.signUp('flag', { email: 'flag@example.com' })).rejects.toMatchObject(UNRECOGNIZABLE);
    expect(await w.stored('flag')).toBeUndefined();
  });

  it('takes null for false, and nothing else from the answer', async () => {
    const w = await poolThat((event) => ({
      ...event,
      version: '7',
      request: { userAttributes: { email: 'eve@example.com', email_verified: 'true' } },
      response: { autoConfirmUser: null, userAttributes: { name: 'Eve' }, sub: 'x' },
    }));
    const { username, email } = newName();
    expect(await w.signUp(username, { email })).toMatchObject({ UserConfirmed: false });
    expect((await w.stored(username))!.attributes).toEqual({ email, email_verified: 'false' });
  });

  it('is not asked before all else was checked', async () => {
    const w = await poolThat({});
    await w.signUp('taken', { email: 'taken@example.com' });
    const asked = app.functions.events.length;
    await expect(w.signUp('taken', { email: 'b@example.com' })).rejects.toMatchObject(USERNAME_TAKEN_AT_SIGN_UP);
    await expect(w.signUp('weak', {}, { Password: 'weak' })).rejects.toMatchObject({
      name: 'InvalidPasswordException',
    });
    await expect(w.signUp('odd', { email: 'none' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(app.functions.events).toHaveLength(asked);
  });

  it('leaves a name to whoever takes it while the function runs', async () => {
    const w = await poolThat(CONFIRMS);
    beforeNextCommit(app, () => w.add('quick'));
    await expect(w.signUp('quick', { email: 'slow@example.com' })).rejects.toMatchObject(USERNAME_TAKEN_AT_SIGN_UP);
    expect((await w.stored('quick'))!.attributes).toEqual({});
  });
});

describe('an alias that PreSignUp verifies', () => {
  const ALIAS = { aliasAttributes: ['email' as const] };

  it('moves from its previous owner, who keeps it unverified', async () => {
    const w = await poolThat({ ...CONFIRMS, ...VERIFIES_EMAIL }, ALIAS);
    await w.add('first', { attributes: verified('shared@example.com') });
    expect((await w.stored('shared@example.com'))!.username).toBe('first');
    await w.signUp('second', { email: 'shared@example.com' });
    expect((await w.stored('shared@example.com'))!.username).toBe('second');
    expect((await w.stored('first'))!.attributes).toEqual({ email: 'shared@example.com', email_verified: 'false' });
    expect(await w.signIn('shared@example.com')).toHaveProperty('AuthenticationResult');
  });

  it('is one user’s when two sign up at once', async () => {
    const w = await poolThat({ ...CONFIRMS, ...VERIFIES_EMAIL }, ALIAS);
    const { answers } = await atOnce(2, (index) => w.signUp(`twin-${index}`, { email: 'twin@example.com' }));
    expect(answers).toHaveLength(2);
    const owner = (await w.stored('twin@example.com'))!.username;
    const verifiedOnes = await Promise.all(
      [0, 1].map(async (index) => (await w.stored(`twin-${index}`))!.attributes.email_verified),
    );
    expect(verifiedOnes.toSorted()).toEqual(['false', 'true']);
    expect(verifiedOnes[Number(owner.at(-1))]).toBe('true');
  });

  it('does not move without being verified', async () => {
    const w = await poolThat(CONFIRMS, ALIAS);
    await w.add('owner', { attributes: verified('kept@example.com') });
    await w.signUp('other', { email: 'kept@example.com' });
    expect((await w.stored('kept@example.com'))!.username).toBe('owner');
  });

  it('does not take an account whose user name it is', async () => {
    const w = await poolThat({ ...CONFIRMS, ...VERIFIES_EMAIL }, { usernameAttributes: ['email'] });
    await w.add('own@example.com', { attributes: verified('own@example.com') });
    await expect(w.signUp('own@example.com')).rejects.toMatchObject({ name: 'UsernameExistsException' });
    beforeNextCommit(app, () => w.add('late@example.com', { attributes: verified('late@example.com') }));
    await expect(w.signUp('late@example.com')).rejects.toMatchObject({ name: 'UsernameExistsException' });
    expect((await w.stored('late@example.com'))!.attributes.email_verified).toBe('true');
  });
});

describe('PreSignUp at AdminCreateUser', () => {
  const given = [attribute('email', 'invited@example.com'), attribute('email_verified', 'true')];

  it('sees the attributes of the request, and its decisions are ignored', async () => {
    const w = await poolThat({ autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: true });
    await w.call('AdminCreateUser', {
      Username: 'invited',
      UserAttributes: given,
      ValidationData: [attribute('plan', 'pro')],
      ClientMetadata: { from: 'console' },
      TemporaryPassword: PASSWORD,
    });
    expect(lastEvent()).toEqual({
      version: '1',
      region: 'us-east-1',
      userPoolId: w.pool.id,
      userName: 'invited',
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'CLIENT_ID_NOT_APPLICABLE' },
      triggerSource: 'PreSignUp_AdminCreateUser',
      request: {
        userAttributes: { email: 'invited@example.com', email_verified: 'true' },
        validationData: { plan: 'pro' },
        clientMetadata: { from: 'console' },
      },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    });
    expect(await w.stored('invited')).toMatchObject({ status: 'FORCE_CHANGE_PASSWORD' });
    expect((await w.stored('invited'))!.attributes).not.toHaveProperty('phone_number_verified');
  });

  it.each(failuresOf('PreSignUp'))('refuses the user when the function %s', async (_, handler, error) => {
    const w = await poolThat(handler);
    const { username, email } = newName();
    const UserAttributes = [attribute('email', email)];
    await expect(w.call('AdminCreateUser', { Username: username, UserAttributes })).rejects.toMatchObject(error);
    expect(await w.stored(username)).toBeUndefined();
    expect(app.outbox.messages(email)).toEqual([]);
  });

  it('is not asked about a name that is taken, nor when somebody is invited again', async () => {
    const w = await poolThat({});
    await w.call('AdminCreateUser', { Username: 'again', UserAttributes: given, DesiredDeliveryMediums: ['EMAIL'] });
    const asked = app.functions.events.length;
    await expect(w.create('again')).rejects.toMatchObject({ name: 'UsernameExistsException' });
    const again = { Username: 'again', MessageAction: 'RESEND', DesiredDeliveryMediums: ['EMAIL'] };
    await w.call('AdminCreateUser', again);
    expect(app.functions.events).toHaveLength(asked);
  });
});

import { describe, expect, it } from 'vitest';
import type { Answer } from '#test/app.ts';
import { HIDING, newName, OTHER_PASSWORD, otherThan, testPools } from '#test/world.ts';
import { failuresOf } from './failures.ts';

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

let functions = 0;
const poolWith = (handler?: (event: Answer) => unknown, client = {}) =>
  service.pool({ lambdaConfig: { postConfirmation: app.functions.set(`post-${functions++}`, handler) } }, client);
const events = () => app.functions.events;

const METADATA = { ClientMetadata: { from: 'app' } };

describe('PostConfirmation', () => {
  it('is told of ConfirmSignUp, with the user as confirmed', async () => {
    const w = await poolWith();
    const { username, email, sub, code } = await w.signedUp();
    const before = events().length;
    await w.confirmSignUp(username, code, METADATA);
    expect(events().slice(before)).toEqual([
      {
        version: '1',
        region: 'us-east-1',
        userPoolId: w.pool.id,
        userName: username,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: w.client.id },
        triggerSource: 'PostConfirmation_ConfirmSignUp',
        request: {
          userAttributes: { sub, 'cognito:user_status': 'CONFIRMED', email, email_verified: 'true' },
          clientMetadata: { from: 'app' },
        },
        response: {},
      },
    ]);
  });

  it('is told of AdminConfirmSignUp, which no client asked for', async () => {
    const w = await poolWith();
    const { username } = await w.signedUp();
    await w.call('AdminConfirmSignUp', { Username: username, ...METADATA });
    expect(events().at(-1)).toMatchObject({
      callerContext: { clientId: null },
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      userName: username,
      request: { userAttributes: { 'cognito:user_status': 'CONFIRMED' }, clientMetadata: { from: 'app' } },
    });
  });

  it('is told of ConfirmForgotPassword', async () => {
    const w = await poolWith();
    const { username, code } = await w.forgetful();
    await w.confirmForgotPassword(username, code, OTHER_PASSWORD, METADATA);
    expect(events().at(-1)).toMatchObject({
      triggerSource: 'PostConfirmation_ConfirmForgotPassword',
      userName: username,
      request: { userAttributes: { email_verified: 'true' }, clientMetadata: { from: 'app' } },
    });
    expect(JSON.stringify(events())).not.toContain(OTHER_PASSWORD);
  });

  it('is told of nothing else: no user of an administrator, no refused or repeated code', async () => {
    const w = await poolWith(undefined, HIDING);
    const before = events().length;
    await w.create('made');
    const { username, code } = await w.signedUp();
    await expect(w.confirmSignUp(username, otherThan(code))).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await expect(w.confirmSignUp('nobody', code)).rejects.toMatchObject({ name: 'CodeMismatchException' });
    expect(events()).toHaveLength(before);
    await w.confirmSignUp(username, code);
    await expect(w.confirmSignUp(username, code)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(w.call('AdminConfirmSignUp', { Username: username })).rejects.toThrow();
    const forgetful = await w.forgetful();
    await expect(w.confirmForgotPassword(forgetful.username, otherThan(forgetful.code))).rejects.toThrow();
    await expect(w.confirmForgotPassword(forgetful.username, forgetful.code, 'weak12')).rejects.toThrow();
    expect(events()).toHaveLength(before + 1);
  });

  it.each(failuresOf('PostConfirmation'))(
    'is reported when the function %s, although all is stored',
    async (_, handler, error) => {
      const w = await poolWith(handler);
      const byCode = await w.signedUp();
      await expect(w.confirmSignUp(byCode.username, byCode.code)).rejects.toMatchObject(error);
      expect(await w.stored(byCode.username)).toMatchObject({
        status: 'CONFIRMED',
        attributes: { email_verified: 'true' },
      });
      const byAdmin = await w.signedUp();
      const request = { Username: byAdmin.username };
      await expect(w.call('AdminConfirmSignUp', request)).rejects.toMatchObject(error);
      expect(await w.stored(byAdmin.username)).toMatchObject({ status: 'CONFIRMED' });
      const forgetful = await w.forgetful();
      await expect(w.confirmForgotPassword(forgetful.username, forgetful.code)).rejects.toMatchObject(error);
      expect(await w.signIn(forgetful.username, OTHER_PASSWORD)).toHaveProperty('AuthenticationResult');
    },
  );

  it('that fails leaves a user whom PreSignUp has confirmed', async () => {
    const [[, throws, error]] = failuresOf('PostConfirmation') as never as [[string, () => never, object]];
    const preSignUp = app.functions.set('confirms', (event) => ({ ...event, response: { autoConfirmUser: true } }));
    const postConfirmation = app.functions.set('throws', throws);
    const w = await service.pool({ lambdaConfig: { preSignUp, postConfirmation } });
    const { username, email } = newName();
    await expect(w.signUp(username, { email })).rejects.toMatchObject(error);
    expect(await w.signIn(username)).toHaveProperty('AuthenticationResult');
  });

  it('takes nothing from the answer', async () => {
    const w = await poolWith((event) => ({
      ...event,
      response: { autoConfirmUser: 'x', userAttributes: { name: 1 } },
    }));
    const { username, code } = await w.signedUp();
    await w.confirmSignUp(username, code);
    expect((await w.stored(username))!.attributes).not.toHaveProperty('name');
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { standardSchema } from '#core/pools/schema.ts';
import { signUp as operation } from '#functions/sign-up/sign-up.ts';
import type { Deps } from '#ports/deps.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { type Faults, faultyClient } from '#test/faulty-client.ts';
import {
  changeStored,
  codeFor,
  PASSWORD,
  secretHash,
  settleAll,
  signUp,
  userOf,
  type World,
  world,
} from './support.ts';

/** Runs the operation with some of its dependencies replaced. */
function handle({ app, client }: World, replaced: Partial<Deps>, Username: string): Promise<unknown> {
  const input = { ClientId: client.id, Username, Password: PASSWORD };
  return operation.handle(callOf({ ...app.deps, ...replaced }) as never, input as never);
}

describe('SignUp', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });

  it('stores an unconfirmed user and sends a code', async () => {
    const w = await world(app);
    const answer = await signUp(w, 'ada', { email: 'foo@example.com', name: 'Ada' });
    expect(answer).toEqual({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      CodeDeliveryDetails: { Destination: 'f***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    });
    const user = await userOf(w, 'ada');
    expect(user).toMatchObject({
      sub: answer.UserSub,
      username: 'ada',
      status: 'UNCONFIRMED',
      enabled: true,
      attributes: { email: 'foo@example.com', name: 'Ada' },
      names: [{ kind: 'username', value: 'ada' }],
    });
    const [message] = app.outbox.messages('foo@example.com');
    expect(message).toMatchObject({ medium: 'EMAIL', subject: 'Your verification code' });
    expect(message?.code).toMatch(/^[0-9]{6}$/);
    expect(message?.body).toContain(message?.code);
    expect(await app.deps.records.estimatedUsers(w.pool.id)).toBe(1);
  });

  it('keeps neither the password nor the code in the clear', async () => {
    const w = await world(app);
    const { UserSub: sub } = await signUp(w, 'ada', { email: 'clear@example.com' });
    const { user, code } = await app.deps.records.read({
      user: { kind: 'user', id: { poolId: w.pool.id, sub } },
      code: { kind: 'code', id: { poolId: w.pool.id, sub, purpose: 'SIGN_UP' } },
    });
    expect(JSON.stringify(user)).not.toContain(PASSWORD);
    expect(JSON.stringify(code)).not.toContain(codeFor(app, 'clear@example.com'));
  });

  it('does one read and two writes, all reads consistent', async () => {
    const w = await world(app);
    await signUp(w, 'first', { email: 'budget1@example.com' });
    app.roundTrips.reset();
    await signUp(w, 'second', { email: 'budget2@example.com' });
    expect(app.roundTrips).toMatchObject({ reads: 1, writes: 2, staleReads: [] });
  });

  it('prefers the phone number over the e-mail', async () => {
    const w = await world(app, { autoVerifiedAttributes: ['email', 'phone_number'] });
    const answer = await signUp(w, 'both', { email: 'both@example.com', phone_number: '+15551239878' });
    expect(answer.CodeDeliveryDetails).toEqual({
      Destination: '+*******9878',
      DeliveryMedium: 'SMS',
      AttributeName: 'phone_number',
    });
    expect(app.outbox.messages('both@example.com')).toEqual([]);
    expect(app.outbox.messages('+15551239878')[0]?.body).toContain(codeFor(app, '+15551239878'));
  });

  it('sends nothing when no given attribute is verified', async () => {
    const w = await world(app, { autoVerifiedAttributes: ['phone_number'] });
    const answer = await signUp(w, 'quiet', { email: 'quiet@example.com' });
    expect(Object.keys(answer).sort()).toEqual(['UserConfirmed', 'UserSub']);
    expect(app.outbox.messages('quiet@example.com')).toEqual([]);
  });

  it('refuses a name that is taken, without hashing the password', async () => {
    const w = await world(app);
    await signUp(w, 'taken');
    const exists = { name: 'UsernameExistsException', message: 'User already exists' };
    await expect(signUp(w, 'taken')).rejects.toMatchObject(exists);
    const hash = () => Promise.reject(new Error('There is nothing to hash.'));
    app.roundTrips.reset();
    const call = handle(w, { hasher: { ...app.deps.hasher, hash } }, 'taken');
    await expect(call).rejects.toMatchObject(exists);
    expect(app.roundTrips).toMatchObject({ reads: 1, writes: 0 });
  });

  it('treats case as the pool says, and spellings of one name as one', async () => {
    const sensitive = await world(app);
    await signUp(sensitive, 'Ada');
    await expect(signUp(sensitive, 'ada')).resolves.toMatchObject({ UserConfirmed: false });
    const insensitive = await world(app, { usernameConfiguration: { caseSensitive: false } });
    await signUp(insensitive, 'Ada');
    await expect(signUp(insensitive, 'aDA')).rejects.toMatchObject({ name: 'UsernameExistsException' });
    expect(await userOf(insensitive, 'ADA')).toMatchObject({ username: 'Ada' });
    await signUp(sensitive, 'Zoe\u0308');
    await expect(signUp(sensitive, 'Zo\u00eb')).rejects.toMatchObject({ name: 'UsernameExistsException' });
  });

  it('keeps pools apart', async () => {
    const [one, other] = [await world(app), await world(app)];
    await signUp(one, 'same');
    await expect(signUp(other, 'same')).resolves.toMatchObject({ UserConfirmed: false });
  });

  it('refuses a name that is the sub of another user', async () => {
    const w = await world(app, { usernameConfiguration: { caseSensitive: false } });
    const { UserSub } = await signUp(w, 'victim');
    const message = 'User already exists';
    await expect(signUp(w, UserSub)).rejects.toMatchObject({ name: 'UsernameExistsException', message });
    await expect(signUp(w, UserSub.toUpperCase())).rejects.toMatchObject({ name: 'UsernameExistsException', message });
    await expect(signUp(w, '11111111-2222-3333-4444-555555555555')).resolves.toMatchObject({ UserConfirmed: false });
  });

  it('lets one of 200 parallel sign-ups have the name', async () => {
    const w = await world(app);
    const calls = Array.from({ length: 200 }, (_, i) => signUp(w, 'race', { email: `race${i}@example.com` }));
    const { answers, errors } = await settleAll(calls);
    expect(answers).toHaveLength(1);
    expect(new Set(errors.map(({ name, message }) => `${name}: ${message}`))).toEqual(
      new Set(['UsernameExistsException: User already exists']),
    );
    const [winner] = answers as { UserSub: string }[];
    expect((await userOf(w, 'race'))?.sub).toBe(winner?.UserSub);
    expect(await app.deps.records.estimatedUsers(w.pool.id)).toBe(1);
  }, 60_000);

  describe('in a pool whose user names are e-mails or phone numbers', () => {
    it('fills the attribute and names the user by the sub', async () => {
      const w = await world(app, { usernameAttributes: ['email', 'phone_number'] });
      const { UserSub } = await signUp(w, 'u1@example.com');
      expect(await userOf(w, 'u1@example.com')).toMatchObject({
        username: UserSub,
        attributes: { email: 'u1@example.com' },
      });
      await signUp(w, '+15550001111');
      expect(await userOf(w, '+15550001111')).toMatchObject({ attributes: { phone_number: '+15550001111' } });
    });

    it('satisfies a required attribute with the user name', async () => {
      const schema = standardSchema().map((one) => (one.name === 'email' ? { ...one, required: true } : one));
      const w = await world(app, { usernameAttributes: ['email'], schema });
      await expect(signUp(w, 'required@example.com')).resolves.toMatchObject({ UserConfirmed: false });
    });

    it('takes the e-mail and the phone number at once', async () => {
      const w = await world(app, { usernameAttributes: ['email', 'phone_number'] });
      await signUp(w, 'u2@example.com', { phone_number: '+15550002222' });
      const exists = (attribute: string) => ({
        name: 'UsernameExistsException',
        message: `An account with the given ${attribute} already exists.`,
      });
      await expect(signUp(w, 'u2@example.com')).rejects.toMatchObject(exists('email'));
      await expect(signUp(w, '+15550002222')).rejects.toMatchObject(exists('phone_number'));
      await expect(signUp(w, 'u3@example.com', { phone_number: '+15550002222' })).rejects.toMatchObject(
        exists('phone_number'),
      );
    });

    it('lets one of many parallel sign-ups have the e-mail', async () => {
      const w = await world(app, { usernameAttributes: ['email'] });
      const { answers, errors } = await settleAll(Array.from({ length: 20 }, () => signUp(w, 'race@example.com')));
      expect(answers).toHaveLength(1);
      expect(new Set(errors.map((error) => error.message))).toEqual(
        new Set(['An account with the given email already exists.']),
      );
    });

    it('refuses another value for the attribute that is the user name', async () => {
      const w = await world(app, { usernameAttributes: ['email'] });
      await expect(signUp(w, 'u4@example.com', { email: 'else@example.com' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
      await expect(signUp(w, 'u4@example.com', { email: 'u4@example.com' })).resolves.toMatchObject({
        UserConfirmed: false,
      });
    });
  });

  it('does not tell in alias pools that an e-mail is in use', async () => {
    for (const preventUserExistenceErrors of ['LEGACY', 'ENABLED'] as const) {
      const w = await world(app, { aliasAttributes: ['email'] }, { preventUserExistenceErrors });
      await signUp(w, 'owner', { email: 'alias@example.com' });
      await changeStored(w, 'owner', (user) => ({
        ...user,
        attributes: { ...user.attributes, email_verified: 'true' },
        names: [...user.names, { kind: 'email', value: 'alias@example.com' }],
      }));
      expect((await userOf(w, 'alias@example.com'))?.username).toBe('owner');
      await expect(signUp(w, 'second', { email: 'alias@example.com' })).resolves.toMatchObject({
        CodeDeliveryDetails: { Destination: 'a***@e***' },
      });
      expect((await userOf(w, 'alias@example.com'))?.username).toBe('owner');
    }
  });

  it('takes the secret hash of a client with a secret', async () => {
    const secret = 'secret-of-this-client-0123456789';
    const w = await world(app, {}, { secret });
    const wrong = {
      name: 'NotAuthorizedException',
      message: `Unable to verify secret hash for client ${w.client.id}`,
    };
    await expect(signUp(w, 'ada')).rejects.toMatchObject(wrong);
    const forOther = secretHash(secret, 'bob', w.client.id);
    await expect(signUp(w, 'ada', {}, { SecretHash: forOther })).rejects.toMatchObject(wrong);
    const right = secretHash(secret, 'ada', w.client.id);
    await expect(signUp(w, 'ada', {}, { SecretHash: right })).resolves.toMatchObject({ UserConfirmed: false });
  });

  it('reports a failed delivery, and the user can ask again', async () => {
    const w = await world(app);
    app.failDelivery(true);
    await expect(signUp(w, 'down', { email: 'down@example.com' })).rejects.toMatchObject({
      name: 'CodeDeliveryFailureException',
    });
    app.failDelivery(false);
    expect(await userOf(w, 'down')).toMatchObject({ status: 'UNCONFIRMED' });
    expect(await app.deps.records.estimatedUsers(w.pool.id)).toBe(1);
    await app.call('ResendConfirmationCode', { ClientId: w.client.id, Username: 'down' });
    expect(codeFor(app, 'down@example.com')).toMatch(/^[0-9]{6}$/);
  });

  it('succeeds though the user could not be counted', async () => {
    let faults: Faults | undefined;
    const busy = await createTestApp({
      wrapTable(plain) {
        const faulty = faultyClient(plain);
        faults = faulty.faults;
        return faulty.table;
      },
    });
    const w = await world(busy, { autoVerifiedAttributes: [] });
    faults!.inject(/Update/, 'throttled', 1000);
    await expect(signUp(w, 'uncounted')).resolves.toMatchObject({ UserConfirmed: false });
    expect(faults!.attempts.filter((operation) => /Update/.test(operation)).length).toBeGreaterThan(1);
    expect(await userOf(w, 'uncounted')).toBeDefined();
  });
});

import { describe, expect, it, vi } from 'vitest';
import { createTestApp } from '#test/app.ts';
import { secretHashWrong, UNDELIVERED, USERNAME_TAKEN_AT_SIGN_UP, usernameTakenBy } from '#test/errors.ts';
import { type Faults, faultyClient } from '#test/faulty-client.ts';
import { schemaWith } from '#test/fixtures.ts';
import {
  ANY_CASE,
  atOnce,
  codeFor,
  PASSWORD,
  poolOn,
  secretHash,
  settleAll,
  testPools,
  UNKNOWN_SUB,
} from '#test/world.ts';

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('SignUp', () => {
  it('stores an unconfirmed user and sends a code', async () => {
    const w = await service.pool();
    const answer = await w.signUp('ada', { email: 'foo@example.com', name: 'Ada' });
    expect(answer).toEqual({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      CodeDeliveryDetails: { Destination: 'f***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    });
    const user = await w.stored('ada');
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
    const w = await service.pool();
    const { UserSub: sub } = await w.signUp('ada', { email: 'clear@example.com' });
    const { user, code } = await app.deps.records.read({
      user: { kind: 'user', id: { poolId: w.pool.id, sub } },
      code: { kind: 'code', id: { poolId: w.pool.id, sub, purpose: 'SIGN_UP' } },
    });
    expect(JSON.stringify(user)).not.toContain(PASSWORD);
    expect(JSON.stringify(code)).not.toContain(codeFor(app, 'clear@example.com'));
  });

  it('does one read and two writes, all reads consistent', async () => {
    const w = await service.pool();
    await w.signUp('first', { email: 'budget1@example.com' });
    app.roundTrips.reset();
    await w.signUp('second', { email: 'budget2@example.com' });
    expect(app.roundTrips).toMatchObject({ reads: 1, writes: 2, staleReads: [] });
  });

  it('prefers the phone number over the e-mail', async () => {
    const w = await service.pool({ autoVerifiedAttributes: ['email', 'phone_number'] });
    const answer = await w.signUp('both', { email: 'both@example.com', phone_number: '+15551239878' });
    expect(answer.CodeDeliveryDetails).toEqual({
      Destination: '+*******9878',
      DeliveryMedium: 'SMS',
      AttributeName: 'phone_number',
    });
    expect(app.outbox.messages('both@example.com')).toEqual([]);
    expect(app.outbox.messages('+15551239878')[0]?.body).toContain(codeFor(app, '+15551239878'));
  });

  it('sends nothing when no given attribute is verified', async () => {
    const w = await service.pool({ autoVerifiedAttributes: ['phone_number'] });
    const answer = await w.signUp('quiet', { email: 'quiet@example.com' });
    expect(Object.keys(answer).sort()).toEqual(['UserConfirmed', 'UserSub']);
    expect(app.outbox.messages('quiet@example.com')).toEqual([]);
  });

  it('refuses a name that is taken, without hashing the password', async () => {
    const w = await service.pool();
    await w.signUp('taken');
    await expect(w.signUp('taken')).rejects.toMatchObject(USERNAME_TAKEN_AT_SIGN_UP);
    const hash = vi.spyOn(app.deps.hasher, 'hash');
    app.roundTrips.reset();
    await expect(w.signUp('taken')).rejects.toMatchObject(USERNAME_TAKEN_AT_SIGN_UP);
    expect(hash).not.toHaveBeenCalled();
    hash.mockRestore();
    expect(app.roundTrips).toMatchObject({ reads: 1, writes: 0 });
  });

  it('treats case as the pool says, and spellings of one name as one', async () => {
    const sensitive = await service.pool();
    await sensitive.signUp('Ada');
    await expect(sensitive.signUp('ada')).resolves.toMatchObject({ UserConfirmed: false });
    const insensitive = await service.pool(ANY_CASE);
    await insensitive.signUp('Ada');
    await expect(insensitive.signUp('aDA')).rejects.toMatchObject({ name: 'UsernameExistsException' });
    expect(await insensitive.stored('ADA')).toMatchObject({ username: 'Ada' });
    await sensitive.signUp('Zoe\u0308');
    await expect(sensitive.signUp('Zo\u00eb')).rejects.toMatchObject({ name: 'UsernameExistsException' });
  });

  it('keeps pools apart', async () => {
    const [one, other] = [await service.pool(), await service.pool()];
    await one.signUp('same');
    await expect(other.signUp('same')).resolves.toMatchObject({ UserConfirmed: false });
  });

  it('refuses a name that is the sub of another user', async () => {
    const w = await service.pool(ANY_CASE);
    const { UserSub } = await w.signUp('victim');
    const message = USERNAME_TAKEN_AT_SIGN_UP.message;
    await expect(w.signUp(UserSub)).rejects.toMatchObject({ name: 'UsernameExistsException', message });
    await expect(w.signUp(UserSub.toUpperCase())).rejects.toMatchObject({ name: 'UsernameExistsException', message });
    await expect(w.signUp(UNKNOWN_SUB)).resolves.toMatchObject({ UserConfirmed: false });
  });

  it('lets one of 200 parallel sign-ups have the name', async () => {
    const w = await service.pool();
    const calls = Array.from({ length: 200 }, (_, i) => w.signUp('race', { email: `race${i}@example.com` }));
    const { answers, errors } = await settleAll(calls);
    expect(answers).toHaveLength(1);
    expect(new Set(errors.map(({ name, message }) => `${name}: ${message}`))).toEqual(
      new Set(['UsernameExistsException: User already exists']),
    );
    const [winner] = answers as { UserSub: string }[];
    expect((await w.stored('race'))?.sub).toBe(winner?.UserSub);
    expect(await app.deps.records.estimatedUsers(w.pool.id)).toBe(1);
  }, 60_000);

  describe('in a pool whose user names are e-mails or phone numbers', () => {
    it('fills the attribute and names the user by the sub', async () => {
      const w = await service.pool({ usernameAttributes: ['email', 'phone_number'] });
      const { UserSub } = await w.signUp('u1@example.com');
      expect(await w.stored('u1@example.com')).toMatchObject({
        username: UserSub,
        attributes: { email: 'u1@example.com' },
      });
      await w.signUp('+15550001111');
      expect(await w.stored('+15550001111')).toMatchObject({ attributes: { phone_number: '+15550001111' } });
    });

    it('satisfies a required attribute with the user name', async () => {
      const schema = schemaWith({ email: { required: true } });
      const w = await service.pool({ usernameAttributes: ['email'], schema });
      await expect(w.signUp('required@example.com')).resolves.toMatchObject({ UserConfirmed: false });
    });

    it('takes the e-mail and the phone number at once', async () => {
      const w = await service.pool({ usernameAttributes: ['email', 'phone_number'] });
      await w.signUp('u2@example.com', { phone_number: '+15550002222' });
      await expect(w.signUp('u2@example.com')).rejects.toMatchObject(usernameTakenBy('email'));
      await expect(w.signUp('+15550002222')).rejects.toMatchObject(usernameTakenBy('phone_number'));
      await expect(w.signUp('u3@example.com', { phone_number: '+15550002222' })).rejects.toMatchObject(
        usernameTakenBy('phone_number'),
      );
    });

    it('lets one of many parallel sign-ups have the e-mail', async () => {
      const w = await service.pool({ usernameAttributes: ['email'] });
      const { answers, errors } = await atOnce(20, () => w.signUp('race@example.com'));
      expect(answers).toHaveLength(1);
      expect(new Set(errors.map((error) => error.message))).toEqual(
        new Set(['An account with the given email already exists.']),
      );
    });

    it('refuses another value for the attribute that is the user name', async () => {
      const w = await service.pool({ usernameAttributes: ['email'] });
      await expect(w.signUp('u4@example.com', { email: 'else@example.com' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
      await expect(w.signUp('u4@example.com', { email: 'u4@example.com' })).resolves.toMatchObject({
        UserConfirmed: false,
      });
    });
  });

  it('does not tell in alias pools that an e-mail is in use', async () => {
    for (const preventUserExistenceErrors of ['LEGACY', 'ENABLED'] as const) {
      const w = await service.pool({ aliasAttributes: ['email'] }, { preventUserExistenceErrors });
      await w.signUp('owner', { email: 'alias@example.com' });
      await w.force('owner', (user) => ({
        attributes: { ...user.attributes, email_verified: 'true' },
        names: [...user.names, { kind: 'email', value: 'alias@example.com' }],
      }));
      expect((await w.stored('alias@example.com'))?.username).toBe('owner');
      await expect(w.signUp('second', { email: 'alias@example.com' })).resolves.toMatchObject({
        CodeDeliveryDetails: { Destination: 'a***@e***' },
      });
      expect((await w.stored('alias@example.com'))?.username).toBe('owner');
    }
  });

  it('takes the secret hash of a client with a secret', async () => {
    const secret = 'secret-of-this-client-0123456789';
    const w = await service.pool({}, { secret });
    const wrong = secretHashWrong(w.client.id);
    await expect(w.signUp('ada')).rejects.toMatchObject(wrong);
    const forOther = secretHash(secret, 'bob', w.client.id);
    await expect(w.signUp('ada', {}, { SecretHash: forOther })).rejects.toMatchObject(wrong);
    const right = secretHash(secret, 'ada', w.client.id);
    await expect(w.signUp('ada', {}, { SecretHash: right })).resolves.toMatchObject({ UserConfirmed: false });
  });

  it('reports a failed delivery, and the user can ask again', async () => {
    const w = await service.pool();
    app.failDelivery(true);
    await expect(w.signUp('down', { email: 'down@example.com' })).rejects.toMatchObject(UNDELIVERED);
    app.failDelivery(false);
    expect(await w.stored('down')).toMatchObject({ status: 'UNCONFIRMED' });
    expect(await app.deps.records.estimatedUsers(w.pool.id)).toBe(1);
    await w.resendCode('down');
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
    const w = await poolOn(busy, { autoVerifiedAttributes: [] });
    faults!.inject(/Update/, 'throttled', 1000);
    await expect(w.signUp('uncounted')).resolves.toMatchObject({ UserConfirmed: false });
    expect(faults!.attempts.filter((operation) => /Update/.test(operation)).length).toBeGreaterThan(1);
    expect(await w.stored('uncounted')).toBeDefined();
  });
});

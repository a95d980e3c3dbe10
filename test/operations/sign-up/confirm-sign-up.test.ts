import { beforeAll, describe, expect, it } from 'vitest';
import { confirmSignUp as operation } from '#functions/sign-up/confirm-sign-up.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { createClient } from '#test/fixtures.ts';
import {
  changeStored,
  codeFor,
  confirm,
  HOUR,
  otherThan,
  outcome,
  resend,
  secretHash,
  settleAll,
  signUp,
  userOf,
  type World,
  world,
} from './support.ts';

const mismatch = {
  name: 'CodeMismatchException',
  message: 'Invalid verification code provided, please try again.',
};
const expired = { name: 'ExpiredCodeException', message: 'Invalid code provided, please request a code again.' };
const confirmedAlready = {
  name: 'NotAuthorizedException',
  message: 'User cannot be confirmed. Current status is CONFIRMED',
};
const disabled = { name: 'NotAuthorizedException', message: 'User is disabled.' };
const limit = { name: 'LimitExceededException', message: 'Attempt limit exceeded, please try after some time.' };

describe('ConfirmSignUp', () => {
  let app: TestApp;
  let count = 0;
  beforeAll(async () => {
    app = await createTestApp();
  });

  /** A new user of the pool and the code that was sent. */
  async function signedUp(w: World) {
    const name = `user${++count}`;
    const email = `${name}@example.com`;
    await signUp(w, name, { email });
    return { name, email, code: codeFor(app, email) };
  }

  it('confirms the user and verifies the e-mail', async () => {
    const w = await world(app);
    const { name, code } = await signedUp(w);
    app.advance(1000);
    app.roundTrips.reset();
    expect(await confirm(w, name, code)).toEqual({});
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    const user = await userOf(w, name);
    expect(user).toMatchObject({ status: 'CONFIRMED', attributes: { email_verified: 'true' } });
    expect(user!.modifiedAt).toBe(user!.createdAt + 1000);
    expect(user!.names).toEqual([{ kind: 'username', value: name }]);
  });

  it('verifies the phone number that got the code', async () => {
    const w = await world(app, { autoVerifiedAttributes: ['phone_number', 'email'] });
    await signUp(w, 'phone', { email: 'phone@example.com', phone_number: '+15557770001' });
    await confirm(w, 'phone', codeFor(app, '+15557770001'));
    const { attributes } = (await userOf(w, 'phone'))!;
    expect(attributes).toEqual({
      email: 'phone@example.com',
      email_verified: 'false',
      phone_number: '+15557770001',
      phone_number_verified: 'true',
    });
  });

  it('finds the user by e-mail, in any case that the pool allows', async () => {
    const w = await world(app, { usernameAttributes: ['email'], usernameConfiguration: { caseSensitive: false } });
    await signUp(w, 'Mixed@Example.com');
    await confirm(w, 'mIXED@example.COM', codeFor(app, 'mixed@example.com'));
    expect(await userOf(w, 'mixed@example.com')).toMatchObject({
      status: 'CONFIRMED',
      attributes: { email: 'Mixed@Example.com', email_verified: 'true' },
    });
  });

  it('makes a verified e-mail an alias', async () => {
    const w = await world(app, { aliasAttributes: ['email'], usernameConfiguration: { caseSensitive: false } });
    await signUp(w, 'ada', { email: 'Alias1@example.com' });
    expect(await userOf(w, 'alias1@example.com')).toBeUndefined();
    await confirm(w, 'ada', codeFor(app, 'alias1@example.com'));
    expect((await userOf(w, 'alias1@example.com'))?.username).toBe('ada');
  });

  it('confirms but verifies nothing when the e-mail changed after the code was sent', async () => {
    const w = await world(app, { aliasAttributes: ['email'] });
    const { name, email, code } = await signedUp(w);
    await changeStored(w, name, (user) => ({ ...user, attributes: { email: 'new@example.com' } }));
    await confirm(w, name, code);
    expect(await userOf(w, name)).toMatchObject({ status: 'CONFIRMED', attributes: { email: 'new@example.com' } });
    expect((await userOf(w, name))?.attributes).not.toHaveProperty('email_verified');
    expect(await userOf(w, email)).toBeUndefined();
    expect(await userOf(w, 'new@example.com')).toBeUndefined();
  });

  it('refuses wrong codes, each with one write, and still takes the right one', async () => {
    const w = await world(app);
    const { name, code } = await signedUp(w);
    for (const wrong of [otherThan(code), ` ${code}`.trim().slice(1), `${code}0`, '__proto__', 'x'.repeat(2048)]) {
      app.roundTrips.reset();
      await expect(confirm(w, name, wrong)).rejects.toMatchObject(mismatch);
      expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    }
    expect(await userOf(w, name)).toMatchObject({ status: 'UNCONFIRMED' });
    await confirm(w, name, code);
  });

  it('does not take the code of another user or pool', async () => {
    const w = await world(app);
    const [one, other] = [await signedUp(w), await signedUp(w)];
    if (one.code !== other.code) await expect(confirm(w, one.name, other.code)).rejects.toMatchObject(mismatch);
    const elsewhere = await world(app);
    await signUp(elsewhere, one.name, { email: 'elsewhere@example.com' });
    const code = codeFor(app, 'elsewhere@example.com');
    if (one.code !== code) await expect(confirm(w, one.name, code)).rejects.toMatchObject(mismatch);
    await expect(confirm(elsewhere, one.name, code)).resolves.toEqual({});
    expect(await userOf(w, one.name)).toMatchObject({ status: 'UNCONFIRMED' });
  });

  it('says that a confirmed user is confirmed, whatever the code', async () => {
    const w = await world(app);
    const { name, code } = await signedUp(w);
    await confirm(w, name, code);
    await expect(confirm(w, name, code)).rejects.toMatchObject(confirmedAlready);
    await expect(confirm(w, name, otherThan(code))).rejects.toMatchObject(confirmedAlready);
  });

  it('takes a code for 24 hours', async () => {
    const w = await world(app);
    const [early, late] = [await signedUp(w), await signedUp(w)];
    app.advance(24 * HOUR - 1);
    await expect(confirm(w, early.name, early.code)).resolves.toEqual({});
    app.advance(1);
    await expect(confirm(w, late.name, late.code)).rejects.toMatchObject(expired);
    await expect(confirm(w, late.name, otherThan(late.code))).rejects.toMatchObject(expired);
  });

  it('asks for a new code when none was sent', async () => {
    const w = await world(app);
    await signUp(w, 'codeless');
    await expect(confirm(w, 'codeless', '123456')).rejects.toMatchObject(expired);
  });

  it('takes only the newest code', async () => {
    const w = await world(app);
    const { name, email, code: first } = await signedUp(w);
    await resend(w, name);
    const second = codeFor(app, email);
    if (first !== second) await expect(confirm(w, name, first)).rejects.toMatchObject(mismatch);
    await expect(confirm(w, name, second)).resolves.toEqual({});
  });

  it('refuses a disabled user', async () => {
    const w = await world(app);
    const { name, code } = await signedUp(w);
    await changeStored(w, name, (user) => ({ ...user, enabled: false }));
    await expect(confirm(w, name, code)).rejects.toMatchObject(disabled);
    expect(await userOf(w, name)).toMatchObject({ status: 'UNCONFIRMED' });
  });

  it('tells that a user is unknown, unless the client hides it', async () => {
    const w = await world(app);
    await expect(confirm(w, 'nobody', '123456')).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'Username/client id combination not found.',
    });
  });

  it('checks the secret hash', async () => {
    const secret = 'secret-of-this-client-0123456789';
    const w = await world(app);
    const { name, code } = await signedUp(w);
    const client = await createClient(app, w.pool, { secret });
    const own = { ...w, client };
    const wrong = { name: 'NotAuthorizedException', message: `Unable to verify secret hash for client ${client.id}` };
    await expect(confirm(own, name, code)).rejects.toMatchObject(wrong);
    const SecretHash = secretHash(secret, name, client.id);
    await expect(confirm(own, name, code, { SecretHash: `${SecretHash}=` })).rejects.toMatchObject(wrong);
    await expect(confirm(own, name, code, { SecretHash })).resolves.toEqual({});
  });

  it('lets one of 50 parallel right answers succeed', async () => {
    const w = await world(app);
    const { name, code } = await signedUp(w);
    const { answers, errors } = await settleAll(Array.from({ length: 50 }, () => confirm(w, name, code)));
    expect(answers).toEqual([{}]);
    expect(new Set(errors.map((error) => error.message))).toEqual(new Set([confirmedAlready.message]));
  });

  describe('limits guesses', () => {
    it('to 15 an hour, then refuses the right one too', async () => {
      const w = await world(app);
      const { name, code } = await signedUp(w);
      for (let i = 0; i < 15; i++) await expect(confirm(w, name, otherThan(code))).rejects.toMatchObject(mismatch);
      await expect(confirm(w, name, code)).rejects.toMatchObject(limit);
      app.advance(HOUR - 1);
      await expect(confirm(w, name, code)).rejects.toMatchObject(limit);
      app.advance(1);
      await expect(confirm(w, name, code)).resolves.toEqual({});
    });

    it('also when they come at once with the right one among them', async () => {
      const w = await world(app);
      const { name, code } = await signedUp(w);
      for (let i = 0; i < 14; i++) await expect(confirm(w, name, otherThan(code))).rejects.toMatchObject(mismatch);
      const wrong = Array.from({ length: 30 }, () => confirm(w, name, otherThan(code)));
      const { errors } = await settleAll(wrong);
      const told = errors.filter((error) => error.name === 'CodeMismatchException');
      expect(told).toHaveLength(1);
      expect(errors.filter((error) => error.name === 'LimitExceededException')).toHaveLength(29);
    });

    it('whose outcome is not released when the lock came first, not even that an alias is taken', async () => {
      const w = await world(app, { aliasAttributes: ['email'] });
      await signUp(w, 'holder', { email: 'held@example.com' });
      await confirm(w, 'holder', codeFor(app, 'held@example.com'));
      for (const [name, email] of [
        ['guessed', 'held@example.com'],
        ['plain', 'plain@example.com'],
      ] as const) {
        await signUp(w, name, { email });
        const code = codeFor(app, email);
        let locked = false;
        const commit: typeof app.deps.records.commit = async (changes) => {
          if (!locked) await settleAll(Array.from({ length: 15 }, () => confirm(w, name, otherThan(code))));
          locked = true;
          return app.deps.records.commit(changes);
        };
        const input = { ClientId: w.client.id, Username: name, ConfirmationCode: code };
        const deps = { ...app.deps, records: { ...app.deps.records, commit } };
        await expect(operation.handle(callOf(deps) as never, input as never)).rejects.toMatchObject(limit);
        expect(await userOf(w, name)).toMatchObject({ status: 'UNCONFIRMED' });
      }
    });
  });

  describe('with an alias that another user has', () => {
    const taken = { name: 'AliasExistsException', message: 'An account with the email already exists.' };

    async function contested(email: string) {
      const w = await world(app, { aliasAttributes: ['email'] });
      await signUp(w, 'first', { email });
      await confirm(w, 'first', codeFor(app, email));
      await signUp(w, 'second', { email });
      return { w, code: codeFor(app, email) };
    }

    it('refuses, and changes nothing', async () => {
      const { w, code } = await contested('taken1@example.com');
      await expect(confirm(w, 'second', code)).rejects.toMatchObject(taken);
      await expect(confirm(w, 'second', code, { ForceAliasCreation: false })).rejects.toMatchObject(taken);
      expect(await userOf(w, 'second')).toMatchObject({ status: 'UNCONFIRMED' });
      expect((await userOf(w, 'taken1@example.com'))?.username).toBe('first');
    });

    it('moves it when asked to', async () => {
      const { w, code } = await contested('taken2@example.com');
      await confirm(w, 'second', code, { ForceAliasCreation: true });
      expect(await userOf(w, 'taken2@example.com')).toMatchObject({ username: 'second', status: 'CONFIRMED' });
      const first = await userOf(w, 'first');
      expect(first?.attributes).toMatchObject({ email: 'taken2@example.com', email_verified: 'false' });
      expect(first?.names).toEqual([{ kind: 'username', value: 'first' }]);
    });

    it('takes the same from a preferred user name, too', async () => {
      const { w, code } = await contested('taken3@example.com');
      const aliasAttributes = ['email', 'preferred_username'] as const;
      const { pool } = await app.deps.records.read({ pool: { kind: 'pool', id: { id: w.pool.id } } });
      await app.deps.records.commit([
        { op: 'update', kind: 'pool', before: pool!, after: { ...pool!, aliasAttributes } },
      ]);
      app.deps.configuration.forget(w.pool.id);
      await changeStored(w, 'first', (user) => ({
        ...user,
        attributes: { ...user.attributes, preferred_username: 'taken3@example.com' },
      }));
      await confirm(w, 'second', code, { ForceAliasCreation: true });
      expect((await userOf(w, 'taken3@example.com'))?.username).toBe('second');
      expect((await userOf(w, 'first'))?.attributes).toEqual({ email: 'taken3@example.com', email_verified: 'false' });
    });

    it('gives it to one of many who force it at once', async () => {
      const w = await world(app, { aliasAttributes: ['email'] });
      const email = 'taken4@example.com';
      const users: { name: string; code: string }[] = [];
      for (let i = 0; i < 6; i++) {
        await signUp(w, `forcer${i}`, { email });
        users.push({ name: `forcer${i}`, code: codeFor(app, email) });
      }
      const force = { ForceAliasCreation: true };
      const { errors } = await settleAll(users.map(({ name, code }) => confirm(w, name, code, force)));
      expect(errors).toEqual([]);
      const owner = await userOf(w, email);
      const verified = [];
      for (const { name } of users) {
        const user = await userOf(w, name);
        expect(user?.status).toBe('CONFIRMED');
        if (user?.attributes.email_verified === 'true') verified.push(user.username);
      }
      expect(verified).toEqual([owner?.username]);
    });
  });

  describe('of a client that hides who exists', () => {
    it('says of everybody without the right code that it is wrong, at the same cost', async () => {
      const w = await world(app, {}, { preventUserExistenceErrors: 'ENABLED' });
      const [open, done, off] = [await signedUp(w), await signedUp(w), await signedUp(w)];
      await confirm(w, done.name, done.code);
      await changeStored(w, off.name, (user) => ({ ...user, enabled: false }));
      await signUp(w, 'hidden-codeless');
      const seen: unknown[] = [];
      for (const [name, code] of [
        [open.name, otherThan(open.code)],
        [done.name, otherThan(done.code)],
        [off.name, otherThan(off.code)],
        ['hidden-codeless', '123456'],
        ['nobody', '123456'],
        ['11111111-2222-3333-4444-555555555555', '123456'],
      ] as const) {
        app.roundTrips.reset();
        const answer = await outcome(confirm(w, name, code));
        seen.push({ answer, reads: app.roundTrips.reads, writes: app.roundTrips.writes });
      }
      expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
      expect(seen[0]).toEqual({ answer: mismatch, reads: 2, writes: 1 });
    });

    it('tells the state of the user to whoever has the right code', async () => {
      const w = await world(app, {}, { preventUserExistenceErrors: 'ENABLED' });
      const [done, off, late] = [await signedUp(w), await signedUp(w), await signedUp(w)];
      await confirm(w, done.name, done.code);
      await expect(confirm(w, done.name, done.code)).rejects.toMatchObject(confirmedAlready);
      await changeStored(w, off.name, (user) => ({ ...user, enabled: false }));
      await expect(confirm(w, off.name, off.code)).rejects.toMatchObject(disabled);
      app.advance(24 * HOUR);
      await expect(confirm(w, late.name, late.code)).rejects.toMatchObject(expired);
      await expect(confirm(w, late.name, otherThan(late.code))).rejects.toMatchObject(mismatch);
    });

    it('locks unknown names like known ones', async () => {
      const w = await world(app, {}, { preventUserExistenceErrors: 'ENABLED' });
      const { name, code } = await signedUp(w);
      for (let i = 0; i < 15; i++) {
        await expect(confirm(w, name, otherThan(code))).rejects.toMatchObject(mismatch);
        await expect(confirm(w, 'nobody', '123456')).rejects.toMatchObject(mismatch);
      }
      await expect(confirm(w, name, code)).rejects.toMatchObject(limit);
      await expect(confirm(w, 'nobody', '123456')).rejects.toMatchObject(limit);
      app.advance(HOUR);
      await expect(confirm(w, 'nobody', '123456')).rejects.toMatchObject(mismatch);
    });
  });

  it('refuses an unknown client', async () => {
    const call = app.call('ConfirmSignUp', { ClientId: 'none', Username: 'a', ConfirmationCode: '1' });
    await expect(call).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool client none does not exist.',
    });
  });
});

import { describe, expect, it } from 'vitest';
import {
  aliasTakenMeanwhile,
  CODE_EXPIRED,
  CODE_MISMATCH,
  cannotConfirm,
  clientUnknown,
  DISABLED,
  LIMIT_EXCEEDED,
  secretHashWrong,
  USER_UNKNOWN_TO_CLIENT,
} from '#test/errors.ts';
import {
  ANY_CASE,
  anotherClient,
  atOnce,
  beforeNextCommit,
  codeFor,
  HIDING,
  HOUR,
  otherThan,
  outcome,
  secretHash,
  settleAll,
  testPools,
  UNKNOWN_SUB,
} from '#test/world.ts';

const confirmedAlready = cannotConfirm('CONFIRMED');

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('ConfirmSignUp', () => {
  it('confirms the user and verifies the e-mail', async () => {
    const w = await service.pool();
    const { username, code } = await w.signedUp();
    app.advance(1000);
    app.roundTrips.reset();
    expect(await w.confirmSignUp(username, code)).toEqual({});
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    const user = await w.stored(username);
    expect(user).toMatchObject({ status: 'CONFIRMED', attributes: { email_verified: 'true' } });
    expect(user!.modifiedAt).toBe(user!.createdAt + 1000);
    expect(user!.names).toEqual([{ kind: 'username', value: username }]);
  });

  it('verifies the phone number that got the code', async () => {
    const w = await service.pool({ autoVerifiedAttributes: ['phone_number', 'email'] });
    await w.signUp('phone', { email: 'phone@example.com', phone_number: '+15557770001' });
    await w.confirmSignUp('phone', codeFor(app, '+15557770001'));
    const { attributes } = (await w.stored('phone'))!;
    expect(attributes).toEqual({
      email: 'phone@example.com',
      email_verified: 'false',
      phone_number: '+15557770001',
      phone_number_verified: 'true',
    });
  });

  it('finds the user by e-mail, in any case that the pool allows', async () => {
    const w = await service.pool({ usernameAttributes: ['email'], ...ANY_CASE });
    await w.signUp('Mixed@Example.com');
    await w.confirmSignUp('mIXED@example.COM', codeFor(app, 'mixed@example.com'));
    expect(await w.stored('mixed@example.com')).toMatchObject({
      status: 'CONFIRMED',
      attributes: { email: 'Mixed@Example.com', email_verified: 'true' },
    });
  });

  it('makes a verified e-mail an alias', async () => {
    const w = await service.pool({ aliasAttributes: ['email'], ...ANY_CASE });
    await w.signUp('ada', { email: 'Alias1@example.com' });
    expect(await w.stored('alias1@example.com')).toBeUndefined();
    await w.confirmSignUp('ada', codeFor(app, 'alias1@example.com'));
    expect((await w.stored('alias1@example.com'))?.username).toBe('ada');
  });

  it('confirms but verifies nothing when the e-mail changed after the code was sent', async () => {
    const w = await service.pool({ aliasAttributes: ['email'] });
    const { username, email, code } = await w.signedUp();
    await w.force(username, { attributes: { email: 'new@example.com' } });
    await w.confirmSignUp(username, code);
    expect(await w.stored(username)).toMatchObject({ status: 'CONFIRMED', attributes: { email: 'new@example.com' } });
    expect((await w.stored(username))?.attributes).not.toHaveProperty('email_verified');
    expect(await w.stored(email)).toBeUndefined();
    expect(await w.stored('new@example.com')).toBeUndefined();
  });

  it('refuses wrong codes, each with one write, and still takes the right one', async () => {
    const w = await service.pool();
    const { username, code } = await w.signedUp();
    for (const wrong of [otherThan(code), ` ${code}`.trim().slice(1), `${code}0`, '__proto__', 'x'.repeat(2048)]) {
      app.roundTrips.reset();
      await expect(w.confirmSignUp(username, wrong)).rejects.toMatchObject(CODE_MISMATCH);
      expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    }
    expect(await w.stored(username)).toMatchObject({ status: 'UNCONFIRMED' });
    await w.confirmSignUp(username, code);
  });

  it('does not take the code of another user or pool', async () => {
    const w = await service.pool();
    const [one, other] = [await w.signedUp(), await w.signedUp()];
    if (one.code !== other.code)
      await expect(w.confirmSignUp(one.username, other.code)).rejects.toMatchObject(CODE_MISMATCH);
    const elsewhere = await service.pool();
    await elsewhere.signUp(one.username, { email: 'elsewhere@example.com' });
    const code = codeFor(app, 'elsewhere@example.com');
    if (one.code !== code) await expect(w.confirmSignUp(one.username, code)).rejects.toMatchObject(CODE_MISMATCH);
    await expect(elsewhere.confirmSignUp(one.username, code)).resolves.toEqual({});
    expect(await w.stored(one.username)).toMatchObject({ status: 'UNCONFIRMED' });
  });

  it('says that a confirmed user is confirmed, whatever the code', async () => {
    const w = await service.pool();
    const { username, code } = await w.signedUp();
    await w.confirmSignUp(username, code);
    await expect(w.confirmSignUp(username, code)).rejects.toMatchObject(confirmedAlready);
    await expect(w.confirmSignUp(username, otherThan(code))).rejects.toMatchObject(confirmedAlready);
  });

  it('takes a code for 24 hours', async () => {
    const w = await service.pool();
    const [early, late] = [await w.signedUp(), await w.signedUp()];
    app.advance(24 * HOUR - 1);
    await expect(w.confirmSignUp(early.username, early.code)).resolves.toEqual({});
    app.advance(1);
    await expect(w.confirmSignUp(late.username, late.code)).rejects.toMatchObject(CODE_EXPIRED);
    await expect(w.confirmSignUp(late.username, otherThan(late.code))).rejects.toMatchObject(CODE_EXPIRED);
  });

  it('asks for a new code when none was sent', async () => {
    const w = await service.pool();
    await w.signUp('codeless');
    await expect(w.confirmSignUp('codeless', '123456')).rejects.toMatchObject(CODE_EXPIRED);
  });

  it('takes only the newest code', async () => {
    const w = await service.pool();
    const { username, email, code: first } = await w.signedUp();
    await w.resendCode(username);
    const second = codeFor(app, email);
    if (first !== second) await expect(w.confirmSignUp(username, first)).rejects.toMatchObject(CODE_MISMATCH);
    await expect(w.confirmSignUp(username, second)).resolves.toEqual({});
  });

  it('refuses a disabled user', async () => {
    const w = await service.pool();
    const { username, code } = await w.signedUp();
    await w.force(username, { enabled: false });
    await expect(w.confirmSignUp(username, code)).rejects.toMatchObject(DISABLED);
    expect(await w.stored(username)).toMatchObject({ status: 'UNCONFIRMED' });
  });

  it('tells that a user is unknown, unless the client hides it', async () => {
    const w = await service.pool();
    await expect(w.confirmSignUp('nobody', '123456')).rejects.toMatchObject(USER_UNKNOWN_TO_CLIENT);
  });

  it('checks the secret hash', async () => {
    const secret = 'secret-of-this-client-0123456789';
    const w = await service.pool();
    const { username, code } = await w.signedUp();
    const own = await anotherClient(w, { secret });
    const wrong = secretHashWrong(own.client.id);
    await expect(own.confirmSignUp(username, code)).rejects.toMatchObject(wrong);
    const SecretHash = secretHash(secret, username, own.client.id);
    await expect(own.confirmSignUp(username, code, { SecretHash: `${SecretHash}=` })).rejects.toMatchObject(wrong);
    await expect(own.confirmSignUp(username, code, { SecretHash })).resolves.toEqual({});
  });

  it('lets one of 50 parallel right answers succeed', async () => {
    const w = await service.pool();
    const { username, code } = await w.signedUp();
    const { answers, errors } = await atOnce(50, () => w.confirmSignUp(username, code));
    expect(answers).toEqual([{}]);
    expect(new Set(errors.map((error) => error.message))).toEqual(new Set([confirmedAlready.message]));
  });

  describe('limits guesses', () => {
    it('to 15 an hour, then refuses the right one too', async () => {
      const w = await service.pool();
      const { username, code } = await w.signedUp();
      for (let i = 0; i < 15; i++)
        await expect(w.confirmSignUp(username, otherThan(code))).rejects.toMatchObject(CODE_MISMATCH);
      await expect(w.confirmSignUp(username, code)).rejects.toMatchObject(LIMIT_EXCEEDED);
      app.advance(HOUR - 1);
      await expect(w.confirmSignUp(username, code)).rejects.toMatchObject(LIMIT_EXCEEDED);
      app.advance(1);
      await expect(w.confirmSignUp(username, code)).resolves.toEqual({});
    });

    it('also when they come at once with the right one among them', async () => {
      const w = await service.pool();
      const { username, code } = await w.signedUp();
      for (let i = 0; i < 14; i++)
        await expect(w.confirmSignUp(username, otherThan(code))).rejects.toMatchObject(CODE_MISMATCH);
      const wrong = Array.from({ length: 30 }, () => w.confirmSignUp(username, otherThan(code)));
      const { errors } = await settleAll(wrong);
      const told = errors.filter((error) => error.name === 'CodeMismatchException');
      expect(told).toHaveLength(1);
      expect(errors.filter((error) => error.name === 'LimitExceededException')).toHaveLength(29);
    });

    it('whose outcome is not released when the lock came first, not even that an alias is taken', async () => {
      const w = await service.pool({ aliasAttributes: ['email'] });
      await w.signUp('holder', { email: 'held@example.com' });
      await w.confirmSignUp('holder', codeFor(app, 'held@example.com'));
      for (const [username, email] of [
        ['guessed', 'held@example.com'],
        ['plain', 'plain@example.com'],
      ] as const) {
        await w.signUp(username, { email });
        const code = codeFor(app, email);
        beforeNextCommit(app, () => atOnce(15, () => w.confirmSignUp(username, otherThan(code))));
        await expect(w.confirmSignUp(username, code)).rejects.toMatchObject(LIMIT_EXCEEDED);
        expect(await w.stored(username)).toMatchObject({ status: 'UNCONFIRMED' });
      }
    });
  });

  describe('with an alias that another user has', () => {
    const taken = aliasTakenMeanwhile('email');

    async function contested(email: string) {
      const w = await service.pool({ aliasAttributes: ['email'] });
      await w.signUp('first', { email });
      await w.confirmSignUp('first', codeFor(app, email));
      await w.signUp('second', { email });
      return { w, code: codeFor(app, email) };
    }

    it('refuses, and changes nothing', async () => {
      const { w, code } = await contested('taken1@example.com');
      await expect(w.confirmSignUp('second', code)).rejects.toMatchObject(taken);
      await expect(w.confirmSignUp('second', code, { ForceAliasCreation: false })).rejects.toMatchObject(taken);
      expect(await w.stored('second')).toMatchObject({ status: 'UNCONFIRMED' });
      expect((await w.stored('taken1@example.com'))?.username).toBe('first');
    });

    it('moves it when asked to', async () => {
      const { w, code } = await contested('taken2@example.com');
      await w.confirmSignUp('second', code, { ForceAliasCreation: true });
      expect(await w.stored('taken2@example.com')).toMatchObject({ username: 'second', status: 'CONFIRMED' });
      const first = await w.stored('first');
      expect(first?.attributes).toMatchObject({ email: 'taken2@example.com', email_verified: 'false' });
      expect(first?.names).toEqual([{ kind: 'username', value: 'first' }]);
    });

    it('takes the same from a preferred user name, too', async () => {
      const { w, code } = await contested('taken3@example.com');
      const aliasAttributes = ['email', 'preferred_username'] as const;
      await w.changePool({ aliasAttributes });
      app.deps.configuration.forget(w.pool.id);
      await w.force('first', (user) => ({
        attributes: { ...user.attributes, preferred_username: 'taken3@example.com' },
      }));
      await w.confirmSignUp('second', code, { ForceAliasCreation: true });
      expect((await w.stored('taken3@example.com'))?.username).toBe('second');
      expect((await w.stored('first'))?.attributes).toEqual({ email: 'taken3@example.com', email_verified: 'false' });
    });

    it('gives it to one of many who force it at once', async () => {
      const w = await service.pool({ aliasAttributes: ['email'] });
      const email = 'taken4@example.com';
      const users: { username: string; code: string }[] = [];
      for (let i = 0; i < 6; i++) {
        await w.signUp(`forcer${i}`, { email });
        users.push({ username: `forcer${i}`, code: codeFor(app, email) });
      }
      const force = { ForceAliasCreation: true };
      const { errors } = await settleAll(users.map(({ username, code }) => w.confirmSignUp(username, code, force)));
      expect(errors).toEqual([]);
      const owner = await w.stored(email);
      const verified = [];
      for (const { username } of users) {
        const user = await w.stored(username);
        expect(user?.status).toBe('CONFIRMED');
        if (user?.attributes.email_verified === 'true') verified.push(user.username);
      }
      expect(verified).toEqual([owner?.username]);
    });
  });

  describe('of a client that hides who exists', () => {
    it('says of everybody without the right code that it is wrong, at the same cost', async () => {
      const w = await service.pool({}, HIDING);
      const [open, done, off] = [await w.signedUp(), await w.signedUp(), await w.signedUp()];
      await w.confirmSignUp(done.username, done.code);
      await w.force(off.username, { enabled: false });
      await w.signUp('hidden-codeless');
      const seen: unknown[] = [];
      for (const [username, code] of [
        [open.username, otherThan(open.code)],
        [done.username, otherThan(done.code)],
        [off.username, otherThan(off.code)],
        ['hidden-codeless', '123456'],
        ['nobody', '123456'],
        [UNKNOWN_SUB, '123456'],
      ] as const) {
        app.roundTrips.reset();
        const answer = await outcome(w.confirmSignUp(username, code));
        seen.push({ answer, reads: app.roundTrips.reads, writes: app.roundTrips.writes });
      }
      expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
      expect(seen[0]).toEqual({ answer: CODE_MISMATCH, reads: 2, writes: 1 });
    });

    it('tells the state of the user to whoever has the right code', async () => {
      const w = await service.pool({}, HIDING);
      const [done, off, late] = [await w.signedUp(), await w.signedUp(), await w.signedUp()];
      await w.confirmSignUp(done.username, done.code);
      await expect(w.confirmSignUp(done.username, done.code)).rejects.toMatchObject(confirmedAlready);
      await w.force(off.username, { enabled: false });
      await expect(w.confirmSignUp(off.username, off.code)).rejects.toMatchObject(DISABLED);
      app.advance(24 * HOUR);
      await expect(w.confirmSignUp(late.username, late.code)).rejects.toMatchObject(CODE_EXPIRED);
      await expect(w.confirmSignUp(late.username, otherThan(late.code))).rejects.toMatchObject(CODE_MISMATCH);
    });

    it('locks unknown names like known ones', async () => {
      const w = await service.pool({}, HIDING);
      const { username, code } = await w.signedUp();
      for (let i = 0; i < 15; i++) {
        await expect(w.confirmSignUp(username, otherThan(code))).rejects.toMatchObject(CODE_MISMATCH);
        await expect(w.confirmSignUp('nobody', '123456')).rejects.toMatchObject(CODE_MISMATCH);
      }
      await expect(w.confirmSignUp(username, code)).rejects.toMatchObject(LIMIT_EXCEEDED);
      await expect(w.confirmSignUp('nobody', '123456')).rejects.toMatchObject(LIMIT_EXCEEDED);
      app.advance(HOUR);
      await expect(w.confirmSignUp('nobody', '123456')).rejects.toMatchObject(CODE_MISMATCH);
    });
  });

  it('refuses an unknown client', async () => {
    const w = await service.pool();
    await expect(w.confirmSignUp('a', '1', { ClientId: 'none' })).rejects.toMatchObject(clientUnknown('none'));
  });
});

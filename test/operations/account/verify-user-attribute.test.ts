import { describe, expect, it } from 'vitest';
import { aliasTaken, aliasTakenMeanwhile, CODE_EXPIRED, CODE_MISMATCH, invalid, LIMIT_EXCEEDED } from '#test/errors.ts';
import {
  ANY_CASE,
  atOnce,
  beforeNextCommit,
  codeFor,
  HOUR,
  otherThan,
  type Person,
  settleAll,
  type TestPool,
  testPools,
} from '#test/world.ts';

const WAITING = { userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ['email'] as const } };

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('VerifyUserAttribute', () => {
  let count = 0;
  /** Somebody with an unverified e-mail and the code that was sent to it. */
  async function unverified({ person }: TestPool): Promise<{ one: Person; email: string; code: string }> {
    const email = `v${++count}@example.com`;
    const one = await person(`verifier${count}`);
    await one.update({ email });
    return { one, email, code: codeFor(app, email) };
  }

  it('verifies, with two reads and one write, and keeps the rest', async () => {
    const { one, email, code } = await unverified(await service.pool());
    const before = await one.stored();
    app.advance(1000);
    app.roundTrips.reset();
    expect(await one.verify(code)).toEqual({});
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    expect(await one.stored()).toEqual({
      ...before,
      attributes: { email, email_verified: 'true' },
      modifiedAt: before.modifiedAt + 1000,
      version: before.version + 1,
    });
  });

  it('takes a code once', async () => {
    const { one, code } = await unverified(await service.pool());
    await one.verify(code);
    await expect(one.verify(code)).rejects.toMatchObject(CODE_EXPIRED);
    await expect(one.verify(otherThan(code))).rejects.toMatchObject(CODE_EXPIRED);
  });

  it('verifies again what is verified', async () => {
    const { one, email, code } = await unverified(await service.pool());
    await one.verify(code);
    await one.ask();
    await expect(one.verify(otherThan(codeFor(app, email)))).rejects.toMatchObject(CODE_MISMATCH);
    await one.verify(codeFor(app, email));
    expect(await one.attributes()).toEqual({ email, email_verified: 'true' });
  });

  it('asks for a new code when there is none', async () => {
    const { person } = await service.pool();
    const ada = await person('ada', { email: 'none@example.com' });
    app.roundTrips.reset();
    await expect(ada.verify('123456')).rejects.toMatchObject(CODE_EXPIRED);
    await expect(ada.verify('123456', 'phone_number')).rejects.toMatchObject(CODE_EXPIRED);
    expect(app.roundTrips).toMatchObject({ reads: 4, writes: 0 });
  });

  it('refuses wrong codes, each with one write, and the codes of others', async () => {
    const people = await service.pool({ autoVerifiedAttributes: ['email', 'phone_number'] });
    const { one, code } = await unverified(people);
    const other = await unverified(people);
    await one.update({ phone_number: '+15550100001' });
    const wrong = [otherThan(code), code.slice(1), `${code}0`, '__proto__', 'x'.repeat(2048)];
    for (const foreign of [other.code, codeFor(app, '+15550100001')]) if (foreign !== code) wrong.push(foreign);
    for (const given of wrong) {
      app.roundTrips.reset();
      await expect(one.verify(given)).rejects.toMatchObject(CODE_MISMATCH);
      expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1 });
    }
    expect(await one.attributes()).toMatchObject({ email_verified: 'false', phone_number_verified: 'false' });
    await one.verify(code);
    expect(await one.attributes()).toMatchObject({ email_verified: 'true', phone_number_verified: 'false' });
  });

  it('does not take the code of a sign-up', async () => {
    const w = await service.pool();
    await w.signUp('signing', { email: 'signing@example.com' });
    await w.call('AdminConfirmSignUp', { Username: 'signing' });
    const Code = codeFor(app, 'signing@example.com');
    const { AccessToken } = await w.tokens('signing');
    const call = app.call('VerifyUserAttribute', { AccessToken, AttributeName: 'email', Code });
    await expect(call).rejects.toMatchObject(CODE_EXPIRED);
    await expect((await w.person('ada')).verify(Code)).rejects.toMatchObject(CODE_EXPIRED);
  });

  it('takes a code for 24 hours', async () => {
    const people = await service.pool({}, { accessTokenValidity: 24 });
    const [early, late] = [await unverified(people), await unverified(people)];
    app.advance(24 * HOUR - 1);
    const again = await signInAgain(people, late.one);
    await early.one.verify(early.code);
    app.advance(1);
    await expect(again(otherThan(late.code))).rejects.toMatchObject(CODE_EXPIRED);
    await expect(again(late.code)).rejects.toMatchObject(CODE_EXPIRED);
  });

  async function signInAgain({ tokens }: TestPool, { sub }: Person) {
    const { AccessToken } = await tokens(sub);
    return (Code: string) => app.call('VerifyUserAttribute', { AccessToken, AttributeName: 'email', Code });
  }

  it('ends with the value that the code was sent to', async () => {
    const people = await service.pool();
    const { one, code } = await unverified(people);
    const UserAttributes = [
      { Name: 'email', Value: 'other@example.com' },
      { Name: 'email_verified', Value: 'true' },
    ];
    await people.call('AdminUpdateUserAttributes', { Username: one.sub, UserAttributes });
    await expect(one.verify(code)).rejects.toMatchObject(CODE_EXPIRED);
    expect(await one.attributes()).toEqual({ email: 'other@example.com', email_verified: 'true' });
  });

  it.each(['name', 'email_verified', '__proto__', 'constructor', 'sub', 'custom:x'])(
    'refuses the attribute %s',
    async (AttributeName) => {
      const { one, code } = await unverified(await service.pool());
      const refused = invalid('Invalid attribute name. Only phone_number and email can be verified.');
      await expect(one.verify(code, AttributeName)).rejects.toMatchObject(refused);
      await expect(one.ask(AttributeName)).rejects.toMatchObject(refused);
    },
  );

  describe('limits guesses', () => {
    it('to 15 an hour, then refuses the right one too', async () => {
      const { one, code } = await unverified(await service.pool({}, { accessTokenValidity: 24 }));
      for (let i = 0; i < 15; i++) await expect(one.verify(otherThan(code))).rejects.toMatchObject(CODE_MISMATCH);
      await expect(one.verify(code)).rejects.toMatchObject(LIMIT_EXCEEDED);
      await expect(one.verify('123456', 'phone_number')).rejects.toMatchObject(LIMIT_EXCEEDED);
      app.advance(HOUR - 1);
      await expect(one.verify(code)).rejects.toMatchObject(LIMIT_EXCEEDED);
      app.advance(1);
      await one.verify(code);
    });

    it('and gives no more of them for a right one', async () => {
      const people = await service.pool();
      const { one, email, code } = await unverified(people);
      for (let i = 0; i < 14; i++) await expect(one.verify(otherThan(code))).rejects.toMatchObject(CODE_MISMATCH);
      await one.verify(code);
      await one.update({ email: `again-${email}` });
      const next = codeFor(app, `again-${email}`);
      await expect(one.verify(otherThan(next))).rejects.toMatchObject(CODE_MISMATCH);
      await expect(one.verify(next)).rejects.toMatchObject(LIMIT_EXCEEDED);
    });

    it('also when they come at once', async () => {
      const { one, code } = await unverified(await service.pool());
      const { errors } = await atOnce(40, () => one.verify(otherThan(code)));
      expect(errors.filter(({ name }) => name === 'CodeMismatchException')).toHaveLength(15);
      expect(errors.filter(({ name }) => name === 'LimitExceededException')).toHaveLength(25);
    });
  });

  it('lets one of 20 parallel right answers succeed', async () => {
    const { one, code } = await unverified(await service.pool());
    const { answers, errors } = await atOnce(20, () => one.verify(code));
    expect(answers).toEqual([{}]);
    expect(new Set(errors.map(({ name }) => name))).toEqual(new Set(['ExpiredCodeException']));
  });

  it('does not bring back what was changed while it ran', async () => {
    const people = await service.pool();
    const { one, code } = await unverified(people);
    beforeNextCommit(app, () => one.update({ email: 'while@example.com', name: 'Ada' }));
    await expect(one.verify(code)).rejects.toMatchObject({
      name: expect.stringMatching(/^(CodeMismatch|ExpiredCode)Exception$/),
    });
    expect(await one.attributes()).toEqual({ email: 'while@example.com', email_verified: 'false', name: 'Ada' });
  });

  it('keeps other changes that came first', async () => {
    const people = await service.pool();
    const { one, email, code } = await unverified(people);
    beforeNextCommit(app, () => one.update({ name: 'Ada' }));
    await one.verify(code);
    expect(await one.attributes()).toEqual({ email, email_verified: 'true', name: 'Ada' });
  });

  describe('takes the alias', () => {
    it('from another user who has it, where it stays and is no longer verified', async () => {
      const { person, ownerOf } = await service.pool({ aliasAttributes: ['email'] });
      const holder = await person('holder', { email: 'held@example.com', email_verified: 'true' });
      const ada = await person('ada');
      await ada.update({ email: 'held@example.com' });
      const code = codeFor(app, 'held@example.com');
      await expect(ada.verify(otherThan(code))).rejects.toMatchObject(CODE_MISMATCH);
      expect(await ownerOf('held@example.com')).toBe(holder.sub);
      await ada.verify(code);
      expect(await ownerOf('held@example.com')).toBe(ada.sub);
      expect(await holder.attributes()).toEqual({ email: 'held@example.com', email_verified: 'false' });
    });

    it('for one of 20 users who verify it at once', async () => {
      const { person, ownerOf } = await service.pool({
        aliasAttributes: ['email'],
        ...ANY_CASE,
      });
      const people = [];
      for (let n = 0; n < 20; n++) {
        const one = await person(`alias${n}`);
        const email = n % 2 ? 'Contested@example.com' : 'contested@example.com';
        await one.update({ email });
        people.push({ one, code: codeFor(app, email) });
      }
      // Each takes it from the one before, if it does not come too late time and again.
      const { errors } = await settleAll(people.map(({ one, code }) => one.verify(code)));
      for (const error of errors) expect(error).toMatchObject({ name: 'TooManyRequestsException' });
      const verified = [];
      for (const { one } of people) if ((await one.attributes()).email_verified === 'true') verified.push(one.sub);
      expect(verified).toEqual([await ownerOf('CONTESTED@example.com')]);
    });
  });

  describe('of a value that waits', () => {
    it('refuses one that has become the user name of another meanwhile', async () => {
      const { person } = await service.pool({ ...WAITING, usernameAttributes: ['email'] });
      const ada = await person('ada@example.com', { email: 'ada@example.com', email_verified: 'true' });
      await ada.update({ email: 'wanted1@example.com' });
      const bob = await person('bob@example.com', { email: 'bob@example.com' });
      await bob.update({ email: 'wanted1@example.com' });
      await bob.verify(codeFor(app, 'wanted1@example.com'));
      await ada.ask();
      await expect(ada.verify(codeFor(app, 'wanted1@example.com'))).rejects.toMatchObject(aliasTakenMeanwhile('email'));
      expect(await ada.attributes()).toEqual({ email: 'ada@example.com', email_verified: 'true' });
    });

    it('makes it the user name', async () => {
      const { person, ownerOf, signIn } = await service.pool({
        ...WAITING,
        usernameAttributes: ['email'],
        ...ANY_CASE,
      });
      const ada = await person('ada@example.com', { email: 'ada@example.com', email_verified: 'true' });
      await ada.update({ email: 'Wanted2@example.com' });
      expect(await ownerOf('wanted2@example.com')).toBeUndefined();
      expect(await ownerOf('ada@example.com')).toBe(ada.sub);
      await ada.verify(codeFor(app, 'Wanted2@example.com'));
      expect(await ownerOf('wanted2@example.com')).toBe(ada.sub);
      expect(await ownerOf('ada@example.com')).toBeUndefined();
      expect((await signIn('wanted2@example.com')).AuthenticationResult).toBeDefined();
    });

    it('gives it to one of 10 who wait for the same', async () => {
      const { person, ownerOf } = await service.pool({ ...WAITING, usernameAttributes: ['email'] });
      const people = [];
      for (let n = 0; n < 10; n++) {
        const one = await person(`w${n}@example.com`, { email: `w${n}@example.com`, email_verified: 'true' });
        await one.update({ email: 'all@example.com' });
        people.push({ one, code: codeFor(app, 'all@example.com') });
      }
      const { answers } = await settleAll(people.map(({ one, code }) => one.verify(code)));
      expect(answers).toEqual([{}]);
      const having = [];
      for (const { one } of people) if ((await one.attributes()).email === 'all@example.com') having.push(one.sub);
      expect(having).toEqual([await ownerOf('all@example.com')]);
    });

    it('does not outlive a change by an administrator', async () => {
      const { person, call } = await service.pool({ ...WAITING, usernameAttributes: ['email'] });
      const ada = await person('ada@example.com', { email: 'ada@example.com', email_verified: 'true' });
      await ada.update({ email: 'wanted3@example.com' });
      const UserAttributes = [
        { Name: 'email', Value: 'set@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ];
      await call('AdminUpdateUserAttributes', { Username: 'ada@example.com', UserAttributes });
      await expect(ada.verify(codeFor(app, 'wanted3@example.com'))).rejects.toMatchObject(CODE_EXPIRED);
      expect(await ada.attributes()).toEqual({ email: 'set@example.com', email_verified: 'true' });
    });

    it('is refused where the names are taken at once, when it is changed', async () => {
      const { person } = await service.pool({ usernameAttributes: ['email'] });
      const ada = await person('ada@example.com', { email: 'ada@example.com' });
      await person('bob@example.com', { email: 'bob@example.com' });
      await expect(ada.update({ email: 'bob@example.com' })).rejects.toMatchObject(aliasTaken('email'));
    });
  });
});

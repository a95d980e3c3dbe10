import { describe, expect, it } from 'vitest';
import {
  ACCESS_TOKEN_INVALID,
  ACCESS_TOKEN_REVOKED,
  aliasTaken,
  CODE_EXPIRED,
  EMAIL_FORM,
  EMAIL_MALFORMED,
  immutable,
  invalid,
  LIMIT_EXCEEDED,
  PHONE_FORM,
  PHONE_MALFORMED,
  SUB_FORM,
  UNAUTHORIZED_WRITE,
  UNDELIVERED,
  userAttributeImmutable,
  userAttributeMissing,
  userAttributeRequired,
  userAttributeUnknown,
} from '#test/errors.ts';
import { custom, schemaWith } from '#test/fixtures.ts';
import {
  ANY_CASE,
  anotherClient,
  attributes,
  beforeNextCommit,
  codeFor,
  DAY,
  HOUR,
  settleAll,
  testPools,
} from '#test/world.ts';

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('UpdateUserAttributes', () => {
  it('sets, replaces and blanks attributes, with one read and one write', async () => {
    const { person } = await service.pool({ schema: schemaWith({}, custom('custom:team')) });
    const ada = await person('ada', { name: 'Ada', locale: 'en', nickname: 'a' });
    const before = await ada.stored();
    app.advance(5000);
    app.roundTrips.reset();
    const answer = await ada.update([
      { Name: 'name', Value: 'Ada L.' },
      { Name: 'custom:team', Value: 'red' },
      { Name: 'locale', Value: '' },
      { Name: 'nickname', Value: '' },
      { Name: 'zoneinfo', Value: '' },
    ]);
    expect(answer).toEqual({ CodeDeliveryDetailsList: [] });
    expect(app.roundTrips).toMatchObject({ reads: 1, writes: 1, staleReads: [] });
    const after = await ada.stored();
    expect(after.attributes).toEqual({ name: 'Ada L.', 'custom:team': 'red' });
    expect(after.modifiedAt).toBe(before.modifiedAt + 5000);
    expect(after).toMatchObject({ stamp: before.stamp, signOutEpoch: before.signOutEpoch, names: before.names });
  });

  it('asks for the required attributes that have no value yet', async () => {
    const { person } = await service.pool({ schema: schemaWith({ name: { required: true } }) });
    const ada = await person('ada');
    await expect(ada.update({ locale: 'en' })).rejects.toMatchObject(userAttributeMissing('name'));
    await ada.update({ locale: 'en', name: 'Ada' });
    await ada.update({ locale: 'fr' });
    expect(await ada.attributes()).toEqual({ locale: 'fr', name: 'Ada' });
  });

  it('takes the last of a name that is given twice', async () => {
    const { person } = await service.pool();
    const ada = await person('ada');
    await ada.update([
      { Name: 'name', Value: '' },
      { Name: 'name', Value: 'one' },
      { Name: 'locale', Value: 'en' },
      { Name: 'locale', Value: '' },
    ]);
    expect(await ada.attributes()).toEqual({ name: 'one' });
  });

  it('changes nothing for an empty list', async () => {
    const { person } = await service.pool();
    const ada = await person('ada');
    app.roundTrips.reset();
    expect(await ada.update([])).toEqual({ CodeDeliveryDetailsList: [] });
    expect(app.roundTrips).toMatchObject({ reads: 1, writes: 0 });
  });

  describe('of an e-mail or phone number', () => {
    it('replaces it at once, unverified, and sends a code', async () => {
      const { person } = await service.pool();
      const ada = await person('ada', { email: 'old@example.com', email_verified: 'true' });
      app.roundTrips.reset();
      const answer = await ada.update({ email: 'u1@example.com' });
      expect(answer).toEqual({
        CodeDeliveryDetailsList: [{ Destination: 'u***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' }],
      });
      // The second read is the count of codes.
      expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1 });
      expect(await ada.attributes()).toEqual({ email: 'u1@example.com', email_verified: 'false' });
      await ada.verify(codeFor(app, 'u1@example.com'));
      expect(await ada.attributes()).toEqual({ email: 'u1@example.com', email_verified: 'true' });
    });

    it('sends a code for each that the pool verifies', async () => {
      const { person } = await service.pool({ autoVerifiedAttributes: ['email', 'phone_number'] });
      const ada = await person('ada');
      const answer = await ada.update({ phone_number: '+15550000001', email: 'u2@example.com' });
      expect(answer.CodeDeliveryDetailsList).toEqual([
        { Destination: 'u***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
        { Destination: '+*******0001', DeliveryMedium: 'SMS', AttributeName: 'phone_number' },
      ]);
      await ada.verify(codeFor(app, 'u2@example.com'), 'email');
      await ada.verify(codeFor(app, '+15550000001'), 'phone_number');
      expect(await ada.attributes()).toMatchObject({ email_verified: 'true', phone_number_verified: 'true' });
    });

    it('sends none where the pool does not verify it, and ends the code that was out', async () => {
      const { person } = await service.pool({ autoVerifiedAttributes: [] });
      const ada = await person('ada', { email: 'u3@example.com' });
      await ada.ask();
      const code = codeFor(app, 'u3@example.com');
      expect(await ada.update({ email: 'u3b@example.com' })).toEqual({ CodeDeliveryDetailsList: [] });
      expect(app.outbox.messages('u3b@example.com')).toHaveLength(0);
      await expect(ada.verify(code)).rejects.toMatchObject(CODE_EXPIRED);
      await ada.update({ email: 'u3@example.com' });
      await expect(ada.verify(code)).rejects.toMatchObject(CODE_EXPIRED);
    });

    it('leaves a verified one alone that does not change', async () => {
      const { person } = await service.pool();
      const verified = { email: 'u4@example.com', email_verified: 'true' };
      const ada = await person('ada', verified);
      expect(await ada.update({ email: 'u4@example.com', name: 'Ada' })).toEqual({ CodeDeliveryDetailsList: [] });
      expect(await ada.attributes()).toEqual({ ...verified, name: 'Ada' });
      expect(app.outbox.messages('u4@example.com')).toHaveLength(0);
    });

    it('sends another code to an unverified one that does not change', async () => {
      const { person } = await service.pool();
      const ada = await person('ada', { email: 'u5@example.com' });
      await ada.update({ email: 'u5@example.com' });
      await ada.verify(codeFor(app, 'u5@example.com'));
      expect(await ada.attributes()).toMatchObject({ email_verified: 'true' });
    });

    it('removes its verification with it', async () => {
      const { person } = await service.pool();
      const ada = await person('ada', { email: 'u6@example.com', email_verified: 'true', name: 'Ada' });
      await ada.update({ email: '' });
      expect(await ada.attributes()).toEqual({ name: 'Ada' });
    });

    it('is kept when the message can not be delivered', async () => {
      const { person } = await service.pool({ autoVerifiedAttributes: ['email', 'phone_number'] });
      const ada = await person('ada', { email: 'old@example.com', email_verified: 'true' });
      app.failDelivery(true);
      try {
        const call = ada.update({ email: 'u7@example.com', phone_number: '+15550000002', name: 'Ada' });
        await expect(call).rejects.toMatchObject(UNDELIVERED);
      } finally {
        app.failDelivery(false);
      }
      expect(await ada.attributes()).toMatchObject({
        email: 'u7@example.com',
        email_verified: 'false',
        phone_number: '+15550000002',
        name: 'Ada',
      });
      await ada.ask();
      await ada.verify(codeFor(app, 'u7@example.com'));
    });
  });

  describe('where it must be verified first', () => {
    const first = { userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ['email'] as const } };
    const old = { email: 'before@example.com', email_verified: 'true' };

    it('keeps the old e-mail until the code is given', async () => {
      const { person } = await service.pool(first);
      const ada = await person('ada', old);
      const answer = await ada.update({ email: 'p1@example.com', name: 'Ada' });
      expect(answer.CodeDeliveryDetailsList).toEqual([
        { Destination: 'p***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
      ]);
      expect(await ada.attributes()).toEqual({ ...old, name: 'Ada' });
      expect(app.outbox.messages(old.email)).toHaveLength(0);
      await ada.verify(codeFor(app, 'p1@example.com'));
      expect(await ada.attributes()).toEqual({ email: 'p1@example.com', email_verified: 'true', name: 'Ada' });
    });

    it('gives a user who has none an e-mail only then, and leaves the phone number to the other rule', async () => {
      const { person } = await service.pool({ ...first, autoVerifiedAttributes: ['email', 'phone_number'] });
      const ada = await person('ada');
      await ada.update({ email: 'p2@example.com', phone_number: '+15550000003' });
      expect(await ada.attributes()).toEqual({ phone_number: '+15550000003', phone_number_verified: 'false' });
      await ada.verify(codeFor(app, 'p2@example.com'));
      expect(await ada.attributes()).toMatchObject({ email: 'p2@example.com', email_verified: 'true' });
    });

    it('lets a newer value take the place of the one that waits', async () => {
      const { person } = await service.pool(first);
      const ada = await person('ada', old);
      await ada.update({ email: 'p3@example.com' });
      await ada.update({ email: 'p3b@example.com' });
      const [one, two] = [codeFor(app, 'p3@example.com'), codeFor(app, 'p3b@example.com')];
      if (one !== two) await expect(ada.verify(one)).rejects.toMatchObject({ name: 'CodeMismatchException' });
      await ada.verify(two);
      expect(await ada.attributes()).toMatchObject({ email: 'p3b@example.com' });
    });

    it.each([
      ['the old value again', { email: old.email }, old],
      ['a blank', { email: '' }, {}],
    ])('withdraws what waits with %s', async (_, values, left) => {
      const { person } = await service.pool(first);
      const ada = await person('ada', old);
      await ada.update({ email: 'p4@example.com' });
      const code = codeFor(app, 'p4@example.com');
      expect(await ada.update(values)).toEqual({ CodeDeliveryDetailsList: [] });
      await expect(ada.verify(code)).rejects.toMatchObject(CODE_EXPIRED);
      expect(await ada.attributes()).toEqual(left);
    });

    it('drops what waits after 24 hours', async () => {
      const { person, pool, tokens } = await service.pool(first);
      const ada = await person('ada', old);
      await ada.update({ email: 'p5@example.com' });
      app.advance(DAY);
      const { AccessToken } = await tokens('ada');
      const Code = codeFor(app, 'p5@example.com');
      const call = app.call('VerifyUserAttribute', { AccessToken, AttributeName: 'email', Code });
      await expect(call).rejects.toMatchObject(CODE_EXPIRED);
      expect((await ada.stored()).poolId).toBe(pool.id);
      expect(await ada.attributes()).toEqual(old);
    });

    it('keeps the alias until then, and moves it with the value', async () => {
      const { person, ownerOf } = await service.pool({ ...first, aliasAttributes: ['email'] });
      const ada = await person('ada', old);
      await ada.update({ email: 'p6@example.com' });
      expect(await ownerOf(old.email)).toBe(ada.sub);
      expect(await ownerOf('p6@example.com')).toBeUndefined();
      await ada.verify(codeFor(app, 'p6@example.com'));
      expect(await ownerOf(old.email)).toBeUndefined();
      expect(await ownerOf('p6@example.com')).toBe(ada.sub);
    });

    it('keeps what waits when the message can not be delivered', async () => {
      const { person } = await service.pool(first);
      const ada = await person('ada', old);
      app.failDelivery(true);
      await expect(ada.update({ email: 'p7@example.com' })).rejects.toMatchObject(UNDELIVERED);
      app.failDelivery(false);
      expect(await ada.attributes()).toEqual(old);
      await ada.ask();
      await ada.verify(codeFor(app, 'p7@example.com'));
      expect(await ada.attributes()).toEqual({ email: 'p7@example.com', email_verified: 'true' });
    });
  });

  describe('and the names of the user', () => {
    it('changes the e-mail that is the user name at once, and with it the sign-in', async () => {
      const { person, signIn, ownerOf } = await service.pool({
        usernameAttributes: ['email'],
        ...ANY_CASE,
      });
      const ada = await person('ada@example.com', { email: 'ada@example.com', email_verified: 'true' });
      await ada.update({ email: 'Ada.New@Example.com' });
      expect(await ada.stored()).toMatchObject({
        username: ada.sub,
        attributes: { email: 'Ada.New@Example.com', email_verified: 'false' },
        names: [{ kind: 'email', value: 'ada.new@example.com' }],
      });
      expect((await signIn('aDA.new@example.com')).AuthenticationResult).toBeDefined();
      await expect(signIn('ada@example.com')).rejects.toMatchObject({ name: 'UserNotFoundException' });
      // The old one is free for somebody else.
      const bob = await person('ada@example.com', { email: 'ada@example.com' });
      expect(await ownerOf('ADA@example.com')).toBe(bob.sub);
    });

    it('refuses a user name that is taken, in any case that the pool ignores, and changes nothing', async () => {
      const { person } = await service.pool({
        usernameAttributes: ['email'],
        ...ANY_CASE,
      });
      const ada = await person('ada@example.com', { email: 'ada@example.com' });
      await person('bob@example.com', { email: 'bob@example.com' });
      const before = await ada.stored();
      await expect(ada.update({ email: 'BOB@example.com', name: 'x' })).rejects.toMatchObject(aliasTaken('email'));
      expect(await ada.stored()).toEqual(before);
      expect(app.outbox.messages('BOB@example.com')).toHaveLength(0);
      await ada.update({ email: 'ADA@example.com' });
      expect((await ada.stored()).attributes).toMatchObject({ email: 'ADA@example.com', email_verified: 'false' });
    });

    it('tells names apart by case where the pool does', async () => {
      const { person, ownerOf } = await service.pool({ usernameAttributes: ['email'] });
      const ada = await person('ada@example.com', { email: 'ada@example.com' });
      const bob = await person('bob@example.com', { email: 'bob@example.com' });
      await ada.update({ email: 'BOB@example.com' });
      expect([await ownerOf('BOB@example.com'), await ownerOf('bob@example.com')]).toEqual([ada.sub, bob.sub]);
    });

    it('does not remove the last name of a user', async () => {
      const { person } = await service.pool({ usernameAttributes: ['email', 'phone_number'] });
      const ada = await person('ada@example.com', { email: 'ada@example.com' });
      const refused = userAttributeRequired('email');
      await expect(ada.update({ email: '' })).rejects.toMatchObject(refused);
      await expect(ada.remove('email')).rejects.toMatchObject(refused);
      await ada.update({ phone_number: '+15550000004' });
      await ada.update({ email: '' });
      expect((await ada.stored()).names).toEqual([{ kind: 'phone_number', value: '+15550000004' }]);
    });

    it('takes a changed e-mail out of the aliases until it is verified', async () => {
      const { person, ownerOf } = await service.pool({ aliasAttributes: ['email'] });
      const ada = await person('ada', { email: 'n1@example.com', email_verified: 'true' });
      expect(await ownerOf('n1@example.com')).toBe(ada.sub);
      await ada.update({ email: 'n1b@example.com' });
      expect(await ownerOf('n1@example.com')).toBeUndefined();
      expect(await ownerOf('n1b@example.com')).toBeUndefined();
      await ada.verify(codeFor(app, 'n1b@example.com'));
      expect(await ownerOf('n1b@example.com')).toBe(ada.sub);
    });

    it('takes and leaves a preferred user name at once', async () => {
      const { person, ownerOf } = await service.pool({ aliasAttributes: ['preferred_username'] });
      const [ada, bob] = [await person('ada'), await person('bob')];
      await ada.update({ preferred_username: 'countess' });
      expect(await ownerOf('countess')).toBe(ada.sub);
      await expect(bob.update({ preferred_username: 'countess' })).rejects.toMatchObject(
        aliasTaken('preferred_username'),
      );
      await expect(bob.update({ preferred_username: 'ada' })).rejects.toMatchObject(aliasTaken('preferred_username'));
      await expect(bob.update({ preferred_username: ada.sub })).rejects.toMatchObject(SUB_FORM);
      await ada.update({ preferred_username: '' });
      expect(await ownerOf('countess')).toBeUndefined();
      await bob.update({ preferred_username: 'countess' });
      expect(await ownerOf('countess')).toBe(bob.sub);
    });

    it('does not let a preferred user name stand in for an e-mail or phone number', async () => {
      const { person } = await service.pool({ aliasAttributes: ['preferred_username', 'email', 'phone_number'] });
      const ada = await person('ada');
      await expect(ada.update({ preferred_username: 'victim@example.com' })).rejects.toMatchObject(EMAIL_FORM);
      await expect(ada.update({ preferred_username: '+15550000005' })).rejects.toMatchObject(PHONE_FORM);
    });

    it('gives a preferred user name to one of 20 who want it at once', async () => {
      const { person, ownerOf } = await service.pool({ aliasAttributes: ['preferred_username'] });
      const people = await Promise.all(Array.from({ length: 20 }, (_, n) => person(`wanting${n}`)));
      const { answers, errors } = await settleAll(people.map((one) => one.update({ preferred_username: 'wanted' })));
      expect(answers).toHaveLength(1);
      expect(new Set(errors.map(({ name }) => name))).toEqual(new Set(['AliasExistsException']));
      const having = [];
      for (const one of people) if ((await one.attributes()).preferred_username) having.push(one.sub);
      expect(having).toEqual([await ownerOf('wanted')]);
    });

    it('lets two people swap into a name that one of them leaves', async () => {
      const { person, ownerOf } = await service.pool({ aliasAttributes: ['preferred_username'] });
      const [ada, bob] = [await person('ada'), await person('bob')];
      await ada.update({ preferred_username: 'shared' });
      await settleAll([ada.update({ preferred_username: '' }), bob.update({ preferred_username: 'shared' })]);
      const names = [(await ada.attributes()).preferred_username, (await bob.attributes()).preferred_username];
      expect(names[0]).toBeUndefined();
      expect(await ownerOf('shared')).toBe(names[1] ? bob.sub : undefined);
    });
  });

  it('loses none of 20 changes that one user makes at once', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `custom:a${n}`);
    const { person } = await service.pool({ schema: schemaWith({}, ...names.map((name) => custom(name))) });
    const ada = await person('ada');
    const { errors } = await settleAll(names.map((name) => ada.update({ [name]: name })));
    expect(errors).toEqual([]);
    expect(await ada.attributes()).toEqual(Object.fromEntries(names.map((name) => [name, name])));
  });

  it('leaves one of 10 e-mails that are set at once, and its code is the good one', async () => {
    const { person } = await service.pool();
    const ada = await person('ada');
    const emails = Array.from({ length: 10 }, (_, n) => `race${n}@example.com`);
    const { errors } = await settleAll(emails.map((email) => ada.update({ email })));
    expect(errors).toEqual([]);
    const { email, ...others } = await ada.attributes();
    expect(emails).toContain(email);
    expect(others).toEqual({ email_verified: 'false' });
    await ada.verify(codeFor(app, email!));
    expect(await ada.attributes()).toEqual({ email, email_verified: 'true' });
  });

  describe('refuses', () => {
    it('what no client may write', async () => {
      const { person } = await service.pool({
        schema: schemaWith({}, custom('dev:custom:plan', { developerOnlyAttribute: true })),
      });
      const ada = await person('ada', { email: 'r1@example.com' });
      const before = await ada.stored();
      for (const name of ['email_verified', 'phone_number_verified', 'dev:custom:plan', 'dev:custom:none']) {
        await expect(ada.update({ name: 'x', [name]: 'true' })).rejects.toMatchObject(UNAUTHORIZED_WRITE);
        await expect(ada.update({ name: 'x', [name]: '' })).rejects.toMatchObject(UNAUTHORIZED_WRITE);
      }
      for (const Value of ['true', '', undefined]) {
        await expect(
          ada.update([
            { Name: 'name', Value: 'x' },
            { Name: 'sub', Value },
          ]),
        ).rejects.toMatchObject(immutable('sub'));
      }
      expect(await ada.stored()).toEqual(before);
    });

    it('an attribute without a value, which is no blank one', async () => {
      const { person } = await service.pool({ schema: schemaWith({}, custom('custom:id', { mutable: false })) });
      const ada = await person('ada', { family_name: 'Lovelace' });
      for (const name of ['family_name', 'custom:id', 'custom:none']) {
        await expect(ada.update([{ Name: name }])).rejects.toMatchObject(
          invalid(`Attribute value for ${name} must not be null`),
        );
      }
      expect(await ada.attributes()).toEqual({ family_name: 'Lovelace' });
    });

    it('what this client may not write, until it may', async () => {
      const { person, call, client } = await service.pool({}, { writeAttributes: ['name'] });
      const ada = await person('ada', { locale: 'en' });
      await ada.update({ name: 'Ada' });
      await expect(ada.update({ locale: 'de' })).rejects.toMatchObject(UNAUTHORIZED_WRITE);
      await expect(ada.update({ locale: '' })).rejects.toMatchObject(UNAUTHORIZED_WRITE);
      await call('UpdateUserPoolClient', { ClientId: client.id, WriteAttributes: ['name', 'locale'] });
      await ada.update({ locale: 'de' });
      expect(await ada.attributes()).toEqual({ name: 'Ada', locale: 'de' });
    });

    it.each(['custom:none', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
      'the attribute %s, which is not in the schema',
      async (name) => {
        const { person } = await service.pool();
        const ada = await person('ada');
        await expect(ada.update([{ Name: name, Value: 'x' }])).rejects.toMatchObject(userAttributeUnknown(name));
        await expect(ada.update([{ Name: name, Value: '' }])).rejects.toMatchObject(userAttributeUnknown(name));
        expect(await ada.attributes()).toEqual({});
      },
    );

    it('more than ten codes an hour, wherever they go, and changes nothing then', async () => {
      const { person, call, tokens } = await service.pool({ autoVerifiedAttributes: ['email', 'phone_number'] });
      const ada = await person('ada');
      for (let count = 0; count < 8; count++) await ada.update({ email: `stranger${count}@example.org` });
      await ada.update({ email: 'stranger8@example.org', phone_number: '+15550009999' });
      const before = await ada.stored();
      await expect(ada.update({ email: 'stranger9@example.org', name: 'Ada' })).rejects.toMatchObject(LIMIT_EXCEEDED);
      expect(await ada.stored()).toEqual(before);
      expect(app.outbox.messages('stranger9@example.org')).toHaveLength(0);
      await ada.update({ name: 'Ada' });
      // An administrator is not counted, and an hour ends it.
      await call('AdminUpdateUserAttributes', {
        Username: 'ada',
        UserAttributes: [{ Name: 'email', Value: 'a@example.org' }],
      });
      app.advance(HOUR);
      const { AccessToken } = await tokens('ada');
      const UserAttributes = [{ Name: 'email', Value: 'later@example.org' }];
      await app.call('UpdateUserAttributes', { AccessToken, UserAttributes });
      expect(app.outbox.messages('later@example.org')).toHaveLength(1);
    });

    it('codes beyond the limit also when they are asked for at once', async () => {
      const { person } = await service.pool();
      const ada = await person('ada');
      const calls = Array.from({ length: 15 }, (_, index) => ada.update({ email: `at-once${index}@example.org` }));
      const { errors } = await settleAll(calls);
      expect(errors).toHaveLength(5);
      for (const error of errors) expect(error).toMatchObject(LIMIT_EXCEEDED);
    });

    it('values that do not fit', async () => {
      const { person } = await service.pool();
      const ada = await person('ada');
      await expect(ada.update({ email: 'nobody' })).rejects.toMatchObject(EMAIL_MALFORMED);
      await expect(ada.update({ phone_number: '555' })).rejects.toMatchObject(PHONE_MALFORMED);
      await expect(ada.update({ birthdate: '1' })).rejects.toMatchObject(
        invalid('user.birthdate: String must be no shorter than 10 characters\n'),
      );
    });

    it('immutable attributes, also without a value, and blanks for required ones', async () => {
      const { person } = await service.pool({
        schema: schemaWith({ name: { required: true } }, custom('custom:id', { mutable: false })),
      });
      const ada = await person('ada', { name: 'Ada' });
      const immutable = userAttributeImmutable('custom:id');
      await expect(ada.update({ 'custom:id': '1' })).rejects.toMatchObject(immutable);
      await expect(ada.update({ 'custom:id': '' })).rejects.toMatchObject(immutable);
      const required = userAttributeRequired('name');
      await expect(ada.update({ name: '' })).rejects.toMatchObject(required);
      await ada.update({ name: 'Ada L.' });
    });

    it('tokens that are wrong, revoked or without a user', async () => {
      const { person, call } = await service.pool();
      const ada = await person('ada');
      const garbage = app.call('UpdateUserAttributes', { AccessToken: 'none', UserAttributes: [] });
      await expect(garbage).rejects.toMatchObject(ACCESS_TOKEN_INVALID);
      await call('AdminUserGlobalSignOut', { Username: 'ada' });
      await expect(ada.update({ name: 'x' })).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
      await call('AdminDeleteUser', { Username: 'ada' });
      await expect(ada.update({ name: 'x' })).rejects.toMatchObject({ name: 'UserNotFoundException' });
    });
  });

  it('changes nothing any more for a user who was signed out while it was under way', async () => {
    const { person, call } = await service.pool();
    const late = await person('late');
    beforeNextCommit(app, () => call('AdminUserGlobalSignOut', { Username: 'late' }));
    await expect(late.update({ nickname: 'late' })).rejects.toMatchObject(ACCESS_TOKEN_REVOKED);
    expect(await late.attributes()).toEqual({});
  });

  it('goes by the client of the token', async () => {
    const w = await service.pool();
    await w.add('ada');
    const narrow = await anotherClient(w, { writeAttributes: ['name'] });
    const { AccessToken } = await narrow.tokens('ada');
    const call = app.call('UpdateUserAttributes', {
      AccessToken,
      UserAttributes: attributes({ email: 'x@example.com' }),
    });
    await expect(call).rejects.toMatchObject(UNAUTHORIZED_WRITE);
  });
});

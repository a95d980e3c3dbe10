import { describe, expect, it } from 'vitest';
import {
  aliasTaken,
  CODE_EXPIRED,
  invalid,
  PREFERRED_TOO_EARLY,
  poolUnknown,
  UNDELIVERED,
  USER_UNKNOWN,
  userAttributeUnknown,
} from '#test/errors.ts';
import { custom, schemaWith } from '#test/fixtures.ts';
import { attributes, settleAll, type TestPool, testPools, UNKNOWN_SUB, type Values } from '#test/world.ts';

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('AdminUpdateUserAttributes', () => {
  const set = ({ call }: TestPool, Username: string, values: Values | readonly object[]) =>
    call('AdminUpdateUserAttributes', { Username, UserAttributes: attributes(values) });

  it('sets and blanks attributes that no client may write, with two reads and one write', async () => {
    const people = await service.pool(
      { schema: schemaWith({}, custom('custom:team'), custom('dev:custom:plan', { developerOnlyAttribute: true })) },
      { writeAttributes: [] },
    );
    const ada = await people.person('ada', { name: 'Ada' });
    app.roundTrips.reset();
    const values = { 'dev:custom:plan': 'gold', 'custom:team': 'red', name: '', email_verified: 'false' };
    expect(await set(people, 'ada', values)).toEqual({});
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    expect(await ada.attributes()).toEqual({
      'dev:custom:plan': 'gold',
      'custom:team': 'red',
      email_verified: 'false',
    });
  });

  it('finds the user by any name', async () => {
    const people = await service.pool({ aliasAttributes: ['email'] });
    const ada = await people.person('ada', { email: 'a1@example.com', email_verified: 'true' });
    await set(people, 'a1@example.com', { name: 'by alias' });
    expect(await ada.attributes()).toMatchObject({ name: 'by alias' });
    await set(people, ada.sub, { name: 'by sub' });
    expect(await ada.attributes()).toMatchObject({ name: 'by sub' });
  });

  it('makes a new e-mail unverified and sends a code', async () => {
    const people = await service.pool({ aliasAttributes: ['email'] });
    const ada = await people.person('ada', { email: 'a2@example.com', email_verified: 'true' });
    await set(people, 'ada', { email: 'a2b@example.com' });
    expect(await ada.attributes()).toEqual({ email: 'a2b@example.com', email_verified: 'false' });
    expect(await people.ownerOf('a2@example.com')).toBeUndefined();
    await ada.verify(people.codeFor('a2b@example.com'));
    expect(await people.ownerOf('a2b@example.com')).toBe(ada.sub);
  });

  it('takes a new e-mail as verified when told so, without a message', async () => {
    const people = await service.pool({ aliasAttributes: ['email'] });
    const ada = await people.person('ada');
    await set(people, 'ada', { email: 'a3@example.com', email_verified: 'true' });
    expect(await ada.attributes()).toEqual({ email: 'a3@example.com', email_verified: 'true' });
    expect(app.outbox.messages('a3@example.com')).toHaveLength(0);
    expect(await people.ownerOf('a3@example.com')).toBe(ada.sub);
    await set(people, 'ada', { email_verified: 'false' });
    expect(await people.ownerOf('a3@example.com')).toBeUndefined();
    await set(people, 'ada', { email_verified: 'true' });
    expect(await people.ownerOf('a3@example.com')).toBe(ada.sub);
    await set(people, 'ada', { email_verified: '' });
    expect(await ada.attributes()).toEqual({ email: 'a3@example.com' });
    expect(await people.ownerOf('a3@example.com')).toBeUndefined();
  });

  it('lets a new e-mail wait where it must be verified first, unless told that it is', async () => {
    const people = await service.pool({
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ['email'] },
    });
    const old = { email: 'a4@example.com', email_verified: 'true' };
    const ada = await people.person('ada', old);
    const saying: readonly Values[] = [{}, { email_verified: 'false' }, { email_verified: '' }];
    for (const more of saying) {
      await set(people, 'ada', { email: 'a4b@example.com', ...more });
      expect(await ada.attributes()).toEqual(old);
    }
    await ada.verify(people.codeFor('a4b@example.com'));
    expect(await ada.attributes()).toEqual({ email: 'a4b@example.com', email_verified: 'true' });

    await set(people, 'ada', { email: 'a4c@example.com' });
    await set(people, 'ada', { email: 'a4d@example.com', email_verified: 'true' });
    expect(await ada.attributes()).toEqual({ email: 'a4d@example.com', email_verified: 'true' });
    await expect(ada.verify(people.codeFor('a4c@example.com'))).rejects.toMatchObject(CODE_EXPIRED);
    expect(app.outbox.messages('a4d@example.com')).toHaveLength(0);
  });

  it('leaves what waits alone when it verifies the old value', async () => {
    const people = await service.pool({
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ['email'] },
    });
    const ada = await people.person('ada', { email: 'a5@example.com' });
    await ada.update({ email: 'a5b@example.com' });
    await set(people, 'ada', { email_verified: 'true' });
    expect(await ada.attributes()).toEqual({ email: 'a5@example.com', email_verified: 'true' });
    await ada.verify(people.codeFor('a5b@example.com'));
    expect(await ada.attributes()).toEqual({ email: 'a5b@example.com', email_verified: 'true' });
  });

  it('keeps the change when the message is not delivered', async () => {
    const people = await service.pool();
    const ada = await people.person('ada');
    app.failDelivery(true);
    await expect(set(people, 'ada', { email: 'a6@example.com' })).rejects.toMatchObject(UNDELIVERED);
    app.failDelivery(false);
    expect(await ada.attributes()).toEqual({ email: 'a6@example.com', email_verified: 'false' });
  });

  it('gives a verified alias to one of 20 users', async () => {
    const people = await service.pool({ aliasAttributes: ['phone_number'] });
    const users = await Promise.all(Array.from({ length: 20 }, (_, n) => people.person(`many${n}`)));
    const values = { phone_number: '+15550400001', phone_number_verified: 'true' };
    const { answers, errors } = await settleAll(users.map((_, n) => set(people, `many${n}`, values)));
    expect(answers).toEqual([{}]);
    expect(new Set(errors.map(({ message }) => message))).toEqual(new Set([aliasTaken('phone_number').message]));
    const having = [];
    for (const user of users) if ((await user.attributes()).phone_number) having.push(user.sub);
    expect(having).toEqual([await people.ownerOf('+15550400001')]);
  });

  it('refuses a user name that is taken', async () => {
    const people = await service.pool({ usernameAttributes: ['email'] });
    const ada = await people.person('ada@example.com', { email: 'ada@example.com' });
    await people.person('bob@example.com', { email: 'bob@example.com' });
    const before = await ada.stored();
    const saying: readonly Values[] = [{}, { email_verified: 'true' }];
    for (const more of saying) {
      const call = set(people, 'ada@example.com', { email: 'bob@example.com', ...more });
      await expect(call).rejects.toMatchObject(aliasTaken('email'));
    }
    expect(await ada.stored()).toEqual(before);
    await set(people, 'ada@example.com', { email: 'ada2@example.com', email_verified: 'true' });
    expect(await people.ownerOf('ada2@example.com')).toBe(ada.sub);
  });

  it('gives no preferred user name to who is not confirmed', async () => {
    const people = await service.pool({ aliasAttributes: ['preferred_username'] });
    await people.signUp('new');
    const refused = PREFERRED_TOO_EARLY;
    await expect(set(people, 'new', { preferred_username: 'p' })).rejects.toMatchObject(refused);
    await people.call('AdminConfirmSignUp', { Username: 'new' });
    await set(people, 'new', { preferred_username: 'p' });
    expect(await people.ownerOf('p')).toBeDefined();
  });

  it('refuses verification of what is not there', async () => {
    const people = await service.pool();
    const ada = await people.person('ada', { email: 'a7@example.com' });
    const call = set(people, 'ada', { phone_number_verified: 'true' });
    await expect(call).rejects.toMatchObject(invalid('phone_number is required when phone_number_verified is true.'));
    await expect(set(people, 'ada', { email: '', email_verified: 'true' })).rejects.toMatchObject(
      invalid('email is required when email_verified is true.'),
    );
    expect(await ada.attributes()).toEqual({ email: 'a7@example.com' });
  });

  it('refuses immutable attributes, the sub, and what is not in the schema', async () => {
    const people = await service.pool({ schema: schemaWith({}, custom('custom:id', { mutable: false })) });
    const ada = await people.person('ada', { 'custom:id': '1' });
    for (const name of ['custom:id', 'sub']) {
      for (const value of ['1', '2', '']) {
        await expect(set(people, 'ada', { [name]: value })).rejects.toMatchObject(
          invalid(
            name === 'sub'
              ? 'Cannot modify the non-mutable attribute sub'
              : `user.${name}: Attribute cannot be updated.\n`,
          ),
        );
      }
    }
    for (const name of ['custom:none', '__proto__', 'constructor']) {
      await expect(set(people, 'ada', [{ Name: name, Value: 'x' }])).rejects.toMatchObject(userAttributeUnknown(name));
    }
    await expect(set(people, 'ada', { email_verified: 'yes' })).rejects.toMatchObject(
      invalid('user.email_verified: The value must be true or false\n'),
    );
    expect(await ada.attributes()).toEqual({ 'custom:id': '1' });
  });

  it('knows an attribute that was just added to the schema', async () => {
    const people = await service.pool();
    await people.person('ada');
    await app.call('AddCustomAttributes', {
      UserPoolId: people.pool.id,
      CustomAttributes: [{ Name: 'fresh', AttributeDataType: 'String', Mutable: true }],
    });
    expect(await set(people, 'ada', { 'custom:fresh': 'x' })).toEqual({});
  });

  it.each(['AdminUpdateUserAttributes', 'AdminDeleteUserAttributes'])(
    '%s refuses unknown users and pools',
    async (name) => {
      const { call, pool } = await service.pool();
      const input = { UserAttributes: [], UserAttributeNames: [] };
      for (const username of ['nobody', '__proto__', UNKNOWN_SUB]) {
        await expect(call(name, { Username: username, ...input })).rejects.toMatchObject(USER_UNKNOWN);
      }
      const UserPoolId = `${pool.id}x`;
      await expect(app.call(name, { UserPoolId, Username: 'a', ...input })).rejects.toMatchObject(
        poolUnknown(UserPoolId),
      );
    },
  );
});

import { describe, expect, it } from 'vitest';
import { CODE_EXPIRED, immutable, invalid, UNAUTHORIZED_WRITE, userAttributeRequired } from '#test/errors.ts';
import { custom, schemaWith } from '#test/fixtures.ts';
import { codeFor, testPools } from '#test/world.ts';

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('DeleteUserAttributes', () => {
  it('removes attributes, with one read and one write', async () => {
    const { person } = await service.pool({ schema: schemaWith({}, custom('custom:team')) });
    const ada = await person('ada', { name: 'Ada', locale: 'en', 'custom:team': 'red' });
    app.roundTrips.reset();
    expect(await ada.remove('custom:team', 'locale', 'locale')).toEqual({});
    expect(app.roundTrips).toMatchObject({ reads: 1, writes: 1, staleReads: [] });
    expect(await ada.attributes()).toEqual({ name: 'Ada' });
  });

  it('succeeds for attributes without a value and for an empty list', async () => {
    const { person } = await service.pool();
    const ada = await person('ada', { name: 'Ada' });
    expect(await ada.remove('locale')).toEqual({});
    expect(await ada.remove()).toEqual({});
    expect(await ada.attributes()).toEqual({ name: 'Ada' });
  });

  it('removes an e-mail with its verification, its alias and its code', async () => {
    const { person, ownerOf } = await service.pool({ aliasAttributes: ['email'] });
    const ada = await person('ada', { email: 'd1@example.com', email_verified: 'true' });
    await ada.ask();
    await ada.remove('email');
    expect(await ada.stored()).toMatchObject({ attributes: {}, names: [{ kind: 'username', value: 'ada' }] });
    expect(await ada.attributes()).toEqual({});
    expect(await ownerOf('d1@example.com')).toBeUndefined();
    await expect(ada.verify(codeFor(app, 'd1@example.com'))).rejects.toMatchObject(CODE_EXPIRED);
    const bob = await person('bob', { email: 'd1@example.com', email_verified: 'true' });
    expect(await ownerOf('d1@example.com')).toBe(bob.sub);
  });

  it('frees a preferred user name', async () => {
    const { person, ownerOf } = await service.pool({ aliasAttributes: ['preferred_username'] });
    const ada = await person('ada', { preferred_username: 'free' });
    expect(await ownerOf('free')).toBe(ada.sub);
    await ada.remove('preferred_username');
    expect(await ownerOf('free')).toBeUndefined();
  });

  it('does not remove the user name', async () => {
    const { person } = await service.pool({ usernameAttributes: ['phone_number'] });
    const ada = await person('+15550300001', { phone_number: '+15550300001' });
    await expect(ada.remove('phone_number')).rejects.toMatchObject(userAttributeRequired('phone_number'));
    expect((await ada.stored()).names).toEqual([{ kind: 'phone_number', value: '+15550300001' }]);
  });

  it('refuses required, immutable and unknown attributes, and then removes none', async () => {
    const { person } = await service.pool({
      schema: schemaWith({ name: { required: true } }, custom('custom:id', { mutable: false })),
    });
    const attributes = { name: 'Ada', locale: 'en', 'custom:id': '1' };
    const ada = await person('ada', attributes);
    const required = 'user.name: Required attribute cannot be deleted.\n';
    const immutable = 'user.custom:id: Attribute cannot be updated.\n';
    await expect(ada.remove('locale', 'name')).rejects.toMatchObject(invalid(required));
    await expect(ada.remove('locale', 'custom:id')).rejects.toMatchObject(invalid(immutable));
    await expect(ada.remove('name', 'custom:id')).rejects.toMatchObject(invalid(`${immutable}${required}`));
    const unknown = (...names: readonly string[]) =>
      invalid(
        `Invalid user attributes: ${names.map((name) => `user.${name}: Attribute does not exist in the schema.\n`).join('')}`,
      );
    await expect(ada.remove('locale', 'custom:foo', 'bar')).rejects.toMatchObject(unknown('custom:foo', 'bar'));
    for (const name of ['__proto__', 'constructor', 'toString']) {
      await expect(ada.remove(name)).rejects.toMatchObject(unknown(name));
    }
    expect(await ada.attributes()).toEqual(attributes);
  });

  it('refuses what the client may not write', async () => {
    const { person } = await service.pool(
      { schema: schemaWith({}, custom('dev:custom:plan', { developerOnlyAttribute: true })) },
      { writeAttributes: ['name'] },
    );
    const attributes = { name: 'Ada', email: 'd2@example.com', email_verified: 'true', 'dev:custom:plan': 'x' };
    const ada = await person('ada', attributes);
    for (const name of ['email', 'email_verified', 'dev:custom:plan', 'custom:foo']) {
      await expect(ada.remove('name', name)).rejects.toMatchObject(UNAUTHORIZED_WRITE);
    }
    await expect(ada.remove('name', 'sub')).rejects.toMatchObject(immutable('sub'));
    expect(await ada.attributes()).toEqual(attributes);
    await ada.remove('name');
  });
});

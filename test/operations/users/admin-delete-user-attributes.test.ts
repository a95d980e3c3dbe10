import { describe, expect, it } from 'vitest';
import { invalid } from '#test/errors.ts';
import { custom, schemaWith } from '#test/fixtures.ts';
import { attributes, settleAll, type TestPool, testPools } from '#test/world.ts';

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('AdminDeleteUserAttributes', () => {
  const remove = ({ call }: TestPool, Username: string, ...UserAttributeNames: readonly string[]) =>
    call('AdminDeleteUserAttributes', { Username, UserAttributeNames });

  it('removes what no client may write, with two reads and one write', async () => {
    const people = await service.pool(
      { schema: schemaWith({}, custom('dev:custom:plan', { developerOnlyAttribute: true })) },
      { writeAttributes: [] },
    );
    const ada = await people.person('ada', { name: 'Ada', locale: 'en', 'dev:custom:plan': 'gold' });
    app.roundTrips.reset();
    expect(await remove(people, 'ada', 'dev:custom:plan', 'locale', 'zoneinfo')).toEqual({});
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    expect(await ada.attributes()).toEqual({ name: 'Ada' });
  });

  it('removes an e-mail with its verification and alias, or only the verification', async () => {
    const people = await service.pool({ aliasAttributes: ['email', 'phone_number'] });
    const ada = await people.person('ada', {
      email: 'x1@example.com',
      email_verified: 'true',
      phone_number: '+15550500001',
      phone_number_verified: 'true',
    });
    await remove(people, 'ada', 'email', 'phone_number_verified');
    expect(await ada.attributes()).toEqual({ phone_number: '+15550500001' });
    expect(await people.ownerOf('x1@example.com')).toBeUndefined();
    expect(await people.ownerOf('+15550500001')).toBeUndefined();
  });

  it('hands an alias that one user loses to another who takes it at the same time, or to nobody', async () => {
    const people = await service.pool({ aliasAttributes: ['email'] });
    const values = { email: 'x2@example.com', email_verified: 'true' };
    const ada = await people.person('ada', values);
    const bob = await people.person('bob');
    const { answers } = await settleAll([
      remove(people, 'ada', 'email'),
      people.call('AdminUpdateUserAttributes', { Username: 'bob', UserAttributes: attributes(values) }),
    ]);
    expect(await ada.attributes()).toEqual({});
    const taken = (await bob.attributes()).email !== undefined;
    expect(answers).toHaveLength(taken ? 2 : 1);
    expect(await people.ownerOf('x2@example.com')).toBe(taken ? bob.sub : undefined);
  });

  it('does not remove required and immutable attributes, the user name, or what is not in the schema', async () => {
    const people = await service.pool({
      usernameAttributes: ['email'],
      schema: schemaWith({ name: { required: true } }, custom('custom:id', { mutable: false })),
    });
    const attributes = { email: 'x3@example.com', email_verified: 'true', name: 'Ada', 'custom:id': '1' };
    const ada = await people.person('x3@example.com', attributes);
    for (const [name, message] of [
      ['name', 'user.name: Required attribute cannot be deleted.\n'],
      ['email', 'user.email: Required attribute cannot be deleted.\n'],
      ['custom:id', 'user.custom:id: Attribute cannot be updated.\n'],
      ['sub', 'Cannot modify the non-mutable attribute sub'],
      ['custom:no', 'Invalid user attributes: user.custom:no: Attribute does not exist in the schema.\n'],
      ['__proto__', 'Invalid user attributes: user.__proto__: Attribute does not exist in the schema.\n'],
    ] as const) {
      const call = remove(people, 'x3@example.com', 'email_verified', name);
      await expect(call).rejects.toMatchObject(invalid(message));
    }
    expect(await ada.attributes()).toEqual(attributes);
  });
});

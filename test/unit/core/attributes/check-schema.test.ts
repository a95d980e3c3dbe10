import { describe, expect, it } from 'vitest';
import { checkSchema } from '#core/attributes/check-schema.ts';
import { isReadable, isWritable } from '#core/attributes/rights.ts';
import { attributesOf, wireAttributes } from '#core/attributes/wire.ts';
import type { Client } from '#core/clients/client.ts';
import { isEmail, isPhoneNumber } from '#core/constraints/contacts.ts';
import type { Pool, SchemaAttribute } from '#core/pools/pool.ts';
import { standardSchema } from '#core/pools/schema.ts';
import type { User } from '#core/users/user.ts';

const attribute = (name: string, more: Partial<SchemaAttribute> = {}): SchemaAttribute => ({
  name,
  attributeDataType: 'String',
  developerOnlyAttribute: false,
  mutable: true,
  required: false,
  ...more,
});
const pool = (...more: readonly SchemaAttribute[]) => ({ schema: [...standardSchema(), ...more] }) as unknown as Pool;
const client = (more: Partial<Client> = {}) => more as Client;

describe('attributesOf', () => {
  it('leaves out blank values, lets the last one win, and has no prototype', () => {
    const attributes = attributesOf(pool(), [
      { Name: 'email', Value: 'a@example.com' },
      { Name: 'name', Value: '' },
      { Name: 'nickname' },
      { Name: 'email', Value: 'b@example.com' },
      { Name: '__proto__', Value: 'x' },
    ]);
    expect(Object.entries(attributes)).toEqual([
      ['email', 'b@example.com'],
      ['__proto__', 'x'],
    ]);
    expect(Object.getPrototypeOf(attributes)).toBeNull();
    expect(Object.keys(attributesOf(pool(), undefined))).toEqual([]);
  });

  it('keeps an empty name, which is one that the schema does not have', () => {
    const attributes = attributesOf(pool(), [{ Name: '', Value: 'x' }]);
    expect(() => checkSchema(pool(), attributes, { required: false })).toThrow(
      'Attributes did not conform to the schema: : Attribute does not exist in the schema.',
    );
  });
});

describe('isEmail', () => {
  it.each(['a@b.c', 'first.last+tag@sub.example.com', "o'neill@example.com", 'ü@例え.jp', `${'x'.repeat(64)}@b.cc`])(
    'takes %s',
    (value) => expect(isEmail(value)).toBe(true),
  );
  it.each([
    ...['', 'a', 'a@', '@b.cc', 'a@b', 'a@b.', 'a b@c.dd', 'a@b@c.dd', 'a@b.cc\n', '\na@b.cc', 'a@b.cc,d@e.ff'],
    ...['<a@b.cc>', 'Ada <a@b.cc>', '"a"@b.cc', 'a@b.cc;d', `${'x'.repeat(65)}@b.cc`, `a@${'b'.repeat(2048)}.cc`],
    ...['a\u0000@b.cc', 'a@b\u0000.cc', 'a\u202e@b.cc', 'a@b\u2066.cc', 'a\u200b@b.cc', '\ud800@b.cc', 'a@\udc00.cc'],
  ])('refuses %j', (value) => expect(isEmail(value)).toBe(false));
});

describe('isPhoneNumber', () => {
  it.each(['+1', '+15551239878', '+123456789012345'])('takes %s', (value) => expect(isPhoneNumber(value)).toBe(true));
  it.each(['', '+', '15551239878', '+1 555', '+1-555', '+1234567890123456', '+1\n', '+١٢٣'])('refuses %j', (value) =>
    expect(isPhoneNumber(value)).toBe(false),
  );
});

describe('rights of a client', () => {
  const schema = pool(attribute('custom:team'), attribute('dev:custom:rank', { developerOnlyAttribute: true }));

  it('without lists cover everything but what nobody may write', () => {
    for (const name of ['email', 'name', 'custom:team', 'not-in-the-schema']) {
      expect(isWritable(client(), schema, name)).toBe(true);
    }
    for (const name of ['sub', 'email_verified', 'phone_number_verified', 'dev:custom:rank']) {
      expect(isWritable(client(), schema, name)).toBe(false);
    }
    expect(isReadable(client(), schema, 'custom:team')).toBe(true);
    expect(isReadable(client(), schema, 'dev:custom:rank')).toBe(false);
  });

  it('with lists end there, and no list lifts a ban', () => {
    const listed = client({
      writeAttributes: ['name', 'email_verified', 'sub', 'dev:custom:rank'],
      readAttributes: ['name'],
    });
    expect(isWritable(listed, schema, 'name')).toBe(true);
    for (const name of ['email', 'custom:team', 'email_verified', 'sub', 'dev:custom:rank', '__proto__']) {
      expect(isWritable(listed, schema, name)).toBe(false);
    }
    expect(['sub', 'name', 'email'].map((name) => isReadable(listed, schema, name))).toEqual([true, true, false]);
  });
});

describe('checkSchema', () => {
  const schema = pool(
    attribute('custom:when', { attributeDataType: 'DateTime' }),
    attribute('custom:age', { attributeDataType: 'Number', numberAttributeConstraints: { maxValue: '99' } }),
    attribute('custom:short', { stringAttributeConstraints: { maxLength: '2' } }),
  );
  const check = (values: Record<string, string>) => () => checkSchema(schema, values, { required: false });

  it.each<Record<string, string>>([
    { 'custom:when': '2026-03-01T12:00:00Z' },
    { 'custom:when': '1772366400' },
    { 'custom:age': '-1.5' },
    { 'custom:short': '😀😀' },
    { birthdate: '2000-01-01' },
  ])('takes %o', (values) => expect(check(values)).not.toThrow());

  it.each([
    [{ 'custom:when': 'soon' }, 'custom:when: The value must be a date'],
    [{ 'custom:age': '100' }, 'custom:age: Number must be no greater than 99'],
    [{ 'custom:age': '1e3' }, 'custom:age: The value must be a number'],
    [{ 'custom:age': 'Infinity' }, 'custom:age: The value must be a number'],
    [{ 'custom:short': 'abc' }, 'custom:short: String must be no longer than 2 characters'],
    [{ updated_at: '-1' }, 'updated_at: Number must be no less than 0'],
    [{ hasOwnProperty: 'x' }, 'hasOwnProperty: Attribute does not exist in the schema.'],
  ])('refuses %o', (values, problem) =>
    expect(check(values as Record<string, string>)).toThrow(`Attributes did not conform to the schema: ${problem}`),
  );
});

describe('wireAttributes', () => {
  it('puts sub first and shows what it is told to', () => {
    const user = { sub: 's', attributes: { name: 'Ada', email: 'a@example.com' } } as unknown as User;
    expect(wireAttributes(user).map(({ Name }) => Name)).toEqual(['sub', 'name', 'email']);
    expect(wireAttributes(user, (name) => name !== 'name').map(({ Name }) => Name)).toEqual(['sub', 'email']);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { Pool, SchemaAttribute } from '#core/pools/pool.ts';
import { standardSchema } from '#core/pools/schema.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createClient } from '#test/fixtures.ts';
import { attributes, PASSWORD, signUp, userOf, type World, world } from './support.ts';

const custom = (name: string, more: Partial<SchemaAttribute> = {}): SchemaAttribute => ({
  name,
  attributeDataType: 'String',
  developerOnlyAttribute: false,
  mutable: true,
  required: false,
  ...more,
});

const invalid = (message: string) => ({ name: 'InvalidParameterException', message });
const schemaError = (...problems: string[]) =>
  invalid(`Attributes did not conform to the schema: ${problems.map((line) => `${line}\n`).join('')}`);
const missing = (name: string) => schemaError(`${name}: Attribute does not exist in the schema.`);
const unauthorized = { name: 'NotAuthorizedException', message: 'A client attempted to write unauthorized attribute' };

describe('SignUp refuses', () => {
  let app: TestApp;
  let w: World;
  beforeAll(async () => {
    app = await createTestApp();
    w = await world(app, {
      schema: [
        ...standardSchema(),
        custom('custom:team', { stringAttributeConstraints: { minLength: '2', maxLength: '4' } }),
        custom('custom:age', { attributeDataType: 'Number', numberAttributeConstraints: { minValue: '18' } }),
        custom('custom:fan', { attributeDataType: 'Boolean' }),
        custom('dev:custom:rank', { developerOnlyAttribute: true }),
      ],
    });
  });

  it.each<[string, Record<string, string>, object]>([
    ['an unknown attribute', { 'custom:none': 'x' }, missing('custom:none')],
    ['an attribute without its prefix', { team: 'red' }, missing('team')],
    ['__proto__', JSON.parse('{"__proto__": "x"}'), missing('__proto__')],
    ['constructor', { constructor: 'x' }, missing('constructor')],
    ['toString', { toString: 'x' } as never, missing('toString')],
    ['a number out of range', { 'custom:age': '17' }, schemaError('custom:age: Number must be no less than 18')],
    ['a number that is none', { 'custom:age': '0x20' }, schemaError('custom:age: The value must be a number')],
    ['a boolean that is none', { 'custom:fan': 'yes' }, schemaError('custom:fan: The value must be true or false')],
    [
      'a text too short',
      { 'custom:team': 'r' },
      schemaError('custom:team: String must be no shorter than 2 characters'),
    ],
    [
      'a text too long',
      { 'custom:team': 'green' },
      schemaError('custom:team: String must be no longer than 4 characters'),
    ],
    [
      'a birthdate of another length',
      { birthdate: '1.1.2000' },
      schemaError('birthdate: String must be no shorter than 10 characters'),
    ],
    ['an e-mail without a domain', { email: 'foo' }, invalid('Invalid email address format.')],
    ['two e-mails in one', { email: 'a@example.com,b@example.com' }, invalid('Invalid email address format.')],
    [
      'a line break in an e-mail',
      { email: 'a@example.com\nbcc:b@example.com' },
      invalid('Invalid email address format.'),
    ],
    ['a phone number without +', { phone_number: '15551239878' }, invalid('Invalid phone number format.')],
    ['email_verified', { email_verified: 'true' }, unauthorized],
    ['phone_number_verified', { phone_number_verified: 'true' }, unauthorized],
    ['sub', { sub: 'me' }, unauthorized],
    ['a developer-only attribute', { 'dev:custom:rank': '1' }, unauthorized],
  ])('%s', async (_, values, error) => {
    await expect(signUp(w, 'nobody', values)).rejects.toMatchObject(error);
    expect(await userOf(w, 'nobody')).toBeUndefined();
  });

  it('every problem of the schema at once', async () => {
    await expect(signUp(w, 'nobody', { team: 'red', 'custom:fan': 'no' })).rejects.toMatchObject(
      schemaError('team: Attribute does not exist in the schema.', 'custom:fan: The value must be true or false'),
    );
  });

  it('a user without the required attributes', async () => {
    const schema = standardSchema().map((one) =>
      one.name === 'name' || one.name === 'family_name' ? { ...one, required: true } : one,
    );
    const strict = await world(app, { schema });
    const missing = schemaError('name: The attribute is required', 'family_name: The attribute is required');
    await expect(signUp(strict, 'ada')).rejects.toMatchObject(missing);
    await expect(signUp(strict, 'ada', { name: '', family_name: '' })).rejects.toMatchObject(missing);
    await expect(signUp(strict, 'ada', { name: 'Ada', family_name: 'L' })).resolves.toBeDefined();
  });

  it('nobody for a flag that is required and that no user may write', async () => {
    const flags = ['email_verified', 'phone_number_verified'];
    const schema = standardSchema().map((one) => (flags.includes(one.name) ? { ...one, required: true } : one));
    const flagged = await world(app, { schema });
    await expect(signUp(flagged, 'ada', { email: 'ada@example.com' })).resolves.toBeDefined();
    await expect(signUp(flagged, 'ben', { email_verified: 'true' })).rejects.toMatchObject(unauthorized);
  });

  it('an attribute that the client may not write, even one the schema has not', async () => {
    const client = await createClient(app, w.pool, { writeAttributes: ['email', 'name'] });
    for (const values of [{ nickname: 'x' }, { 'custom:team': 'red' }, JSON.parse('{"__proto__": "x"}')]) {
      await expect(signUp({ ...w, client }, 'nobody', values)).rejects.toMatchObject(unauthorized);
    }
    await expect(signUp({ ...w, client }, 'writer', { name: 'Ada' })).resolves.toBeDefined();
  });

  it.each<[string, string | undefined, string]>([
    ['none', undefined, 'Password not long enough'],
    ['an empty one', '', 'Password not long enough'],
    ['a short one', 'Aa1!', 'Password not long enough'],
    ['one without capitals', 'password-1', 'Password must have uppercase characters'],
    ['one without small letters', 'PASSWORD-1', 'Password must have lowercase characters'],
    ['one without digits', 'Password-x', 'Password must have numeric characters'],
    ['one without symbols', 'Password1', 'Password must have symbol characters'],
    ['one with lone surrogates', 'Passw0rd!\ud800\ud801', 'Password must be well-formed Unicode'],
  ])('as password %s', async (_, Password, rule) => {
    await expect(signUp(w, 'nobody', {}, { Password })).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: `Password did not conform with policy: ${rule}`,
    });
    expect(await userOf(w, 'nobody')).toBeUndefined();
  });

  const email = 'Username should be an email.';
  const phone = 'Username should be a phone number.';
  const either = 'Username should be either an email or a phone number.';
  it.each<[Partial<Pool>, string, string]>([
    [{ usernameAttributes: ['email'] }, 'ada', email],
    [{ usernameAttributes: ['email'] }, '+15550001111', email],
    [{ usernameAttributes: ['phone_number'] }, 'ada@example.com', phone],
    [{ usernameAttributes: ['email', 'phone_number'] }, 'ada', either],
    [{ usernameAttributes: ['phone_number', 'email'] }, '__proto__', either],
    [
      { aliasAttributes: ['email'] },
      'ada@example.com',
      'Username cannot be of email format, since user pool is configured for email alias.',
    ],
    [
      { aliasAttributes: ['phone_number'] },
      '+15550001111',
      'Username cannot be of phone number format, since user pool is configured for phone number alias.',
    ],
  ])('%o: %s', async (pool, username, message) => {
    await expect(signUp(await world(app, pool), username)).rejects.toMatchObject(invalid(message));
  });

  it('another e-mail or phone number than the user name', async () => {
    const emails = await world(app, { usernameAttributes: ['email'] });
    const text = (kind: string) =>
      `User ${kind} should be empty or same as username, since username attribute is ${kind}.`;
    await expect(signUp(emails, 'ada@example.com', { email: 'bob@example.com' })).rejects.toMatchObject(
      invalid(text('email')),
    );
    const phones = await world(app, { usernameAttributes: ['phone_number'] });
    await expect(signUp(phones, '+15550001111', { phone_number: '+15550002222' })).rejects.toMatchObject(
      invalid(text('phone_number')),
    );
  });

  it('a preferred user name where it is an alias', async () => {
    const aliased = await world(app, { aliasAttributes: ['preferred_username'] });
    await expect(signUp(aliased, 'ada', { preferred_username: 'countess' })).rejects.toMatchObject(
      invalid(
        'Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.',
      ),
    );
    await expect(signUp(w, 'countess', { preferred_username: 'countess' })).resolves.toBeDefined();
  });

  it('anybody where only administrators create users', async () => {
    const closed = await world(app, {
      adminCreateUserConfig: { allowAdminCreateUserOnly: true, unusedAccountValidityDays: 7 },
    });
    await expect(signUp(closed, 'ada')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'SignUp is not permitted for this user pool',
    });
  });

  it('an unknown client', async () => {
    await expect(app.call('SignUp', { ClientId: 'none', Username: 'a', Password: PASSWORD })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool client none does not exist.',
    });
  });

  it('a secret hash for a client without a secret', async () => {
    await expect(signUp(w, 'ada', {}, { SecretHash: 'c2VjcmV0' })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: `Client ${w.client.id} is not configured for secret but secret hash was received`,
    });
  });

  it('in this order: rights, name, schema, password', async () => {
    const named = await world(app, { usernameAttributes: ['email'] });
    const bad = { email_verified: 'true', unknown: 'x' };
    await expect(signUp(named, 'ada', bad, { Password: 'xy' })).rejects.toMatchObject(unauthorized);
    await expect(signUp(named, 'ada', { unknown: 'x' }, { Password: 'xy' })).rejects.toMatchObject(invalid(email));
    const last = signUp(named, 'a@example.com', { unknown: 'x' }, { Password: 'xy' });
    await expect(last).rejects.toMatchObject(missing('unknown'));
  });

  it('nothing on the ground of a configuration that has just changed', async () => {
    const changing = await world(app);
    await signUp(changing, 'first');
    const { records } = app.deps;
    const { pool } = await records.read({ pool: { kind: 'pool', id: { id: changing.pool.id } } });
    const schema = [...pool!.schema, custom('custom:new')];
    await records.commit([{ op: 'update', kind: 'pool', before: pool!, after: { ...pool!, schema } }]);
    await expect(signUp(changing, 'second', { 'custom:new': 'x' })).resolves.toBeDefined();
  });

  it('no name for what it looks like', async () => {
    for (const username of ['__proto__', 'constructor', 'a#b', '#', "o'neill", '用户', 'a:b|c']) {
      await expect(signUp(w, username)).resolves.toMatchObject({ UserConfirmed: false });
      expect((await userOf(w, username))?.username).toBe(username);
      await expect(signUp(w, username)).rejects.toMatchObject({ name: 'UsernameExistsException' });
    }
  });

  it('requests that break a constraint, before it looks for the client', async () => {
    const call = app.call('SignUp', { ClientId: 'none', Username: 'a b', UserAttributes: attributes({ '': 'x' }) });
    await expect(call).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(/^3 validation errors detected: .*'username'.*'userAttributes\.1\.member\.name'/),
    });
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import {
  clientUnknown,
  EMAIL_FORM,
  EMAIL_MALFORMED,
  type ExpectedError,
  invalid,
  NO_LOWERCASE,
  NO_NUMBERS,
  NO_SYMBOLS,
  NO_UPPERCASE,
  NOT_EMAIL,
  NOT_EMAIL_OR_PHONE,
  NOT_PHONE,
  nonconforming,
  notInSchema,
  PHONE_FORM,
  PHONE_MALFORMED,
  PREFERRED_TOO_EARLY,
  secretHashNeedless,
  TOO_SHORT,
  UNAUTHORIZED_WRITE,
} from '#test/errors.ts';
import { custom, schemaWith } from '#test/fixtures.ts';
import { anotherClient, attributes, type TestPool, testPools } from '#test/world.ts';

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('SignUp refuses', () => {
  let w: TestPool;
  beforeAll(async () => {
    w = await service.pool({
      schema: schemaWith(
        {},
        custom('custom:team', { stringAttributeConstraints: { minLength: '2', maxLength: '4' } }),
        custom('custom:age', { attributeDataType: 'Number', numberAttributeConstraints: { minValue: '18' } }),
        custom('custom:fan', { attributeDataType: 'Boolean' }),
        custom('dev:custom:rank', { developerOnlyAttribute: true }),
      ),
    });
  });

  it.each<[string, Record<string, string>, object]>([
    ['an unknown attribute', { 'custom:none': 'x' }, notInSchema('custom:none')],
    ['an attribute without its prefix', { team: 'red' }, notInSchema('team')],
    ['__proto__', JSON.parse('{"__proto__": "x"}'), notInSchema('__proto__')],
    ['constructor', { constructor: 'x' }, notInSchema('constructor')],
    ['toString', { toString: 'x' } as never, notInSchema('toString')],
    ['a number out of range', { 'custom:age': '17' }, nonconforming('custom:age: Number must be no less than 18')],
    ['a number that is none', { 'custom:age': '0x20' }, nonconforming('custom:age: The value must be a number')],
    ['a boolean that is none', { 'custom:fan': 'yes' }, nonconforming('custom:fan: The value must be true or false')],
    [
      'a text too short',
      { 'custom:team': 'r' },
      nonconforming('custom:team: String must be no shorter than 2 characters'),
    ],
    [
      'a text too long',
      { 'custom:team': 'green' },
      nonconforming('custom:team: String must be no longer than 4 characters'),
    ],
    [
      'a birthdate of another length',
      { birthdate: '1.1.2000' },
      nonconforming('birthdate: String must be no shorter than 10 characters'),
    ],
    ['an e-mail without a domain', { email: 'foo' }, EMAIL_MALFORMED],
    ['two e-mails in one', { email: 'a@example.com,b@example.com' }, EMAIL_MALFORMED],
    ['a line break in an e-mail', { email: 'a@example.com\nbcc:b@example.com' }, EMAIL_MALFORMED],
    ['a phone number without +', { phone_number: '15551239878' }, PHONE_MALFORMED],
    ['email_verified', { email_verified: 'true' }, UNAUTHORIZED_WRITE],
    ['phone_number_verified', { phone_number_verified: 'true' }, UNAUTHORIZED_WRITE],
    ['sub', { sub: 'me' }, UNAUTHORIZED_WRITE],
    ['a developer-only attribute', { 'dev:custom:rank': '1' }, UNAUTHORIZED_WRITE],
  ])('%s', async (_, values, error) => {
    await expect(w.signUp('nobody', values)).rejects.toMatchObject(error);
    expect(await w.stored('nobody')).toBeUndefined();
  });

  it('every problem of the schema at once', async () => {
    await expect(w.signUp('nobody', { team: 'red', 'custom:fan': 'no' })).rejects.toMatchObject(
      nonconforming('team: Attribute does not exist in the schema.', 'custom:fan: The value must be true or false'),
    );
  });

  it('a user without the required attributes', async () => {
    const schema = schemaWith({ name: { required: true }, family_name: { required: true } });
    const strict = await service.pool({ schema });
    const missing = nonconforming('name: The attribute is required', 'family_name: The attribute is required');
    await expect(strict.signUp('ada')).rejects.toMatchObject(missing);
    await expect(strict.signUp('ada', { name: '', family_name: '' })).rejects.toMatchObject(missing);
    await expect(strict.signUp('ada', { name: 'Ada', family_name: 'L' })).resolves.toBeDefined();
  });

  it('nobody for a flag that is required and that no user may write', async () => {
    const required = { required: true };
    const schema = schemaWith({ email_verified: required, phone_number_verified: required });
    const flagged = await service.pool({ schema });
    await expect(flagged.signUp('ada', { email: 'ada@example.com' })).resolves.toBeDefined();
    await expect(flagged.signUp('ben', { email_verified: 'true' })).rejects.toMatchObject(UNAUTHORIZED_WRITE);
  });

  it('an attribute that the client may not write, even one the schema has not', async () => {
    const narrow = await anotherClient(w, { writeAttributes: ['email', 'name'] });
    for (const values of [{ nickname: 'x' }, { 'custom:team': 'red' }, JSON.parse('{"__proto__": "x"}')]) {
      await expect(narrow.signUp('nobody', values)).rejects.toMatchObject(UNAUTHORIZED_WRITE);
    }
    await expect(narrow.signUp('writer', { name: 'Ada' })).resolves.toBeDefined();
  });

  it.each<[string, string | undefined, string]>([
    ['none', undefined, TOO_SHORT],
    ['an empty one', '', TOO_SHORT],
    ['a short one', 'Aa1!', TOO_SHORT],
    ['one without capitals', 'password-1', NO_UPPERCASE],
    ['one without small letters', 'PASSWORD-1', NO_LOWERCASE],
    ['one without digits', 'Password-x', NO_NUMBERS],
    ['one without symbols', 'Password1', NO_SYMBOLS],
    ['one with lone surrogates', 'Passw0rd!\ud800\ud801', 'Password must be well-formed Unicode'],
  ])('as password %s', async (_, Password, rule) => {
    await expect(w.signUp('nobody', {}, { Password })).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: `Password did not conform with policy: ${rule}`,
    });
    expect(await w.stored('nobody')).toBeUndefined();
  });

  it.each<[Partial<Pool>, string, ExpectedError]>([
    [{ usernameAttributes: ['email'] }, 'ada', NOT_EMAIL],
    [{ usernameAttributes: ['email'] }, '+15550001111', NOT_EMAIL],
    [{ usernameAttributes: ['phone_number'] }, 'ada@example.com', NOT_PHONE],
    [{ usernameAttributes: ['email', 'phone_number'] }, 'ada', NOT_EMAIL_OR_PHONE],
    [{ usernameAttributes: ['phone_number', 'email'] }, '__proto__', NOT_EMAIL_OR_PHONE],
    [{ aliasAttributes: ['email'] }, 'ada@example.com', EMAIL_FORM],
    [{ aliasAttributes: ['phone_number'] }, '+15550001111', PHONE_FORM],
  ])('%o: %s', async (pool, username, error) => {
    await expect((await service.pool(pool)).signUp(username)).rejects.toMatchObject(error);
  });

  it('another e-mail or phone number than the user name', async () => {
    const emails = await service.pool({ usernameAttributes: ['email'] });
    const text = (kind: string) =>
      `User ${kind} should be empty or same as username, since username attribute is ${kind}.`;
    await expect(emails.signUp('ada@example.com', { email: 'bob@example.com' })).rejects.toMatchObject(
      invalid(text('email')),
    );
    const phones = await service.pool({ usernameAttributes: ['phone_number'] });
    await expect(phones.signUp('+15550001111', { phone_number: '+15550002222' })).rejects.toMatchObject(
      invalid(text('phone_number')),
    );
  });

  it('a preferred user name where it is an alias', async () => {
    const aliased = await service.pool({ aliasAttributes: ['preferred_username'] });
    await expect(aliased.signUp('ada', { preferred_username: 'countess' })).rejects.toMatchObject(PREFERRED_TOO_EARLY);
    await expect(w.signUp('countess', { preferred_username: 'countess' })).resolves.toBeDefined();
  });

  it('anybody where only administrators create users', async () => {
    const closed = await service.pool({
      adminCreateUserConfig: { allowAdminCreateUserOnly: true, unusedAccountValidityDays: 7 },
    });
    await expect(closed.signUp('ada')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'SignUp is not permitted for this user pool',
    });
  });

  it('an unknown client', async () => {
    await expect(w.signUp('a', {}, { ClientId: 'none' })).rejects.toMatchObject(clientUnknown('none'));
  });

  it('a secret hash for a client without a secret', async () => {
    await expect(w.signUp('ada', {}, { SecretHash: 'c2VjcmV0' })).rejects.toMatchObject(
      secretHashNeedless(w.client.id),
    );
  });

  it('in this order: rights, name, schema, password', async () => {
    const named = await service.pool({ usernameAttributes: ['email'] });
    const bad = { email_verified: 'true', unknown: 'x' };
    await expect(named.signUp('ada', bad, { Password: 'xy' })).rejects.toMatchObject(UNAUTHORIZED_WRITE);
    await expect(named.signUp('ada', { unknown: 'x' }, { Password: 'xy' })).rejects.toMatchObject(NOT_EMAIL);
    const last = named.signUp('a@example.com', { unknown: 'x' }, { Password: 'xy' });
    await expect(last).rejects.toMatchObject(notInSchema('unknown'));
  });

  it('nothing on the ground of a configuration that has just changed', async () => {
    const changing = await service.pool();
    await changing.signUp('first');
    await changing.changePool({ schema: [...changing.pool.schema, custom('custom:new')] });
    await expect(changing.signUp('second', { 'custom:new': 'x' })).resolves.toBeDefined();
  });

  it('no name for what it looks like', async () => {
    for (const username of ['__proto__', 'constructor', 'a#b', '#', "o'neill", '用户', 'a:b|c']) {
      await expect(w.signUp(username)).resolves.toMatchObject({ UserConfirmed: false });
      expect((await w.stored(username))?.username).toBe(username);
      await expect(w.signUp(username)).rejects.toMatchObject({ name: 'UsernameExistsException' });
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

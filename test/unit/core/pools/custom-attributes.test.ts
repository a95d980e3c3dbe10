import { describe, expect, it } from 'vitest';
import { type AttributeRequest, newSchema as schemaFor, withCustomAttributes } from '#core/pools/custom-attributes.ts';
import { standardSchema } from '#core/pools/schema.ts';

const text = (name: string, more: AttributeRequest = {}): AttributeRequest => ({
  name,
  attributeDataType: 'String',
  ...more,
});
const number = (name: string, more: AttributeRequest = {}): AttributeRequest => ({
  name,
  attributeDataType: 'Number',
  ...more,
});
const lengths = (minLength?: string, maxLength?: string) => ({ stringAttributeConstraints: { minLength, maxLength } });
const values = (minValue?: string, maxValue?: string) => ({ numberAttributeConstraints: { minValue, maxValue } });
/** The schema of a pool without aliases. */
const newSchema = (given: readonly AttributeRequest[]) => schemaFor(given, []);
const NAMELESS = 'Name is required for every attribute of a user pool schema.';

describe('newSchema', () => {
  it('puts custom attributes behind the standard ones, with empty constraints unless given', () => {
    const schema = newSchema([
      text('team', lengths('1', '20')),
      number('age'),
      { name: 'flag', attributeDataType: 'Boolean', developerOnlyAttribute: true, mutable: false },
    ]);
    expect(schema.slice(0, -3)).toEqual(standardSchema());
    const common = { developerOnlyAttribute: false, mutable: true, required: false };
    expect(schema.slice(-3)).toEqual([
      { ...common, name: 'custom:team', attributeDataType: 'String', ...lengths('1', '20') },
      { ...common, name: 'custom:age', attributeDataType: 'Number', numberAttributeConstraints: {} },
      {
        name: 'dev:custom:flag',
        attributeDataType: 'Boolean',
        developerOnlyAttribute: true,
        mutable: false,
        required: false,
      },
    ]);
  });

  it('changes requirement, mutability and bounds of standard attributes in their place', () => {
    const schema = newSchema([{ name: 'email', required: true, mutable: false, ...lengths('3', '100') }]);
    const names = schema.map(({ name }) => name);
    expect(names).toEqual(standardSchema().map(({ name }) => name));
    expect(schema.find(({ name }) => name === 'email')).toEqual({
      name: 'email',
      attributeDataType: 'String',
      developerOnlyAttribute: false,
      mutable: false,
      required: true,
      ...lengths('3', '100'),
    });
  });

  it('keeps sub required and immutable', () => {
    const [sub] = newSchema([{ name: 'sub', required: false, mutable: true }]);
    expect(sub).toMatchObject({ name: 'sub', required: true, mutable: false });
  });

  it.each([
    [
      'another type of a standard attribute',
      [number('email')],
      'You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email',
    ],
    [
      'a standard attribute for developers only',
      [text('email', { developerOnlyAttribute: true })],
      'You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email',
    ],
    [
      'a required custom attribute',
      [text('a', { required: true })],
      'Required custom attributes are not supported currently.',
    ],
    [
      'no type',
      [{ name: 'a' }],
      'Invalid AttributeDataType input, consider using the provided AttributeDataType enum.',
    ],
    ['no name', [{ attributeDataType: 'String' }], NAMELESS],
    ['neither name nor type', [{}], NAMELESS],
    [
      'a repeated custom attribute',
      [text('a'), number('a')],
      'Duplicate custom attribute names custom:a are not allowed in a user pool schema.',
    ],
    [
      'a repeated standard attribute',
      [text('email'), text('email')],
      'Duplicate attribute name email in the user pool schema.',
    ],
    [
      'a length that is no number',
      [text('a', lengths('one'))],
      'Invalid StringAttributeConstraints for schema attribute custom:a',
    ],
    [
      'a negative length',
      [text('a', lengths('-1'))],
      'Invalid StringAttributeConstraints for schema attribute custom:a',
    ],
    [
      'a value with a fraction',
      [number('a', values('1.5'))],
      'Invalid NumberAttributeConstraints for schema attribute custom:a',
    ],
    [
      'a length above 2048',
      [text('a', lengths('0', '2049'))],
      'user.custom:a: String attributes cannot have a length of more than 2048',
    ],
    [
      'lengths the wrong way round',
      [text('a', lengths('2', '1'))],
      "Attribute custom:a cannot have a max length shorter than it's min length",
    ],
    [
      'values the wrong way round',
      [number('a', values('2', '-1'))],
      "Attribute custom:a cannot have a max value smaller than it's min value",
    ],
    [
      'lengths of a standard attribute the wrong way round',
      [text('email', lengths('2', '1'))],
      'user.email: Max length cannot be less than min length.',
    ],
    [
      'values of a standard attribute the wrong way round',
      [number('updated_at', values('2', '1'))],
      'user.updated_at: Max value cannot be less than min value.',
    ],
  ] satisfies [string, AttributeRequest[], string][])('refuses %s', (_, given, message) => {
    const expected = expect.objectContaining({ name: 'InvalidParameterException', message });
    expect(() => newSchema(given)).toThrow(expected);
  });

  it('refuses preferred_username as both required and alias', () => {
    const message = 'preferred_username can be either a required attribute or an alias attribute, not both.';
    const expected = expect.objectContaining({ name: 'InvalidParameterException', message });
    const required = [text('preferred_username', { required: true }), text('email', { required: true })];
    expect(() => schemaFor(required, ['email', 'preferred_username'])).toThrow(expected);
    expect(() => schemaFor(required, ['email'])).not.toThrow();
    expect(() => schemaFor([text('preferred_username', { required: false })], ['preferred_username'])).not.toThrow();
  });
});

describe('withCustomAttributes', () => {
  it('takes a standard name for a custom one', () => {
    expect(withCustomAttributes(standardSchema(), [text('email')]).at(-1)?.name).toBe('custom:email');
  });

  it('refuses a name that is there, or comes twice', () => {
    const message = 'custom:a: Existing attribute already has name custom:a.';
    const schema = newSchema([text('a')]);
    expect(() => withCustomAttributes(schema, [text('a')])).toThrow(message);
    expect(() => withCustomAttributes(standardSchema(), [text('a'), text('a')])).toThrow(message);
  });

  it('refuses an attribute without a name', () => {
    const expected = expect.objectContaining({ name: 'InvalidParameterException', message: NAMELESS });
    expect(() => withCustomAttributes(standardSchema(), [{ attributeDataType: 'String' }])).toThrow(expected);
  });

  it('goes up to 50', () => {
    const names = Array.from({ length: 50 }, (_, n) => text(`n${n}`));
    const full = withCustomAttributes(standardSchema(), names);
    expect(full).toHaveLength(standardSchema().length + 50);
    expect(() => withCustomAttributes(full, [text('one')])).toThrow(
      'A user pool can have at most 50 custom attributes.',
    );
  });
});

import { fail } from '#core/errors.ts';
import { type Bounds, bounds, checkBounds } from './attribute-bounds.ts';
import type { AttributeDataType, Pool, SchemaAttribute } from './pool.ts';
import { standardSchema } from './schema.ts';

/** An attribute in a CreateUserPool or AddCustomAttributes request, in camelCase. */
export type AttributeRequest = {
  readonly name?: string;
  readonly attributeDataType?: AttributeDataType;
  readonly developerOnlyAttribute?: boolean;
  readonly mutable?: boolean;
  readonly required?: boolean;
} & Bounds;

const MAX_CUSTOM = 50;

/**
 * Returns the schema of a new pool: the standard attributes, followed by the custom ones. The request may change
 * whether a standard attribute is mutable and required, and its bounds. Throws InvalidParameterException, also where
 * preferred_username would be both required and an alias: as an alias it can't be given at sign-up, so nobody could
 * sign up.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function newSchema(
  given: readonly AttributeRequest[],
  aliasAttributes: Pool['aliasAttributes'],
): readonly SchemaAttribute[] {
  const standard = new Map(standardSchema().map((attribute) => [attribute.name, attribute]));
  const custom = new Map<string, SchemaAttribute>();
  const changed = new Set<string>();
  for (const request of given) {
    const known = standard.get(request.name ?? '');
    if (known) {
      if (changed.has(known.name)) refuse(`Duplicate attribute name ${known.name} in the user pool schema.`);
      changed.add(known.name);
      standard.set(known.name, changedStandard(known, request));
    } else {
      const attribute = customAttribute(request);
      if (custom.has(attribute.name)) {
        refuse(`Duplicate custom attribute names ${attribute.name} are not allowed in a user pool schema.`);
      }
      custom.set(attribute.name, attribute);
    }
  }
  if (aliasAttributes.includes('preferred_username') && standard.get('preferred_username')?.required) {
    refuse('preferred_username can be either a required attribute or an alias attribute, not both.');
  }
  return [...standard.values(), ...custom.values()];
}

/**
 * Returns the schema with more custom attributes. Throws InvalidParameterException for a name that the schema already
 * has, and for more than 50 custom attributes.
 */
export function withCustomAttributes(
  schema: readonly SchemaAttribute[],
  given: readonly AttributeRequest[],
): readonly SchemaAttribute[] {
  const result = [...schema];
  for (const request of given) {
    const attribute = customAttribute(request);
    const { name } = attribute;
    if (result.some((other) => other.name === name)) refuse(`${name}: Existing attribute already has name ${name}.`);
    result.push(attribute);
  }
  if (result.length - standardSchema().length > MAX_CUSTOM) {
    refuse(`A user pool can have at most ${MAX_CUSTOM} custom attributes.`);
  }
  return result;
}

function refuse(message: string): never {
  return fail('InvalidParameterException', message);
}

function changedStandard(known: SchemaAttribute, request: AttributeRequest): SchemaAttribute {
  const { name, attributeDataType } = known;
  if ((request.attributeDataType ?? attributeDataType) !== attributeDataType || request.developerOnlyAttribute) {
    refuse(`You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ${name}`);
  }
  const changed = {
    ...known,
    // `sub` identifies the users of a pool, so it stays required and immutable whatever the request says.
    mutable: name === 'sub' ? known.mutable : (request.mutable ?? known.mutable),
    required: name === 'sub' ? known.required : (request.required ?? known.required),
    ...bounds(attributeDataType, request),
  };
  checkBounds(changed);
  return changed;
}

function customAttribute(request: AttributeRequest): SchemaAttribute {
  // The API does not require Name, because the attribute may be a standard one. A custom attribute needs it.
  if (!request.name) refuse('Name is required for every attribute of a user pool schema.');
  const developerOnlyAttribute = request.developerOnlyAttribute ?? false;
  const name = `${developerOnlyAttribute ? 'dev:' : ''}custom:${request.name}`;
  const { attributeDataType } = request;
  if (!attributeDataType) {
    return refuse('Invalid AttributeDataType input, consider using the provided AttributeDataType enum.');
  }
  if (request.required) refuse('Required custom attributes are not supported currently.');
  const attribute: SchemaAttribute = {
    name,
    attributeDataType,
    developerOnlyAttribute,
    mutable: request.mutable ?? true,
    required: false,
    ...(attributeDataType === 'String' && { stringAttributeConstraints: {} }),
    ...(attributeDataType === 'Number' && { numberAttributeConstraints: {} }),
    ...bounds(attributeDataType, request),
  };
  checkBounds(attribute);
  return attribute;
}

import { isWritable } from '#core/attributes/rights.ts';
import { isNeeded } from '#core/pools/schema.ts';
import { verificationOrder } from '#core/sign-up/target.ts';
import type { PageCall } from './authorization.ts';

/** An attribute that the page for signing up asks for. */
type AttributeField = {
  /** The full name of the attribute, and the name that its field has on Cognito's page. */
  readonly name: string;
  readonly field: string;
  readonly isOptional: boolean;
};

/**
 * Returns the attributes that the page for signing up asks for, in the order of the schema: those that every user needs, and
 * those to which the pool sends the code, if the client may write them. The user name is not asked for twice.
 */
export function attributeFields({ pool, client }: PageCall): readonly AttributeField[] {
  const names: readonly string[] = pool.usernameAttributes;
  const verified: readonly string[] = verificationOrder(pool);
  // The code may go to the user name, whichever of its kinds that is.
  const isNameVerified = names.length > 0 && names.every((name) => verified.includes(name));
  const contacts = isNameVerified ? [] : verified;
  return pool.schema
    .filter((attribute) => isNeeded(attribute) || contacts.includes(attribute.name))
    .filter(({ name }) => !(names.length === 1 && names.includes(name)) && isWritable(client, pool, name))
    .map(({ name, required }) => ({
      name,
      field: `requiredAttributes[${name}]`,
      // It may be the user name, or the code may go to another one.
      isOptional: names.includes(name) || (!required && contacts.length > 1),
    }));
}

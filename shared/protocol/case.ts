import type { Members, Shape } from './schema/shape.ts';

/*
 * The API names members in PascalCase, the domain in camelCase, and the names of nested settings are derived from each
 * other. The shape tells structures, whose members are renamed, from maps, whose keys belong to the caller and stay as
 * they are.
 */

/** The API calls the same thing SmsMessage and, in invitations, SMSMessage. */
type DomainName<Name> = Name extends 'SMSMessage' ? 'smsMessage' : Name extends string ? Uncapitalize<Name> : never;

/** A structure of the API with the names of the domain. */
type ToDomain<Wire> = Wire extends readonly (infer Element)[]
  ? readonly ToDomain<Element>[]
  : Wire extends Uint8Array
    ? Wire
    : Wire extends object
      ? string extends keyof Wire
        ? Readonly<Wire>
        : { readonly [Name in keyof Wire as DomainName<Name>]: ToDomain<Wire[Name]> }
      : Wire;

/** A structure of the domain with the names of the API. */
type ToWire<Domain> = Domain extends readonly (infer Element)[]
  ? readonly ToWire<Element>[]
  : Domain extends object
    ? string extends keyof Domain
      ? Domain
      : { readonly [Name in keyof Domain as Capitalize<Name & string>]: ToWire<Domain[Name]> }
    : Domain;

/**
 * Renames the members of a structure of the API, also within nested structures and lists, to the names of the domain.
 */
export function toDomain<Wire extends object>(members: Members, wire: Wire): ToDomain<Wire> {
  return renamed(wire, (name) => ({ name: domainName(name), shape: ownOf(members, name) }), toDomain) as ToDomain<Wire>;
}

/**
 * Renames the members of a structure of the domain to the names of the API. A member that the shape does not have
 * occurs only in responses: its own name is changed, but its value stays as it is. The result type names every
 * `smsMessage` SmsMessage; the shape decides where it is SMSMessage.
 */
export function toWire<Domain extends object>(members: Members, domain: Domain): ToWire<Domain> {
  const wireNames = new Map(Object.keys(members).map((name) => [domainName(name), name]));
  const spell = (name: string) => {
    const wireName = wireNames.get(name) ?? name.slice(0, 1).toUpperCase() + name.slice(1);
    return { name: wireName, shape: ownOf(members, wireName) };
  };
  return renamed(domain, spell, toWire) as ToWire<Domain>;
}

const domainName = (name: string): string =>
  name === 'SMSMessage' ? 'smsMessage' : name.slice(0, 1).toLowerCase() + name.slice(1);

const ownOf = (members: Members, name: string): Shape | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined;

type Spell = (name: string) => { readonly name: string; readonly shape: Shape | undefined };
type Respell = (members: Members, structure: object) => object;

/** Renames the members of one structure, and leaves out those without a value. */
function renamed(structure: object, spell: Spell, respell: Respell): object {
  const present = Object.entries(structure).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    present.map(([from, value]) => {
      const { name, shape } = spell(from);
      return [name, inner(shape, value, respell)];
    }),
  );
}

function inner(shape: Shape | undefined, value: unknown, respell: Respell): unknown {
  if (shape?.kind === 'structure') return respell(shape.members, value as object);
  if (shape?.kind === 'list') return (value as readonly unknown[]).map((element) => inner(shape.of, element, respell));
  return value;
}

import type { Members, Shape } from './schema/shape.ts';

/*
 * The wire spells members PascalCase, the domain camelCase; for nested settings the one follows from the other. The shape
 * says what is a structure, whose members are renamed, and what a map, whose keys are the caller's own and stay.
 */

/** The wire has both SmsMessage and SMSMessage (of invitations) for one thing. */
type DomainName<Name> = Name extends 'SMSMessage' ? 'smsMessage' : Name extends string ? Uncapitalize<Name> : never;

/** A wire structure as the domain spells it. */
type ToDomain<Wire> = Wire extends readonly (infer Element)[]
  ? readonly ToDomain<Element>[]
  : Wire extends Uint8Array
    ? Wire
    : Wire extends object
      ? string extends keyof Wire
        ? Readonly<Wire>
        : { readonly [Name in keyof Wire as DomainName<Name>]: ToDomain<Wire[Name]> }
      : Wire;

/** A domain structure as the wire spells it. */
type ToWire<Domain> = Domain extends readonly (infer Element)[]
  ? readonly ToWire<Element>[]
  : Domain extends object
    ? string extends keyof Domain
      ? Domain
      : { readonly [Name in keyof Domain as Capitalize<Name & string>]: ToWire<Domain[Name]> }
    : Domain;

/** The members of a wire structure, of its inner structures and of those in lists, in the domain's spelling. */
export function toDomain<Wire extends object>(members: Members, wire: Wire): ToDomain<Wire> {
  return renamed(wire, (name) => ({ name: domainName(name), shape: ownOf(members, name) }), toDomain) as ToDomain<Wire>;
}

/**
 * The reverse. A member that the shape does not know is one of answers alone: its own name is respelt, what is in it stays.
 * The type has SmsMessage for `smsMessage` everywhere; the shape knows where it is SMSMessage.
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

/** Members without a value are left out. */
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

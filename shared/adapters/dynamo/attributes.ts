import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** The attributes of an item in the form of DynamoDB's API. */
export type Attributes = Record<string, AttributeValue>;
/** The content of an item, in plain values. */
type Plain = Readonly<Record<string, unknown>>;

/**
 * Converts an item to the form of DynamoDB's API. The table holds only strings, numbers and binaries, so this is all
 * the marshalling that it needs. The general one of lib-dynamodb takes 0.5 ms of a call (bench/README.md). Throws when
 * a value has another type.
 */
export function toAttributes(item: Plain): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(item)) {
    if (typeof value === 'string') attributes[name] = { S: value };
    else if (typeof value === 'number') attributes[name] = { N: String(value) };
    else if (value instanceof Uint8Array) attributes[name] = { B: value };
    else if (value !== undefined) throw new Error(`An item can't hold ${typeof value} as ${name}.`);
  }
  return attributes;
}

/**
 * Converts an item from the form of DynamoDB's API. Attributes of other types were not written by Ownpool and are left
 * out.
 */
export function fromAttributes(attributes: Attributes): Record<string, string | number | Uint8Array> {
  const item: Record<string, string | number | Uint8Array> = {};
  for (const name in attributes) {
    const { S, N, B } = attributes[name]!;
    if (S !== undefined) item[name] = S;
    else if (N !== undefined) item[name] = Number(N);
    else if (B !== undefined) item[name] = B;
  }
  return item;
}

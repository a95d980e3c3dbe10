import { listed } from '#core/bounded-text.ts';
import type { Client } from '#core/clients/client.ts';
import { fail, TEXT } from '#core/errors.ts';
import type { Pool } from '#core/pools/pool.ts';
import { schemaAttribute } from '#core/pools/schema.ts';
import type { Attributes } from '#core/users/user.ts';
import { type AttributeProblem, checkContacts, NOT_IN_SCHEMA, schemaProblems } from './check-schema.ts';
import { isWritable } from './rights.ts';
import { keptValue, type WireAttribute } from './wire.ts';

/** The changes that a request makes to a user's attributes. No name is in both members. */
export type AttributeRequest = { readonly values: Attributes; readonly removed: readonly string[] };

/**
 * Checks the attributes that a request sets. A blank value removes the attribute, and the last value of a repeated name
 * counts. All rules of the pool and the client that do not depend on the user are applied here. Without a client, the
 * request is that of an administrator.
 * Throws NotAuthorizedException for attributes that the client may not write. Throws InvalidParameterException for
 * attributes and values that the schema does not allow, immutable attributes, removals of required attributes, and
 * missing values.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function attributeUpdates(pool: Pool, list: readonly WireAttribute[], client?: Client): AttributeRequest {
  refuseSub(list.map(({ Name }) => Name));
  // The object has no prototype, so that an attribute called `__proto__` is treated like any other unknown attribute.
  const values: Record<string, string> = Object.create(null);
  const removed = new Set<string>();
  for (const { Name, Value } of list) {
    if (Value === undefined) fail('InvalidParameterException', `Attribute value for ${Name} must not be null`);
    delete values[Name];
    removed.delete(Name);
    if (Value) values[Name] = keptValue(pool, Name, Value);
    else removed.add(Name);
  }
  const request = { values, removed: [...removed] };
  checkRights(pool, request, client);
  refuseAll('', [
    ...schemaProblems(pool, values),
    ...unknownAmong(pool, request.removed),
    ...mutabilityProblems(pool, request),
  ]);
  checkContacts(values);
  return request;
}

/** Checks the attributes that a request removes, by the same rules as attributeUpdates. */
export function attributeRemovals(pool: Pool, names: readonly string[], client?: Client): AttributeRequest {
  refuseSub(names);
  const request = { values: Object.create(null), removed: [...new Set(names)] };
  checkRights(pool, request, client);
  refuseAll('Invalid user attributes: ', unknownAmong(pool, request.removed));
  refuseAll('', mutabilityProblems(pool, request));
  return request;
}

function refuseSub(names: readonly string[]): void {
  if (names.includes('sub')) fail('InvalidParameterException', TEXT.notModifiable('sub'));
}

function checkRights(pool: Pool, { values, removed }: AttributeRequest, client: Client | undefined): void {
  const names = [...Object.keys(values), ...removed];
  if (client && !names.every((name) => isWritable(client, pool, name))) {
    fail('NotAuthorizedException', TEXT.unauthorizedAttribute);
  }
}

function unknownAmong(pool: Pool, names: readonly string[]): readonly AttributeProblem[] {
  return names.filter((name) => !schemaAttribute(pool, name)).map((name) => ({ name, problem: NOT_IN_SCHEMA }));
}

function mutabilityProblems(pool: Pool, { values, removed }: AttributeRequest): readonly AttributeProblem[] {
  const immutable = [...Object.keys(values), ...removed].filter(
    (name) => schemaAttribute(pool, name)?.mutable === false,
  );
  return [
    ...immutable.map((name) => ({ name, problem: 'Attribute cannot be updated.' })),
    ...removed.filter((name) => schemaAttribute(pool, name)?.required).map(notRemovable),
  ];
}

function notRemovable(name: string): AttributeProblem {
  return { name, problem: 'Required attribute cannot be deleted.' };
}

/** Throws InvalidParameterException for the removal of these required attributes, if there are any. */
export function refuseRemovals(names: readonly string[]): void {
  refuseAll('', names.map(notRemovable));
}

/** Throws InvalidParameterException with all problems, a line each, if there are any. */
export function refuseAll(prefix: string, problems: readonly AttributeProblem[]): void {
  if (problems.length === 0) return;
  const lines = problems.map(({ name, problem }) => `user.${name}: ${problem}\n`);
  fail('InvalidParameterException', prefix + listed(lines, ''));
}

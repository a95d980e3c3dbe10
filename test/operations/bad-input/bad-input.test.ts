import { beforeAll, describe, expect, it } from 'vitest';
import { argon2Hasher } from '#adapters/argon2/hasher.ts';
import { newAccessKey, storeAccessKey } from '#core/access-keys/create.ts';
import { OPERATIONS } from '#functions/operations.ts';
import { BUILT } from '#infra/built.ts';
import type { OperationName } from '#protocol/api.ts';
import type { OperationRow } from '#protocol/operation.ts';
import type { Members } from '#protocol/schema/shape.ts';
import { createTestApp, TEST_KEY, TEST_REGION, type TestApp } from '#test/app.ts';
import { constraintCases, type Overrides } from '#test/constraint-cases.ts';
import { requestOf } from '#test/requests.ts';
import { signedHeaders } from '#test/sign.ts';
import { spoiltRequests, strangeTexts, wrongTypes } from '#test/spoilt.ts';
import { differences, imageOf, restore, type TableImage } from '#test/table-image.ts';
import { NAMED, NAMES_NOTHING, type Refusal, type Value } from './named.ts';
import { VALID } from './valid.ts';
import { createSide, type Side } from './world.ts';

type Request = Readonly<Record<string, unknown>>;
type Answer = { readonly status: number; readonly name?: string; readonly message?: string; readonly body: string };

/** Requests that are valid and refused nevertheless, as docs/unknowns.md says. */
const REFUSED: Readonly<Record<string, string>> = {
  CreateUserPoolReplica: 'Replicas of user pools are not supported by this version of Ownpool.',
  DeleteUserPoolReplica: 'Replicas of user pools are not supported by this version of Ownpool.',
  UpdateUserPoolReplica: 'Replicas of user pools are not supported by this version of Ownpool.',
};
/** What no text for a client may contain. */
const INTERNALS =
  /undefined|\[object|\bNaN\b|dynamo|conditional|transaction|TypeError|Cannot read|not a function|\.ts\b/i;
const PAGE_TOKENS = ['NextToken', 'PaginationToken'];

const operations = BUILT.map(({ name }) => name as OperationName);
const rowOf = (operation: OperationName): OperationRow => OPERATIONS[operation];
const isSigned = (operation: OperationName) => rowOf(operation).auth === 'sigv4';

let app: TestApp;
let ours: Side;
let theirs: Side;
/** The table as it is before each test. */
let image: TableImage;
/** A key for the other pool, and no other. */
let keyOfTheirs: typeof TEST_KEY;

beforeAll(async () => {
  const hasher = argon2Hasher({ memoryCost: 64, timeCost: 1 });
  app = await createTestApp({ hasher, notificationLog: { write: async () => {} } });
  ours = await createSide(app, 'ours');
  theirs = await createSide(app, 'theirs');
  const key = newAccessKey(app.deps, { actions: ['*'], pools: [theirs.pool.id] });
  await storeAccessKey(app.deps.records, key);
  keyOfTheirs = key;
  image = await imageOf(app.table);
});

const validOf = (operation: OperationName, side = ours) => VALID[operation]!(side as never) as Request;

/** The members of the valid request, told without a world. */
function membersOfValid(operation: OperationName): readonly string[] {
  const anything = new Proxy({}, { get: () => ({}) });
  return Object.keys(VALID[operation]?.(anything as never) ?? {});
}

const isIrrelevant = (operation: OperationName, member: string) => NAMED[member]!.except?.[operation] === 'irrelevant';

function refusalOf(operation: OperationName, member: string, value: Value): Refusal {
  const { refusal, except } = NAMED[member]!;
  const own = except?.[operation];
  return (typeof own === 'function' ? own : refusal)(value, ours);
}

async function send(operation: string, input: Request, signing: object = {}): Promise<Answer> {
  const body = JSON.stringify(input);
  const now = app.deps.clock.now();
  const headers = signedHeaders({
    operation,
    body,
    host: 'h.test',
    now,
    key: TEST_KEY,
    region: TEST_REGION,
    ...signing,
  });
  return post(headers, body);
}

async function post(headers: Record<string, string>, body: string): Promise<Answer> {
  const response = await app.send({ headers, body });
  const { __type: name, message } = response.statusCode === 200 ? {} : JSON.parse(response.body);
  return { status: response.statusCode, name, message, body: response.body };
}

/** The valid request of an operation, with one member more, another value for it, or (undefined) without it. */
const spoilt = (operation: OperationName, member: string, value: unknown): Request => ({
  ...validOf(operation),
  [member]: value,
});

/** Sends requests that must be refused with these texts, and be without effect. */
async function expectRefusals(
  operation: OperationName,
  cases: readonly { readonly what: string; readonly input: Request; readonly refusal: Refusal }[],
): Promise<void> {
  const found: unknown[] = [];
  const expected: unknown[] = [];
  for (const { what, input, refusal } of cases) {
    const { status, name, message } = await send(operation, input);
    found.push([what, status, name, message]);
    expected.push([what, 400, ...refusal]);
  }
  expect({ found, written: await undone() }).toEqual({ found: expected, written: [] });
}

/**
 * What is not as it was, which is undone. Counts of guesses do not matter, because these go up also for names that lead
 * to nobody.
 */
async function undone(): Promise<readonly string[]> {
  const now = await imageOf(app.table);
  const itemAt = (key: string) => (now.get(key) ?? image.get(key))?.item;
  const written = differences(image, now);
  if (written.length > 0) await undo();
  return written.filter((key) => itemAt(key)?.t !== 'attempts');
}

/** The token of the second page of a list; undefined where there is none. */
async function pageTokenOf(operation: OperationName, side: Side): Promise<string | undefined> {
  const { body } = await send(operation, validOf(operation, side));
  return PAGE_TOKENS.map((member) => JSON.parse(body)[member]).find((token) => token !== undefined);
}

/** Makes the world what it was. */
async function undo(): Promise<void> {
  await restore(app.table, image);
  app.deps.configuration.forget(
    ...[ours, theirs].flatMap((side) => [
      ...[side.pool.id, side.poolWithoutDomain],
      ...[side.client, side.bareClient, side.oneSecretClient, side.twoSecretsClient],
    ]),
  );
}

it('has a valid request of every operation that is built, and of no other', () => {
  expect(Object.keys(VALID).sort()).toEqual([...operations].sort());
});

it('knows every member by which a request may name something', () => {
  const members = new Set(operations.flatMap((operation) => namesIn(requestOf(operation))));
  const naming = [...members].filter((member) =>
    /(?:Id|Arn|Names?|Keys?|Token|Identifier|Domain|Session|Scopes|Providers|Attributes)$/i.test(member),
  );
  const known = [...Object.keys(NAMED), ...NAMES_NOTHING];
  expect(naming.filter((member) => !known.includes(member))).toEqual([]);
  expect(known.filter((member) => !members.has(member))).toEqual([]);
});

describe.each(operations)('%s', (operation) => {
  const members = requestOf(operation);
  const given = membersOfValid(operation);
  const pageToken = PAGE_TOKENS.find((member) => member in members);
  /** Whether the list has a second page; the valid request then asks for pages of one. */
  const isPaged = given.includes('Limit') || given.includes('MaxResults');

  it('does what a valid request says', async () => {
    const { status, message } = await send(operation, validOf(operation));
    await undo();
    expect([status, message]).toEqual(REFUSED[operation] ? [400, REFUSED[operation]] : [200, undefined]);
  });

  it('refuses a request that breaks a constraint', async () => {
    const valid = validOf(operation);
    const overrides: Overrides = Object.fromEntries(
      Object.entries(valid).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
    );
    const cases = constraintCases(members, overrides).map(({ name, body, message }) => {
      const absent = Object.keys(members).filter((member) => members[member]?.required && !(member in body));
      const input: Request = { ...valid, ...body, ...Object.fromEntries(absent.map((member) => [member, undefined])) };
      return { what: name, input, refusal: ['InvalidParameterException', message] as Refusal };
    });
    const missing = Object.entries(members).filter(([, { required }]) => required);
    if (missing.length > 0) cases.push({ what: 'nothing', input: {}, refusal: nothing(missing) });
    const nulls = missing.map(([name, shape]) => ({
      what: `null as ${name}`,
      input: spoilt(operation, name, null),
      refusal: nothing([[name, shape]]),
    }));
    await expectRefusals(operation, [...cases, ...nulls]);
  });

  it('refuses values of a wrong type', async () => {
    const cases = spoiltRequests(members, validOf(operation), wrongTypes).map(({ what, input, message }) => ({
      what,
      input,
      refusal: ['SerializationException', message] as const,
    }));
    await expectRefusals(operation, cases);
  });

  const naming = Object.keys(NAMED).filter((member) => member in members && !isIrrelevant(operation, member));
  if (naming.length > 0) {
    it('refuses names that lead to nothing in the pool', async () => {
      const cases = naming.flatMap((member) => {
        const { unknown, foreign } = NAMED[member]!;
        const isOfAnyPool = member === 'ClientId' && !('UserPoolId' in members);
        const values = [unknown, isOfAnyPool ? undefined : foreign?.(theirs)].filter((value) => value !== undefined);
        return values.map((value) => ({
          what: `${member} ${JSON.stringify(value)}`,
          input: spoilt(operation, member, value),
          refusal: refusalOf(operation, member, value),
        }));
      });
      expect(cases.length).toBeGreaterThanOrEqual(naming.length);
      await expectRefusals(operation, cases);
    });
  }

  if (pageToken !== undefined) {
    it('refuses the page tokens of other lists', async () => {
      const lists = operations.filter((other) => PAGE_TOKENS.some((member) => member in requestOf(other)));
      const sources: (readonly [OperationName, Side])[] = lists
        .filter((other) => other !== operation)
        .map((other) => [other, ours]);
      if ('UserPoolId' in members) sources.push([operation, theirs]);
      const cases = [];
      for (const [other, side] of sources) {
        const value = await pageTokenOf(other, side);
        if (value === undefined) continue;
        cases.push({
          what: `${other} of ${side.name}`,
          input: spoilt(operation, pageToken, value),
          refusal: refusalOf(operation, pageToken, value),
        });
      }
      expect(cases.length).toBeGreaterThan(5);
      await expectRefusals(operation, cases);
    });
  }

  const perishable = given.filter((member) => NAMED[member]?.lives && !isIrrelevant(operation, member));
  if (perishable.length > 0 || isPaged) {
    it('refuses what has expired', async () => {
      const requests = perishable.map((member) => [member, validOf(operation)] as const);
      // An access token does not outlive the page token that it goes with.
      if (pageToken && isPaged && !('AccessToken' in members)) {
        requests.push([pageToken, spoilt(operation, pageToken, await pageTokenOf(operation, ours))]);
      }
      for (const [member, input] of requests) {
        const [lives, { name, message }] = NAMED[member]!.lives!;
        app.advance(lives);
        const refused = expectRefusals(operation, [{ what: `expired ${member}`, input, refusal: [name, message] }]);
        await refused.finally(() => app.advance(-lives));
      }
    });
  }

  const owned = given.filter((member) => NAMED[member]?.foreign && !isIrrelevant(operation, member));
  if ('UserPoolId' in members && owned.length > 0) {
    it('refuses what is of another pool also to a key for the pool that is named', async () => {
      const input = spoilt(operation, 'UserPoolId', theirs.pool.id);
      const { status, name, message } = await send(operation, input, { key: keyOfTheirs });
      const refusals = owned.map((member) => refusalOf(operation, member, String(input[member])));
      expect(status).toBe(400);
      expect(refusals).toContainEqual([name, message]);
      expect(await undone()).toEqual([]);
    });
  }

  if (isSigned(operation)) {
    it('refuses a valid request that is not signed, or not by a key for the pool', async () => {
      const valid = validOf(operation);
      const target = { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` };
      const unsigned = await post(target, JSON.stringify(valid));
      expect(unsigned).toMatchObject({ status: 400, name: 'MissingAuthenticationTokenException' });
      const forged = await send(operation, valid, { key: { ...TEST_KEY, secret: 'another' } });
      expect(forged).toMatchObject({ status: 400, name: 'InvalidSignatureException' });
      const denied = await send(operation, valid, { key: keyOfTheirs });
      const { pool } = rowOf(operation);
      const resource = pool === undefined ? '*' : String(valid[pool]).split('/').at(-1);
      expect(denied).toMatchObject({
        status: 400,
        name: 'AccessDeniedException',
        message: expect.stringContaining(
          `on resource: arn:aws:cognito-idp:us-east-1:123456789012:userpool/${resource} `,
        ),
      });
      expect(await undone()).toEqual([]);
    });
  }

  it('never fails inside, nor tells of it, whatever a text is', async () => {
    const found: unknown[] = [];
    for (const { what, input } of spoiltRequests(members, validOf(operation), strangeTexts)) {
      const { status, message = '' } = await send(operation, input);
      if (status !== 200 && (status !== 400 || INTERNALS.test(message))) found.push([what, status, message]);
    }
    await undo();
    expect(found).toEqual([]);
  });
});

/** The names of all members that are texts or lists of texts, at any depth. Those with a choice of values name nothing. */
function namesIn(members: Members): readonly string[] {
  return Object.entries(members).flatMap(([name, shape]) => {
    const inner = shape.kind === 'list' ? shape.of : shape;
    if (inner.kind === 'structure') return [...namesIn(inner.members), ...(name in NAMED ? [name] : [])];
    return inner.kind === 'string' && !inner.values ? [name] : [];
  });
}

function nothing(missing: readonly (readonly [string, { readonly sensitive?: boolean }])[]): Refusal {
  const items = missing.map(([name, { sensitive }]) => {
    const path = name.charAt(0).toLowerCase() + name.slice(1);
    return `Value${sensitive ? '' : ' null'} at '${path}' failed to satisfy constraint: Member must not be null`;
  });
  const noun = items.length === 1 ? 'error' : 'errors';
  return ['InvalidParameterException', `${items.length} validation ${noun} detected: ${items.join('; ')}`];
}

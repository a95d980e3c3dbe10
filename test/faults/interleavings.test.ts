import { afterAll, describe, expect, it } from 'vitest';
import { fromAttributes } from '#adapters/dynamo/attributes.ts';
import { fromItem, type Item } from '#adapters/dynamo/items.ts';
import { keyOf } from '#adapters/dynamo/keys.ts';
import { ADMIN_FLOWS, initiateAuth } from '#core/challenges/initiate.ts';
import { respondToAuthChallenge } from '#core/challenges/respond.ts';
import type { Client } from '#core/clients/client.ts';
import { CognitoError } from '#core/errors.ts';
import { attemptsRef, isLocked, PASSWORD_GUESSES } from '#core/guesses/attempts.ts';
import { openCredentials } from '#core/password/credentials.ts';
import type { Pool } from '#core/pools/pool.ts';
import { openRefreshToken } from '#core/tokens/refresh-token.ts';
import type { User } from '#core/users/user.ts';
import type { Hasher } from '#ports/hasher.ts';
import type { RecordId, RecordKind, RecordOf } from '#ports/records.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import {
  ATTEMPTS_EXCEEDED,
  DISABLED,
  INCORRECT,
  RESET_REQUIRED,
  SESSION_INVALID,
  SESSION_USED,
  USER_UNKNOWN,
} from '#test/errors.ts';
import { addUser } from '#test/fixtures.ts';
import { type SimulatedDynamoDb, simulatedDynamoDb } from '#test/simulated-dynamodb.ts';
import { srpClient } from '#test/srp-client.ts';
import { OTHER_PASSWORD, PASSWORD, poolOn } from '#test/world.ts';
import { FACTOR } from './rounds.ts';

/** Each course of events is run so many times, which is 1,000 with OWNPOOL_FAULT_ROUNDS=20. */
const ROUNDS = 50 * FACTOR;
const WRONG = INCORRECT.message;
const LOCKED = ATTEMPTS_EXCEEDED.message;

const figures = { volleys: 0, changes: 0, released: 0, refused: 0, atOnce: 0 };

/** Passwords are compared as they are, in the time that a hash takes: what is tested here is the order of events. */
const plainHasher = (sim?: SimulatedDynamoDb): Hasher => ({
  hash: async (password) => ({ scheme: 'argon2id', hash: password }),
  verify: async (password, hash) => {
    await sim?.sleep(20 + sim.random() * 4);
    return hash?.hash === password;
  },
  outdated: () => false,
});

type World = { readonly sim: SimulatedDynamoDb; readonly app: TestApp; readonly pool: Pool; readonly client: Client };

async function createWorld(seed: number, hasher?: Hasher): Promise<World> {
  const sim = simulatedDynamoDb(seed);
  const app = await createTestApp({ hasher: hasher ?? plainHasher(sim), wrapTable: () => sim.table });
  const { pool, client } = await sim.run(poolOn(app));
  return { sim, app, pool, client };
}

let people = 0;
function someone({ sim, app, pool }: World): Promise<User> {
  return sim.run(addUser(app, pool, { username: `person-${people++}` }));
}

/** 'in', or the text that a sign-in was refused with. */
async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'in';
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    return error.message;
  }
}

function signIn({ app, client, pool }: World, { username }: User, password: string) {
  const parameters = { USERNAME: username, PASSWORD: password };
  return initiateAuth(callOf(app.deps, { pool }), ADMIN_FLOWS, {
    authFlow: 'ADMIN_USER_PASSWORD_AUTH',
    clientId: client.id,
    parameters,
  });
}

/** Somebody's right answer to PASSWORD_VERIFIER. */
async function srpAnswer({ app, client, pool }: World, { username }: User) {
  const srp = srpClient();
  const begun = await initiateAuth(callOf(app.deps), ADMIN_FLOWS, {
    authFlow: 'USER_SRP_AUTH',
    clientId: client.id,
    parameters: { USERNAME: username, SRP_A: srp.srpA },
  });
  if (!('challenge' in begun)) throw new Error('No challenge.');
  const responses = srp.answer(pool.id, PASSWORD, begun.parameters);
  return () => respondToAuthChallenge(callOf(app.deps), { challenge: begun.challenge, clientId: client.id, responses });
}

/** What a record has been, in order. */
function historyOf<K extends RecordKind>({ sim, app }: World, kind: K, id: RecordId<K>) {
  const { pk, sk } = keyOf(kind, id);
  return sim.historyOf(pk, sk).map(({ at, item }) => ({
    at,
    value: item && (fromItem(app.deps.keys, kind, fromAttributes(item) as Item) as RecordOf<K>),
  }));
}

/**
 * Whether there was a moment from `from` to `to` at which PASSWORD was the user's, who might sign in and had not been
 * signed out since the tokens' epoch, and at which no lock was in force.
 */
function isRightAtOneInstant(world: World, user: User, signOutEpoch: number, from: number, to: number): boolean {
  const { clock, keys } = world.app.deps;
  const users = historyOf(world, 'user', user);
  const counts = historyOf(world, 'attempts', attemptsRef(PASSWORD_GUESSES, user).id);
  const moments = [from, ...[...users, ...counts].map(({ at }) => at).filter((at) => at > from && at <= to)];
  const at = <T>(history: readonly { at: number; value: T }[], moment: number) =>
    history.findLast((written) => written.at <= moment)?.value;
  return moments.some((moment) => {
    const then = at(users, moment);
    const mayCome = then?.enabled && then.status === 'CONFIRMED' && then.signOutEpoch === signOutEpoch;
    const isOpen = !isLocked(at(counts, moment), clock.now());
    return mayCome && isOpen && openCredentials(keys, then)?.password.hash === PASSWORD;
  });
}

describe('guesses that come together', () => {
  it(`200 within 5 ms, one of them right, ${ROUNDS} times: hardly ever gets in`, { timeout: 600_000 }, async () => {
    const world = await createWorld(1);
    const { sim } = world;
    let won = 0;
    for (let volley = 0; volley < ROUNDS; volley++) {
      const user = await someone(world);
      const right = Math.floor(sim.random() * 200);
      let [began, ended] = [0, 0];
      const guess = async (n: number) => {
        await sim.sleep(sim.random() * 5);
        if (n === right) began = sim.now();
        const outcome = await outcomeOf(signIn(world, user, n === right ? PASSWORD : `Wr0ng!guess-${n}`));
        if (n === right) ended = sim.now();
        return outcome;
      };
      const outcomes = await sim.run(Promise.all(Array.from({ length: 200 }, (_, n) => guess(n))));
      const isIn = outcomes[right] === 'in';
      figures.volleys++;
      if (isIn) won++;
      // A right guess forgets the failures before it; after five more there is the lock.
      expect(outcomes.filter((outcome) => outcome === WRONG).length).toBeLessThanOrEqual(9);
      expect(new Set(outcomes)).toEqual(new Set([WRONG, LOCKED, ...(isIn ? ['in'] : [])]));
      if (isIn) expect(isRightAtOneInstant(world, user, 0, began, ended)).toBe(true);
    }
    console.log(`interleavings: ${won} of ${ROUNDS} volleys of 200 got in`);
    expect(won / ROUNDS).toBeLessThanOrEqual(0.04);
  });

  it(`wrong ones every few milliseconds around a right one, ${ROUNDS / 2} times: the count is reset once`, {
    timeout: 600_000,
  }, async () => {
    const world = await createWorld(7);
    const { sim } = world;
    for (let round = 0; round < ROUNDS / 2; round++) {
      const user = await someone(world);
      const gap = 2 + (round % 4);
      const right = Math.floor(sim.random() * 20);
      const outcomes = await sim.run(
        Promise.all(
          Array.from({ length: 60 }, async (_, n) => {
            await sim.sleep(n * gap);
            return outcomeOf(signIn(world, user, n === right ? PASSWORD : `Wr0ng!guess-${n}`));
          }),
        ),
      );
      figures.volleys++;
      expect(outcomes.filter((outcome) => outcome === WRONG).length).toBeLessThanOrEqual(9);
    }
  });

  it.each([0, 3])(
    '500 sign-ins of one user with %i failures before: all succeed',
    { timeout: 60_000 },
    async (failures) => {
      const world = await createWorld(2);
      const { sim } = world;
      const user = await someone(world);
      for (let n = 0; n < failures; n++) await sim.run(outcomeOf(signIn(world, user, 'Wr0ng!guess')));
      const transactions = sim.counts.transactions;
      const outcomes = await sim.run(
        Promise.all(
          Array.from({ length: 500 }, async () => {
            await sim.sleep(sim.random() * 50);
            return outcomeOf(signIn(world, user, PASSWORD));
          }),
        ),
      );
      figures.atOnce += outcomes.length;
      expect(new Set(outcomes)).toEqual(new Set(['in']));
      expect(sim.counts).toMatchObject({ conflicts: 0, transactions });
    },
  );
});

describe('a sign-in, and what happens to the user meanwhile', () => {
  const CHANGES = {
    AdminSetUserPassword: { Password: OTHER_PASSWORD, Permanent: true },
    AdminDisableUser: {},
    AdminUserGlobalSignOut: {},
    AdminDeleteUser: {},
    AdminResetUserPassword: {},
    AdminUpdateUserAttributes: { UserAttributes: [{ Name: 'nickname', Value: 'x' }] },
    AdminAddUserToGroup: { GroupName: 'editors' },
  };

  const ENDS_SESSIONS = new Set([
    'AdminDisableUser',
    'AdminUserGlobalSignOut',
    'AdminDeleteUser',
    'AdminResetUserPassword',
  ]);
  const KEEPS_SIGN_INS = new Set(['AdminUpdateUserAttributes', 'AdminAddUserToGroup']);
  const REFUSALS = [
    WRONG,
    LOCKED,
    SESSION_INVALID.message,
    DISABLED.message,
    USER_UNKNOWN.message,
    RESET_REQUIRED.message,
  ];

  describe.each(['password', 'SRP'])('%s', (flow) => {
    it.each(Object.entries(CHANGES))(`%s, ${ROUNDS} times`, { timeout: 600_000 }, async (operation, members) => {
      const world = await createWorld(3);
      const { sim, app, pool } = world;
      await sim.run(app.call('CreateGroup', { UserPoolId: pool.id, GroupName: 'editors' }));
      for (let round = 0; round < ROUNDS; round++) {
        const verified = { email: `p${round}@example.com`, email_verified: 'true' };
        const username = `person-${people++}`;
        const user = await sim.run(addUser(app, pool, { username, attributes: verified }));
        const wrong = Math.floor(sim.random() * 7);
        const answer = flow === 'SRP' ? await sim.run(srpAnswer(world, user)) : () => signIn(world, user, PASSWORD);
        const later = async <T>(work: () => Promise<T>) => {
          await sim.sleep(sim.random() * 10);
          const began = sim.now();
          const result = await work();
          return { result, began, ended: sim.now() };
        };
        const [signedIn, change] = await sim.run(
          Promise.all([
            later(async () => {
              let refreshToken: string | undefined;
              const outcome = await outcomeOf(
                answer().then((result) => {
                  if ('tokens' in result) refreshToken = result.tokens.refreshToken;
                }),
              );
              return { outcome, refreshToken };
            }),
            later(() => outcomeOf(app.call(operation, { UserPoolId: pool.id, Username: username, ...members }))),
            ...Array.from({ length: wrong }, () => later(() => outcomeOf(signIn(world, user, 'Wr0ng!guess')))),
          ]),
        );
        figures.changes++;
        expect(change.result).toBe('in');
        const { outcome, refreshToken } = signedIn.result as { outcome: string; refreshToken?: string };
        const isIn = outcome === 'in';
        figures[isIn ? 'released' : 'refused']++;
        if (isIn) {
          const { signOutEpoch } = openRefreshToken(app.deps.keys, refreshToken!)!;
          expect(isRightAtOneInstant(world, user, signOutEpoch, signedIn.began, signedIn.ended)).toBe(true);
          if (change.ended > signedIn.ended)
            expect(await isGood(world, refreshToken!)).toBe(!ENDS_SESSIONS.has(operation));
        } else {
          expect(KEEPS_SIGN_INS.has(operation) ? [LOCKED] : REFUSALS).toContain(outcome);
        }
        expectNobodyElses(world, user, isIn || outcome === LOCKED ? 1 : 0);
      }
    });
  });

  it(`a lock that ends with the password it protects, ${ROUNDS} times`, { timeout: 600_000 }, async () => {
    const world = await createWorld(6);
    const { sim, app, pool } = world;
    for (let round = 0; round < ROUNDS; round++) {
      const user = await someone(world);
      for (let n = 0; n < 5; n++) await sim.run(outcomeOf(signIn(world, user, 'Wr0ng!guess')));
      const late = async (work: () => Promise<unknown>) => {
        await sim.sleep(sim.random() * 10);
        return outcomeOf(work());
      };
      const change = { UserPoolId: pool.id, Username: user.username, Password: OTHER_PASSWORD, Permanent: true };
      const [changed, ...old] = await sim.run(
        Promise.all([
          late(() => app.call('AdminSetUserPassword', change)),
          ...Array.from({ length: 4 }, () => late(() => signIn(world, user, PASSWORD))),
        ]),
      );
      figures.changes++;
      expect(changed).toBe('in');
      // Whoever knows the old password learns nothing: it was locked as long as it was good.
      expect([WRONG, LOCKED]).toEqual(expect.arrayContaining([...new Set(old)]));
      expect(await sim.run(outcomeOf(signIn(world, user, OTHER_PASSWORD)))).toBe('in');
    }
  });

  async function isGood({ sim, app, client }: World, REFRESH_TOKEN: string): Promise<boolean> {
    const AuthParameters = { REFRESH_TOKEN };
    const request = { AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId: client.id, AuthParameters };
    return (await sim.run(outcomeOf(app.call('InitiateAuth', request)))) === 'in';
  }

  /** Families that look as if somebody had signed in. */
  function expectNobodyElses({ sim, app }: World, { poolId, sub }: User, most: number): void {
    const alive = sim
      .itemsBelow(`U#${poolId}#${sub}`, 'R#')
      .map((item) => fromItem(app.deps.keys, 'family', fromAttributes(item) as Item))
      .filter((family) => family?.revokedAt === undefined);
    expect(alive.length).toBeLessThanOrEqual(most);
  }
});

describe('an SRP proof', () => {
  it('that is repeated does not reset the count', async () => {
    const world = await createWorld(4);
    const { sim } = world;
    const user = await someone(world);
    const answer = await sim.run(srpAnswer(world, user));
    expect(await sim.run(outcomeOf(answer()))).toBe('in');
    for (let n = 0; n < 4; n++) expect(await sim.run(outcomeOf(signIn(world, user, 'Wr0ng!guess')))).toBe(WRONG);
    expect(await sim.run(outcomeOf(answer()))).toBe(SESSION_USED.message);
    expect(await sim.run(outcomeOf(signIn(world, user, 'Wr0ng!guess')))).toBe(WRONG);
    expect(await sim.run(outcomeOf(signIn(world, user, PASSWORD)))).toBe(LOCKED);
  });
});

describe('a count that expires and comes anew', () => {
  it('is not taken for the one that was read', async () => {
    let held: Promise<void> | undefined;
    let arrived = () => {};
    const world = await createWorld(5, {
      ...plainHasher(),
      verify: async (password, hash) => {
        const isRight = hash?.hash === password;
        if (isRight) {
          arrived();
          await held;
        }
        return isRight;
      },
    });
    const { sim, app } = world;
    const user = await someone(world);
    const fail = async () => {
      for (let n = 0; n < 5; n++) expect(await sim.run(outcomeOf(signIn(world, user, 'Wr0ng!guess')))).toBe(WRONG);
    };
    await fail();
    app.advance(3_600_000);
    let release = () => {};
    held = new Promise((resolve) => {
      release = resolve;
    });
    const judged = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const slow = outcomeOf(signIn(world, user, PASSWORD));
    await sim.run(judged);
    const { pk, sk } = keyOf('attempts', attemptsRef(PASSWORD_GUESSES, user).id);
    sim.expire(pk, sk);
    await fail();
    release();
    expect(await sim.run(slow)).toBe(LOCKED);
  });
});

afterAll(() => {
  const { volleys, changes, released, refused, atOnce } = figures;
  console.log(
    `interleavings: ${volleys} volleys; ${changes} changes during a sign-in: ` +
      `${released} released, ${refused} refused; ${atOnce} sign-ins at the same time`,
  );
});

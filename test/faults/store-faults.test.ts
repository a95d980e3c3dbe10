import { beforeAll, describe, expect, it } from 'vitest';
import { HANDLERS } from '#core/job-handlers/handlers.ts';
import { runDueJobs } from '#core/jobs/run.ts';
import { BUILT } from '#infra/built.ts';
import { addUser } from '#test/fixtures.ts';
import { anotherClient, newName, OTHER_PASSWORD } from '#test/world.ts';
import { allItems } from './checker.ts';
import {
  ALWAYS,
  ANY,
  answerOf,
  BUSY,
  createFaultyWorld,
  describeInTrouble,
  type FaultyWorld,
  look,
} from './store-trouble.ts';
import { newPasswordAsked } from './world.ts';
import { PEOPLE, WRITE_CASES } from './write-cases.ts';

describeInTrouble(PEOPLE);

describe('while the signing keys are out of reach', () => {
  let world: FaultyWorld;
  beforeAll(async () => {
    world = await createFaultyWorld();
  });

  it.each([
    [
      'an SRP exchange',
      async () => ['RespondToAuthChallenge', await world.srpStarted((await world.someone()).username)],
    ],
    ['a session', async () => ['RespondToAuthChallenge', (await newPasswordAsked(world)).answer(OTHER_PASSWORD)]],
    [
      'a refresh token',
      async () => {
        const client = await anotherClient(world, {
          refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds: 0 },
          explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
        });
        const { username } = await world.someone();
        const { RefreshToken } = await client.tokens(username);
        return ['GetTokensFromRefreshToken', { RefreshToken, ClientId: client.client.id }];
      },
    ],
  ] as const)('%s is not spent', async (_what, arrange) => {
    const [operation, input] = (await arrange()) as [string, object];
    world.app.advance(11_000);
    const before = await look(world);
    world.faults.clear();
    world.faults.inject(/^Query$/, 'throttled', ALWAYS);
    expect(await answerOf(world, operation, input)).toBe(BUSY);
    world.faults.clear();
    expect(await look(world)).toEqual(before);
    expect(await answerOf(world, operation, input)).toBe('success');
  });
});

describe('jobs', () => {
  let world: FaultyWorld;
  beforeAll(async () => {
    world = await createFaultyWorld();
  });

  it.each([0, 1, 2, 3, 4, 6, 8, 10, 12])('go on after the store went away at attempt %i of a slice', async (skip) => {
    const { app } = world;
    const { UserPool } = await app.call('CreateUserPool', { PoolName: 'doomed' });
    const pool = (await app.deps.configuration.pool(UserPool.Id))!;
    for (let n = 0; n < 3; n++) await addUser(app, pool, newName());
    const { username } = await world.someone();
    await world.tokens(username);
    await app.call('DeleteUserPool', { UserPoolId: UserPool.Id });
    await app.call('AdminDeleteUser', { UserPoolId: world.pool.id, Username: username });

    world.faults.clear();
    world.faults.inject(ANY, 'lostRequest', ALWAYS, skip);
    await expect(untilDone())
      .resolves.toBeUndefined()
      .catch(() => {});
    world.faults.clear();
    // Past the lease of the slice that failed, and then past the second sweep.
    for (let minutes = 0; minutes < 6; minutes++) {
      app.advance(61_000);
      await untilDone();
    }
    expect(await app.deps.records.dueJobs(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    expect((await allItems(app.table)).filter(({ pk, t }) => pk.includes(UserPool.Id) && t !== 'job')).toEqual([]);
    expect((await look(world)).problems).toEqual([]);
  });

  async function untilDone(): Promise<void> {
    for (let slices = 0; slices < 50; slices++) if ((await runDueJobs(world.app.deps, HANDLERS)) === 0) return;
    throw new Error('The jobs do not end.');
  }
});

it('has a case for every operation that writes', () => {
  // Requests for a code or for tokens write, although their names begin with Get.
  const reads = /^(Admin)?(List|Describe|Get(?!UserAttributeVerificationCode|TokensFromRefreshToken))/;
  // These operations refuse every request.
  const refuses = /^(Create|Update|Delete)UserPoolReplica$/;
  const writing = BUILT.map(({ name }) => name).filter((name) => !reads.test(name) && !refuses.test(name));
  expect(writing.filter((name) => !WRITE_CASES.some(({ operation }) => operation === name))).toEqual([]);
});

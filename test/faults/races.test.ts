import { afterAll, describe, expect, it } from 'vitest';
import { HANDLERS } from '#core/job-handlers/handlers.ts';
import { runDueJobs } from '#core/jobs/run.ts';
import { openRefreshToken } from '#core/tokens/refresh-token.ts';
import { newName, PASSWORD } from '#test/world.ts';
import { allItems, inconsistencies } from './checker.ts';
import {
  BUSY,
  CONTENDERS,
  contenders,
  errorsOf,
  figures,
  onlyWinner,
  type Requests,
  sendAll,
  winnersOf,
} from './race.ts';
import { FACTOR } from './rounds.ts';
import { createFastApp, createWorld, holdVerification, newPasswordAsked, type World } from './world.ts';

/** Each race is run so many times, which is 200 with OWNPOOL_FAULT_ROUNDS=20. */
const ROUNDS = 10 * FACTOR;

let world: World;
const race = (requests: Requests) => sendAll(world.app, requests);

/** Runs a race again and again; after each, the table must be whole. Each runs on a table of its own. */
function races(name: string, run: () => Promise<void>, settings?: Parameters<typeof createWorld>[1]): void {
  it(
    `${name}, ${ROUNDS} rounds`,
    async () => {
      const app = await createFastApp();
      Object.assign(app.deps.logger, { warn: () => {} });
      world = await createWorld(app, settings);
      for (let round = 0; round < ROUNDS; round++) {
        await run();
        figures.rounds++;
        expect(await inconsistencies(app.table, app.deps.keys)).toEqual([]);
      }
    },
    20_000 + ROUNDS * 2000,
  );
}

const stored = (username: string) => world.app.call('AdminGetUser', { UserPoolId: world.pool.id, Username: username });
const attributeOf = (user: { readonly UserAttributes: readonly { Name: string; Value: string }[] }, name: string) =>
  user.UserAttributes.find(({ Name }) => Name === name)?.Value;
const passwordOf = (number: number) => `N3w!password-${number}`;

describe('one wins', () => {
  races('a name', async () => {
    const { username: Username } = newName();
    const emails = contenders(() => newName().email);
    const outcomes = await race(
      emails.map((Value) => [
        'SignUp',
        { ClientId: world.client.id, Username, Password: PASSWORD, UserAttributes: [{ Name: 'email', Value }] },
      ]),
    );
    const winner = onlyWinner(outcomes, ['UsernameExistsException']);
    const user = await stored(Username);
    expect(attributeOf(user, 'email')).toBe(emails[winner]);
    expect(attributeOf(user, 'sub')).toBe(outcomes[winner]!.output.UserSub);
    // Nobody else was sent a code.
    expect(emails.flatMap((email) => world.app.outbox.messages(email))).toHaveLength(1);
  });

  races('a name that an administrator and people want', async () => {
    const { username: Username } = newName();
    const outcomes = await race(
      contenders((n) =>
        n % 2 === 0
          ? ['SignUp', { ClientId: world.client.id, Username, Password: PASSWORD }]
          : ['AdminCreateUser', { UserPoolId: world.pool.id, Username }],
      ),
    );
    const winner = onlyWinner(outcomes, ['UsernameExistsException']);
    expect((await stored(Username)).UserStatus).toBe(winner % 2 === 0 ? 'UNCONFIRMED' : 'FORCE_CHANGE_PASSWORD');
  });

  races('the code of a sign-up', async () => {
    const { username: Username, email } = await world.signedUp();
    const input = { ClientId: world.client.id, Username, ConfirmationCode: world.codeFor(email) };
    const outcomes = await race(contenders(() => ['ConfirmSignUp', input]));
    onlyWinner(outcomes, ['NotAuthorizedException', 'ExpiredCodeException']);
    expect((await stored(email)).UserStatus).toBe('CONFIRMED');
  });

  races('the code for a new password', async () => {
    const { username: Username, code: ConfirmationCode } = await world.forgetful();
    const outcomes = await race(
      contenders((n) => [
        'ConfirmForgotPassword',
        { ClientId: world.client.id, Username, ConfirmationCode, Password: passwordOf(n) },
      ]),
    );
    await signsInOnlyWith(Username, onlyWinner(outcomes, ['ExpiredCodeException', 'CodeMismatchException']));
  });

  races('a session', async () => {
    const { username, answer } = await newPasswordAsked(world);
    const outcomes = await race(contenders((n) => ['RespondToAuthChallenge', answer(passwordOf(n))]));
    await signsInOnlyWith(username, onlyWinner(outcomes, ['NotAuthorizedException']));
  });

  races('an SRP exchange', async () => {
    const input = await world.srpStarted((await world.someone()).username);
    onlyWinner(await race(contenders(() => ['RespondToAuthChallenge', input])), ['NotAuthorizedException']);
  });

  async function signsInOnlyWith(username: string, winner: number): Promise<void> {
    const loser = (winner + 1) % CONTENDERS;
    await expect(world.tokens(username, passwordOf(loser))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    expect((await world.tokens(username, passwordOf(winner))).AccessToken).toBeTruthy();
  }
});

describe('a refresh token', () => {
  const refresh = async () => {
    const { username } = await world.someone();
    const { RefreshToken } = await world.rotating.tokens(username);
    const outcomes = await race(
      contenders(() => ['GetTokensFromRefreshToken', { RefreshToken, ClientId: world.rotating.client.id }]),
    );
    const issued = winnersOf(outcomes).map(({ output }) => output.AuthenticationResult.RefreshToken);
    const generations = issued.map((token) => openRefreshToken(world.app.deps.keys, token)!.generation);
    return { outcomes, generations };
  };

  races(
    'is exchanged once where there is no grace period',
    async () => {
      const { outcomes, generations } = await refresh();
      expect(generations).toEqual([1]);
      expect(['RefreshTokenReuseException', 'NotAuthorizedException', BUSY]).toEqual(
        expect.arrayContaining(errorsOf(outcomes)),
      );
    },
    { graceSeconds: 0 },
  );

  races('gets everybody the same generation within the grace period', async () => {
    const { outcomes, generations } = await refresh();
    expect(errorsOf(outcomes)).toEqual([]);
    expect(new Set(generations)).toEqual(new Set([1]));
  });
});

describe('users', () => {
  races('who take an e-mail from each other: one has it', async () => {
    const { email } = newName();
    const people: string[] = [];
    const requests: [string, object][] = [];
    for (let n = 0; n < CONTENDERS; n++) {
      if (n % 2 === 0) {
        const { username: Username } = await world.signedUp(email);
        const ConfirmationCode = world.codeFor(email);
        people.push(Username);
        requests.push([
          'ConfirmSignUp',
          { ClientId: world.client.id, Username, ConfirmationCode, ForceAliasCreation: true },
        ]);
      } else {
        const { username: Username } = newName();
        const UserAttributes = [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
        ];
        const ForceAliasCreation = true;
        people.push(Username);
        requests.push(['AdminCreateUser', { UserPoolId: world.pool.id, Username, UserAttributes, ForceAliasCreation }]);
      }
    }
    const outcomes = await race(requests);
    expect([BUSY]).toEqual(expect.arrayContaining(errorsOf(outcomes)));
    const created = winnersOf(outcomes).map(({ number }) => people[number]!);
    const users = await Promise.all(created.map(stored));
    const holders = users.filter((user) => attributeOf(user, 'email_verified') === 'true');
    expect(holders).toHaveLength(1);
    expect((await stored(email)).Username).toBe(holders[0].Username);
  });

  races('who are changed by several administrators: no change is lost', async () => {
    const { username: Username } = await world.someone();
    const names = ['name', 'nickname', 'website', 'profile', 'picture', 'given_name', 'family_name', 'email'];
    const outcomes = await race(
      names.map((Name) => {
        const UserAttributes = [{ Name, Value: `${Name}@${Username}.example` }];
        return ['AdminUpdateUserAttributes', { UserPoolId: world.pool.id, Username, UserAttributes }];
      }),
    );
    expect(errorsOf(outcomes)).toEqual([]);
    winnersOf(outcomes);
    const user = await stored(Username);
    expect(names.map((name) => attributeOf(user, name))).toEqual(names.map((name) => `${name}@${Username}.example`));
  });

  races('who are deleted while they sign in: no token outlives them', async () => {
    const { app, pool, client, rotating } = world;
    const { username, sub } = await world.someone();
    const before = await rotating.tokens(username);
    const password = { ClientId: client.id, AuthFlow: 'USER_PASSWORD_AUTH' };
    const signIn = ['InitiateAuth', { ...password, AuthParameters: { USERNAME: username, PASSWORD } }] as const;
    const outcomes = await race([
      signIn,
      ['RespondToAuthChallenge', await world.srpStarted(username)],
      ['GetTokensFromRefreshToken', { RefreshToken: before.RefreshToken, ClientId: rotating.client.id }],
      ['AdminDeleteUser', { UserPoolId: pool.id, Username: username }],
      signIn,
      ['ForgotPassword', { ClientId: client.id, Username: username }],
      ['UpdateUserAttributes', { AccessToken: before.AccessToken, UserAttributes: [{ Name: 'name', Value: 'x' }] }],
      signIn,
    ]);
    expect(outcomes[3]).toMatchObject({ output: undefined });
    expect(outcomes[3]!.error).toBeUndefined();
    const issued = winnersOf(outcomes).flatMap(({ output }) => output?.AuthenticationResult?.AccessToken ?? []);
    for (const AccessToken of [before.AccessToken, ...issued]) {
      await expect(app.call('GetUser', { AccessToken })).rejects.toThrow(/does not exist|revoked/);
    }
    for (let minutes = 0; minutes < 3; minutes++) {
      while ((await runDueJobs(app.deps, HANDLERS)) > 0);
      app.advance(61_000);
    }
    const left = (await allItems(app.table)).filter(({ pk }) => pk === `U#${pool.id}#${sub}`);
    expect(left.map(({ sk }) => sk)).toEqual([]);
  });

  races('who get another password while they sign in: the old one is worth nothing', async () => {
    const { client, pool } = world;
    const { username: Username } = await world.someone();
    const begun = await world.srpStarted(Username);
    const AuthParameters = { USERNAME: Username, PASSWORD };
    const signIn = ['InitiateAuth', { ClientId: client.id, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }] as const;
    const set = { UserPoolId: pool.id, Username, Password: passwordOf(1), Permanent: true };
    const outcomes = await race([
      ...contenders(() => signIn).slice(1, CONTENDERS / 2),
      ['AdminSetUserPassword', set],
      ['RespondToAuthChallenge', await world.srpStarted(Username)],
      ...contenders(() => signIn).slice(CONTENDERS / 2),
    ]);
    expect(outcomes[CONTENDERS / 2 - 1]!.error).toBeUndefined();
    expect(['NotAuthorizedException', BUSY]).toEqual(expect.arrayContaining(errorsOf(outcomes)));
    winnersOf(outcomes);
    const late = await race([signIn, ['RespondToAuthChallenge', begun]]);
    expect(late.map(({ error }) => error)).toEqual(['NotAuthorizedException', 'NotAuthorizedException']);
    // Those who came too late gave a wrong password, and may have locked the user for a while.
    world.app.advance(60_000);
    expect((await world.tokens(Username, passwordOf(1))).AccessToken).toBeTruthy();
  });

  races('whose right password is replaced or account disabled before the answer: no tokens', async () => {
    const { app, client, pool } = world;
    const changes: readonly (readonly [string, object])[] = [
      ['AdminSetUserPassword', { Password: passwordOf(1), Permanent: true }],
      ['AdminDisableUser', {}],
      ['AdminUserGlobalSignOut', {}],
      ['AdminDeleteUser', {}],
    ];
    for (const [operation, more] of changes) {
      const { username: Username } = await world.someone();
      const AuthParameters = { USERNAME: Username, PASSWORD };
      const held = holdVerification(app);
      const signIn = race([['InitiateAuth', { ClientId: client.id, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }]]);
      await held.arrived;
      await app.call(operation, { UserPoolId: pool.id, Username, ...more });
      held.release();
      expect([operation, errorsOf(await signIn)]).toEqual([operation, ['NotAuthorizedException']]);
    }
  });
});

describe('a group', () => {
  let groups = 0;
  const ids = (GroupName = `group-${groups}`) => ({ UserPoolId: world.pool.id, GroupName });
  const newGroup = async () => {
    groups++;
    await world.app.call('CreateGroup', ids());
  };
  const membersOf = async () => (await world.app.call('ListUsersInGroup', ids())).Users.length;

  races('is created once', async () => {
    groups++;
    const outcomes = await race(contenders((Precedence) => ['CreateGroup', { ...ids(), Precedence }]));
    const winner = onlyWinner(outcomes, ['GroupExistsException']);
    expect((await world.app.call('GetGroup', ids())).Group.Precedence).toBe(winner);
  });

  races('takes a user in once, whoever adds them', async () => {
    await newGroup();
    const { username: Username } = await world.someone();
    const outcomes = await race(contenders(() => ['AdminAddUserToGroup', { ...ids(), Username }]));
    expect(['TooManyRequestsException']).toEqual(expect.arrayContaining(errorsOf(outcomes)));
    winnersOf(outcomes);
    expect(await membersOf()).toBe(1);
  });

  races('that is deleted and created again keeps only who was added to it after that', async () => {
    const { app } = world;
    await newGroup();
    const users = await Promise.all(contenders(() => world.someone()));
    const outcomes = await race([
      ...users.map(({ username: Username }) => ['AdminAddUserToGroup', { ...ids(), Username }] as const),
      ['DeleteGroup', ids()],
      ['CreateGroup', ids()],
    ]);
    expect(['ResourceNotFoundException', 'GroupExistsException', BUSY]).toEqual(
      expect.arrayContaining(errorsOf(outcomes)),
    );
    winnersOf(outcomes);
    const live = await app.call('GetGroup', ids()).catch(() => undefined);
    const before = live ? await membersOf() : 0;
    expect(await inconsistencies(app.table, app.deps.keys)).toEqual([]);
    for (let minutes = 0; minutes < 3; minutes++) {
      while ((await runDueJobs(app.deps, HANDLERS)) > 0);
      app.advance(61_000);
    }
    if (live) expect(await membersOf()).toBe(before);
    const left = (await allItems(app.table)).filter((item) => item.sk === `G#${ids().GroupName}`);
    expect(left).toHaveLength(before);
  });

  races('has all changes that several administrators make', async () => {
    await newGroup();
    const changes = [{ Description: 'new' }, { Precedence: 7 }, { RoleArn: 'arn:aws:iam::123456789012:role/editor' }];
    const outcomes = await race(changes.map((change) => ['UpdateGroup', { ...ids(), ...change }]));
    expect(winnersOf(outcomes)).toHaveLength(3);
    expect((await world.app.call('GetGroup', ids())).Group).toMatchObject(Object.assign({}, ...changes));
  });

  races('is left by a user who is deleted while they are added', async () => {
    await newGroup();
    const { username: Username } = await world.someone();
    const user = { UserPoolId: world.pool.id, Username };
    const outcomes = await race([
      ...contenders(() => ['AdminAddUserToGroup', { ...ids(), Username }] as const),
      ['AdminDeleteUser', user],
    ]);
    expect(outcomes.at(-1)!.error).toBeUndefined();
    winnersOf(outcomes);
    expect(await membersOf()).toBe(0);
  });
});

afterAll(() => {
  console.log(`races: ${figures.rounds} rounds, ${figures.requests} requests, ${figures.winners} winners`);
});

import { argon2Hasher } from '#adapters/argon2/hasher.ts';
import type { TableClient } from '#adapters/dynamo/client.ts';
import type { Client } from '#core/clients/client.ts';
import type { Pool } from '#core/pools/pool.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createClient } from '#test/fixtures.ts';
import { addUser, PASSWORD, signIn, signInPool } from '#test/sign-in.ts';
import { srpClient } from '#test/srp-client.ts';

export const NEXT_PASSWORD = 'An0ther!password';

/** A service with a pool that verifies e-mails and lets people sign in with them, a client, and one whose tokens rotate. */
export type World = { readonly app: TestApp; readonly pool: Pool; readonly client: Client; readonly rotating: Client };

/** The service with hashes that cost next to nothing: what is tested here is everything else. */
export function createFastApp(wrapTable?: (table: TableClient) => TableClient): Promise<TestApp> {
  const hasher = argon2Hasher({ memoryCost: 64, timeCost: 1 });
  return createTestApp({ hasher, ...(wrapTable && { wrapTable }) });
}

/** From now on passwords are judged, but the outcome is known only when it is released. */
export function holdVerification({ deps }: TestApp) {
  const { hasher } = deps;
  let arrive = () => {};
  let release = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const verify: typeof hasher.verify = async (password, hash) => {
    const outcome = await hasher.verify(password, hash);
    arrive();
    await released;
    return outcome;
  };
  Object.assign(deps, { hasher: { ...hasher, verify } });
  return {
    arrived,
    release: () => {
      Object.assign(deps, { hasher });
      release();
    },
  };
}

export async function createWorld(app: TestApp, { graceSeconds = 60 } = {}): Promise<World> {
  const aliases = { aliasAttributes: ['email'], autoVerifiedAttributes: ['email'] } as const;
  const { pool, client } = await signInPool(app, { pool: { ...aliases } });
  const rotating = await createClient(app, pool, {
    explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds: graceSeconds },
  });
  return { app, pool, client, rotating };
}

export type Person = { readonly username: string; readonly email: string; readonly sub: string };

let people = 0;

/** A name that nobody has had before, and an e-mail address that goes with it. */
export function newName(): Omit<Person, 'sub'> {
  const username = `person-${people++}`;
  return { username, email: `${username}@example.com` };
}

/** Somebody who may sign in with PASSWORD. */
export async function someone(
  { app, pool }: World,
  given: Partial<Parameters<typeof addUser>[2]> = {},
): Promise<Person> {
  const { username, email } = newName();
  const attributes = { email, email_verified: 'true' };
  const { sub } = await addUser(app, pool, { username, attributes, ...given });
  return { username, email, sub };
}

/** Somebody who has signed up and was sent a code. */
export async function signedUp({ app, client }: World, email?: string): Promise<Person> {
  const name = newName();
  const address = email ?? name.email;
  const { UserSub } = await app.call('SignUp', {
    ClientId: client.id,
    Username: name.username,
    Password: PASSWORD,
    UserAttributes: [{ Name: 'email', Value: address }],
  });
  return { username: name.username, email: address, sub: UserSub };
}

/** The last code, or temporary password, that was sent to an address. */
export function lastCode({ app }: World, email: string): string {
  const code = app.outbox.messages(email)[0]?.code;
  if (!code) throw new Error(`Nothing was sent to ${email}.`);
  return code;
}

export type Tokens = { readonly AccessToken: string; readonly IdToken: string; readonly RefreshToken: string };

export async function tokensOf(
  world: World,
  username: string,
  password = PASSWORD,
  client = world.client,
): Promise<Tokens> {
  return (await signIn(world.app, client, username, password)).AuthenticationResult;
}

/** An SRP exchange that has begun; what answers it. */
export async function srpStarted({ app, pool, client }: World, username: string, password = PASSWORD) {
  const srp = srpClient();
  const { ChallengeParameters } = await app.call('InitiateAuth', {
    AuthFlow: 'USER_SRP_AUTH',
    ClientId: client.id,
    AuthParameters: { USERNAME: username, SRP_A: srp.srpA },
  });
  const ChallengeResponses = srp.answer(pool.id, password, ChallengeParameters);
  return { ClientId: client.id, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses };
}

/** Somebody who was invited, has signed in with the temporary password and must choose another; the answer to that. */
export async function newPasswordAsked(world: World) {
  const person = await someone(world, { status: 'FORCE_CHANGE_PASSWORD' });
  const { Session } = await signIn(world.app, world.client, person.username);
  const answer = (NEW_PASSWORD: string) => ({
    ClientId: world.client.id,
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session,
    ChallengeResponses: { USERNAME: person.username, NEW_PASSWORD },
  });
  return { ...person, session: String(Session), answer };
}

/** Somebody who has asked for a code for a new password. */
export async function forgetful(world: World): Promise<Person & { readonly code: string }> {
  const person = await someone(world);
  await world.app.call('ForgotPassword', { ClientId: world.client.id, Username: person.username });
  return { ...person, code: lastCode(world, person.email) };
}

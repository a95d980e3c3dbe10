import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { standardSchema } from '#core/pools/schema.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createClient } from '#test/fixtures.ts';
import { addUser, signIn, signInPool } from '#test/sign-in.ts';
import { srpClient } from '#test/srp-client.ts';

const HIDING = { preventUserExistenceErrors: 'ENABLED' } as const;

describe('what a client that hides who exists tells all the same', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });
  const stage = (pool: Partial<Pool>) => signInPool(app, { pool, client: HIDING });
  type Stage = Awaited<ReturnType<typeof stage>>;

  /** Begins as one name, answers with a wrong proof as another. */
  const prove = async ({ pool, client }: Stage, begin: string, answerAs: string) => {
    const srp = srpClient();
    const { ChallengeParameters } = await app.call('InitiateAuth', {
      AuthFlow: 'USER_SRP_AUTH',
      ClientId: client.id,
      AuthParameters: { USERNAME: begin, SRP_A: srp.srpA },
    });
    const ChallengeResponses = { ...srp.answer(pool.id, 'wrong', ChallengeParameters), USERNAME: answerAs };
    return app
      .call('RespondToAuthChallenge', { ClientId: client.id, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses })
      .catch(({ name, message }) => `${name}: ${message}`);
  };

  it('PASSWORD_VERIFIER answered with the e-mail that was asked with', async () => {
    const w = await stage({ usernameAttributes: ['email'] });
    await addUser(app, w.pool, { username: 'known@example.com', attributes: { email: 'known@example.com' } });
    const known = await prove(w, 'known@example.com', 'known@example.com');
    const unknown = await prove(w, 'ghost@example.com', 'ghost@example.com');
    expect(unknown).toBe(known);
  });

  it("PASSWORD_VERIFIER answered with a guess at the user's phone number, which counts as no guess", async () => {
    const w = await stage({ usernameAttributes: ['email', 'phone_number'] });
    const attributes = { email: 'kim@example.com', phone_number: '+15550001111' };
    await addUser(app, w.pool, { username: 'kim@example.com', attributes });
    const wrong = await prove(w, 'kim@example.com', '+15550002222');
    const right = await prove(w, 'kim@example.com', '+15550001111');
    expect(right).toBe(wrong);
  });

  it.each([
    ['ForgotPassword', 'CONFIRMED'],
    ['ResendConfirmationCode', 'CONFIRMED'],
    ['ResendConfirmationCode', 'UNCONFIRMED'],
  ] as const)('the medium in the answer of %s, of a %s user who has a phone number, too', async (operation, status) => {
    const w = await stage({ usernameAttributes: ['email'], autoVerifiedAttributes: ['email', 'phone_number'] });
    const email = `known-${operation}-${status}@example.com`.toLowerCase();
    const attributes = { email, email_verified: 'true', phone_number: '+15550003333', phone_number_verified: 'true' };
    await addUser(app, w.pool, { username: email, attributes, status });
    const medium = async (Username: string) =>
      (await app.call(operation, { ClientId: w.client.id, Username })).CodeDeliveryDetails.DeliveryMedium;
    expect(await medium(email)).toBe(await medium('ghost@example.com'));
  });

  it('whether ForgotPassword and ResendConfirmationCode show one destination for a plain name', async () => {
    const w = await stage({ autoVerifiedAttributes: ['email'] });
    const shown = async (operation: string, Username: string) =>
      (await app.call(operation, { ClientId: w.client.id, Username })).CodeDeliveryDetails.Destination;
    const agree = async (name: string) =>
      (await shown('ForgotPassword', name)) === (await shown('ResendConfirmationCode', name));
    const attributes = { email: 'q@7.example', email_verified: 'false' };
    await addUser(app, w.pool, { username: 'unconfirmed', status: 'UNCONFIRMED', attributes });
    expect(await agree('unconfirmed')).toBe(await agree('nobody'));
  });

  it('whether the destination is the e-mail that was named', async () => {
    const w = await stage({ autoVerifiedAttributes: ['email'] });
    const attributes = { email: 'q@7.example', email_verified: 'true' };
    await addUser(app, w.pool, { username: 'boss@corp.io', attributes });
    const shown = async (Username: string) =>
      (await app.call('ForgotPassword', { ClientId: w.client.id, Username })).CodeDeliveryDetails.Destination;
    expect(await shown('nobody@corp.io')).toBe('n***@c***');
    expect(await shown('boss@corp.io')).toBe('b***@c***');
  });

  it.each(['a name', 'the sub'])('the kind of reads, and how often something is opened, for %s', async (form) => {
    const w = await stage({});
    const withPassword = await addUser(app, w.pool, { username: 'reads-known' });
    const without = await addUser(app, w.pool, { username: 'reads-without', sealedCredentials: undefined });
    const names =
      form === 'a name'
        ? [withPassword.username, without.username, 'reads-nobody']
        : [withPassword.sub, without.sub, randomUUID()];
    const costs: unknown[] = [];
    // The first fills the cache of the configuration.
    for (const USERNAME of ['reads-warm', ...names]) costs.push(await costOf(w, { USERNAME, PASSWORD: 'Wr0ng!guess' }));
    expect(costs[1]).toMatchObject({ reads: expect.arrayContaining([expect.anything()]), opened: expect.any(Number) });
    expect(new Set(costs.slice(1).map((cost) => JSON.stringify(cost))).size).toBe(1);
  });

  /** The reads of a sign-in with a password, by their kind and number of items, and how many envelopes it opens. */
  async function costOf({ client }: Stage, AuthParameters: Record<string, string>) {
    const { client: table } = app.table;
    const reads: string[] = [];
    const { send } = table;
    const { open } = app.deps.keys;
    let opened = 0;
    Object.assign(table, {
      send: (command: { readonly input: { RequestItems?: Record<string, { Keys?: unknown[] }> } }) => {
        const batch = Object.values(command.input.RequestItems ?? {})[0]?.Keys?.length ?? '';
        if (/Get/.test(command.constructor.name)) reads.push(`${command.constructor.name} ${batch}`);
        return (send as (given: unknown) => unknown).call(table, command);
      },
    });
    Object.assign(app.deps.keys, {
      open: (...args: Parameters<typeof open>) => {
        opened++;
        return open(...args);
      },
    });
    const request = { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: client.id, AuthParameters };
    await expect(app.call('InitiateAuth', request)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    Object.assign(table, { send });
    Object.assign(app.deps.keys, { open });
    return { reads, opened };
  }

  it('the work that is done for the id which SRP gave for a name', async () => {
    const w = await stage({ usernameAttributes: ['email'] });
    await addUser(app, w.pool, { username: 'sub@example.com', attributes: { email: 'sub@example.com' } });
    const begin = async (USERNAME: string): Promise<{ id: string; opened: number }> => {
      const { open } = app.deps.keys;
      let opened = 0;
      Object.assign(app.deps.keys, {
        open: (...args: Parameters<typeof open>) => {
          opened += args[2].length;
          return open(...args);
        },
      });
      const { ChallengeParameters } = await app.call('InitiateAuth', {
        AuthFlow: 'USER_SRP_AUTH',
        ClientId: w.client.id,
        AuthParameters: { USERNAME, SRP_A: srpClient().srpA },
      });
      Object.assign(app.deps.keys, { open });
      return { id: ChallengeParameters.USER_ID_FOR_SRP, opened };
    };
    // The configuration is cached from here on.
    await begin('warm@example.com');
    const [known, unknown] = [await begin('sub@example.com'), await begin('ghost@example.com')];
    // By name the work is about the same, as it should be.
    expect(Math.abs(known.opened - unknown.opened)).toBeLessThan(400);
    const [knownAgain, unknownAgain] = [await begin(known.id), await begin(unknown.id)];
    expect(Math.abs(knownAgain.opened - unknownAgain.opened)).toBeLessThan(400);
  });
});

describe('NEW_PASSWORD_REQUIRED', () => {
  it('does not tell whether an attribute that the client may neither read nor write has a value', async () => {
    const app = await createTestApp();
    const flag = {
      name: 'dev:custom:suspect',
      attributeDataType: 'String' as const,
      developerOnlyAttribute: true,
      mutable: true,
      required: false,
    };
    const { pool, client: plain } = await signInPool(app, { pool: { schema: [...standardSchema(), flag] } });
    const limited = await createClient(app, pool, {
      explicitAuthFlows: plain.explicitAuthFlows!,
      readAttributes: ['name'],
      writeAttributes: ['name'],
    });
    const ask = async (username: string, client: typeof plain, name: string) => {
      const { Session } = await signIn(app, client, username);
      return app
        .call('RespondToAuthChallenge', {
          ClientId: client.id,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session,
          ChallengeResponses: { USERNAME: username, NEW_PASSWORD: 'N3w!password', [`userAttributes.${name}`]: 'guess' },
        })
        .catch((error: Error) => `${error.name}: ${error.message}`);
    };
    const status = 'FORCE_CHANGE_PASSWORD' as const;
    const attributes = { 'dev:custom:suspect': 'yes', nickname: 'secret' };
    await addUser(app, pool, { username: 'with', status, attributes });
    await addUser(app, pool, { username: 'without', status });
    expect(await ask('with', limited, 'nickname')).toBe(await ask('without', limited, 'nickname'));
    expect(await ask('with', plain, 'dev:custom:suspect')).toBe(await ask('without', plain, 'dev:custom:suspect'));
  });
});

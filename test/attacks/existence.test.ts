import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { custom, schemaWith } from '#test/fixtures.ts';
import { srpClient } from '#test/srp-client.ts';
import { anotherClient, HIDING, OTHER_PASSWORD, type TestPool, testPools, type Values } from '#test/world.ts';

const { app, ...service } = testPools();

describe('what a client that hides who exists tells all the same', () => {
  const stage = (pool: Partial<Pool>) => service.pool(pool, HIDING);

  /** Begins as one name, answers with a wrong proof as another. */
  const prove = async (w: TestPool, begin: string, answerAs: string) => {
    const { ChallengeResponses } = await w.srpStarted(begin, 'wrong');
    return w
      .respond('PASSWORD_VERIFIER', { ...ChallengeResponses, USERNAME: answerAs })
      .catch(({ name, message }) => `${name}: ${message}`);
  };

  it('PASSWORD_VERIFIER answered with the e-mail that was asked with', async () => {
    const w = await stage({ usernameAttributes: ['email'] });
    await w.add('known@example.com', { attributes: { email: 'known@example.com' } });
    const known = await prove(w, 'known@example.com', 'known@example.com');
    const unknown = await prove(w, 'ghost@example.com', 'ghost@example.com');
    expect(unknown).toBe(known);
  });

  it("PASSWORD_VERIFIER answered with a guess at the user's phone number, which counts as no guess", async () => {
    const w = await stage({ usernameAttributes: ['email', 'phone_number'] });
    const attributes = { email: 'kim@example.com', phone_number: '+15550001111' };
    await w.add('kim@example.com', { attributes });
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
    await w.add(email, { attributes, status });
    const medium = async (Username: string) =>
      (await w.clientCall(operation, { Username })).CodeDeliveryDetails.DeliveryMedium;
    expect(await medium(email)).toBe(await medium('ghost@example.com'));
  });

  it('whether ForgotPassword and ResendConfirmationCode show one destination for a plain name', async () => {
    const w = await stage({ autoVerifiedAttributes: ['email'] });
    const shown = async (operation: string, Username: string) =>
      (await w.clientCall(operation, { Username })).CodeDeliveryDetails.Destination;
    const agree = async (name: string) =>
      (await shown('ForgotPassword', name)) === (await shown('ResendConfirmationCode', name));
    const attributes = { email: 'q@7.example', email_verified: 'false' };
    await w.add('unconfirmed', { status: 'UNCONFIRMED', attributes });
    expect(await agree('unconfirmed')).toBe(await agree('nobody'));
  });

  it('whether the destination is the e-mail that was named', async () => {
    const w = await stage({ autoVerifiedAttributes: ['email'] });
    const attributes = { email: 'q@7.example', email_verified: 'true' };
    await w.add('boss@corp.io', { attributes });
    const shown = async (Username: string) => (await w.forgotPassword(Username)).CodeDeliveryDetails.Destination;
    expect(await shown('nobody@corp.io')).toBe('n***@c***');
    expect(await shown('boss@corp.io')).toBe('b***@c***');
  });

  it.each(['a name', 'the sub'])('the kind of reads, and how often something is opened, for %s', async (form) => {
    const w = await stage({});
    const withPassword = await w.add('reads-known');
    const without = await w.add('reads-without', { sealedCredentials: undefined });
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
  async function costOf({ initiate }: TestPool, parameters: Values) {
    const { direct: table } = app.table;
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
    await expect(initiate('USER_PASSWORD_AUTH', parameters)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    Object.assign(table, { send });
    Object.assign(app.deps.keys, { open });
    return { reads, opened };
  }

  it('the work that is done for the id which SRP gave for a name', async () => {
    const w = await stage({ usernameAttributes: ['email'] });
    await w.add('sub@example.com', { attributes: { email: 'sub@example.com' } });
    const begin = async (USERNAME: string): Promise<{ id: string; opened: number }> => {
      const { open } = app.deps.keys;
      let opened = 0;
      Object.assign(app.deps.keys, {
        open: (...args: Parameters<typeof open>) => {
          opened += args[2].length;
          return open(...args);
        },
      });
      const { ChallengeParameters } = await w.initiate('USER_SRP_AUTH', { USERNAME, SRP_A: srpClient().srpA });
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
    const schema = schemaWith({}, custom('dev:custom:suspect', { developerOnlyAttribute: true }));
    const plain = await service.pool({ schema });
    const limited = await anotherClient(plain, { readAttributes: ['name'], writeAttributes: ['name'] });
    const ask = async (username: string, w: TestPool, name: string) => {
      const { Session } = await w.signIn(username);
      return w
        .choosePassword(username, Session, OTHER_PASSWORD, { [`userAttributes.${name}`]: 'guess' })
        .catch((error: Error) => `${error.name}: ${error.message}`);
    };
    const status = 'FORCE_CHANGE_PASSWORD';
    await plain.add('with', { status, attributes: { 'dev:custom:suspect': 'yes', nickname: 'secret' } });
    await plain.add('without', { status });
    expect(await ask('with', limited, 'nickname')).toBe(await ask('without', limited, 'nickname'));
    expect(await ask('with', plain, 'dev:custom:suspect')).toBe(await ask('without', plain, 'dev:custom:suspect'));
  });
});

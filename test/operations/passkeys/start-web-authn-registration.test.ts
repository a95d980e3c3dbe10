import { describe, expect, it } from 'vitest';
import type { Domain } from '#core/domains/domain.ts';
import { commit } from '#test/fixtures.ts';
import { ANY_CASE, type TestPool, testPools } from '#test/world.ts';
import { device, NO_CONFIGURATION, NOT_ENABLED, owner, ownerWith, RP_ID, TOO_MANY, WITH_PASSKEYS } from './setup.ts';

const service = testPools(WITH_PASSKEYS);
const NO_RELYING_PARTY = { webAuthnConfiguration: undefined };
const CUSTOM = 'login.example.org';

/** Stores the custom domain that a pool names. */
const customDomain = ({ app, pool }: TestPool, domain: string, managedLoginVersion: number) => {
  const value: Omit<Domain, 'version'> = {
    domain,
    poolId: pool.id,
    managedLoginVersion,
    customDomainConfig: { certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/a1b2c3d4' },
    createdAt: 0,
    modifiedAt: 0,
  };
  return commit(app, { op: 'create', kind: 'domain', value });
};

describe('StartWebAuthnRegistration', () => {
  it('answers the options for the browser, in the form that AWS documents', async () => {
    const ada = await owner(await service.pool());
    expect(await ada.start()).toEqual({
      authenticatorSelection: { requireResidentKey: true, residentKey: 'required', userVerification: 'preferred' },
      challenge: expect.stringMatching(/^[\w-]{22}$/),
      excludeCredentials: [],
      pubKeyCredParams: [
        { alg: -7, type: 'public-key' },
        { alg: -257, type: 'public-key' },
      ],
      rp: { id: RP_ID, name: RP_ID },
      timeout: 60_000,
      user: { displayName: ada.username, id: Buffer.from(ada.sub).toString('base64url'), name: ada.username },
    });
  });

  it('names the user in lower case where the pool ignores case', async () => {
    const test = await service.pool(ANY_CASE);
    const { sub } = await test.add('ADA');
    const { AccessToken } = await test.tokens('ADA');
    const { user } = await ownerWith(test, sub, 'ADA', AccessToken).start();
    expect(user).toMatchObject({ displayName: 'ada', name: 'ada' });
  });

  it('begins with another challenge each time, and writes nothing else', async () => {
    const { app, ...test } = await service.pool();
    const ada = await owner({ app, ...test });
    const { user } = await ada.stored();
    app.roundTrips.reset();
    const first = await ada.start();
    expect(app.roundTrips).toMatchObject({ writes: 1 });
    const second = await ada.start();
    expect(second.challenge).not.toBe(first.challenge);
    expect(await ada.stored()).toMatchObject({ user, passkeys: [], registration: { challenge: second.challenge } });
  });

  it('asks for the user verification that the pool is configured with', async () => {
    const webAuthnConfiguration = { relyingPartyId: RP_ID, userVerification: 'required' } as const;
    const ada = await owner(await service.pool({ webAuthnConfiguration }));
    expect((await ada.start()).authenticatorSelection.userVerification).toBe('required');
  });

  it('excludes the passkeys that the user has for the relying party', async () => {
    const test = await service.pool();
    const ada = await owner(test);
    const own = await ada.add();
    await (await owner(test)).add();
    expect((await ada.start()).excludeCredentials).toEqual([{ id: own.id, type: 'public-key' }]);
    await test.changePool({ webAuthnConfiguration: { relyingPartyId: 'new.example.com' } });
    test.app.deps.configuration.forget(test.pool.id);
    expect((await ada.start()).excludeCredentials).toEqual([]);
  });

  it.each([
    ['the host of the prefix domain', { domain: 'people' }, undefined, 'people.id.example.com'],
    ['a custom domain with managed login', { domain: 'people', customDomain: CUSTOM }, 2, CUSTOM],
    [
      'the prefix before a classic custom domain',
      { domain: 'people', customDomain: CUSTOM },
      1,
      'people.id.example.com',
    ],
    ['what is configured before all domains', { ...WITH_PASSKEYS, domain: 'people', customDomain: CUSTOM }, 2, RP_ID],
  ])('takes as relying party %s', async (what, settings, version, expected) => {
    const host = `${what.length}.${CUSTOM}`;
    const named = 'customDomain' in settings ? { ...settings, customDomain: host } : settings;
    const test = await service.pool({ ...NO_RELYING_PARTY, ...named });
    if (version !== undefined) await customDomain(test, host, version);
    const { rp } = await (await owner(test)).start();
    const id = expected === CUSTOM ? host : expected;
    expect(rp).toEqual({ id, name: id });
  });

  it('takes localhost on a machine of its own', async () => {
    const test = await service.pool(NO_RELYING_PARTY);
    const { deployment } = test.app.deps;
    const ada = await owner(test);
    Object.assign(test.app.deps, { deployment: { ...deployment, publicUrl: 'http://localhost:9229' } });
    const options = await ada.start().finally(() => Object.assign(test.app.deps, { deployment }));
    expect(options.rp).toEqual({ id: 'localhost', name: 'localhost' });
  });

  it('refuses a pool without relying party, or with nothing but a classic custom domain', async () => {
    const ada = await owner(await service.pool(NO_RELYING_PARTY));
    await expect(ada.start()).rejects.toMatchObject(NO_CONFIGURATION);
    const test = await service.pool({ ...NO_RELYING_PARTY, customDomain: `classic.${CUSTOM}` });
    await customDomain(test, `classic.${CUSTOM}`, 1);
    const bob = await owner(test);
    await expect(bob.start()).rejects.toMatchObject(NO_CONFIGURATION);
    expect((await bob.stored()).registration).toBeUndefined();
  });

  it('refuses a pool that lets nobody sign in with a passkey, until it does', async () => {
    const test = await service.pool({ signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] } });
    const ada = await owner(test);
    await expect(ada.start()).rejects.toMatchObject(NOT_ENABLED);
    expect((await ada.stored()).registration).toBeUndefined();
    await test.changePool(WITH_PASSKEYS);
    expect(await ada.start()).toMatchObject({ rp: { id: RP_ID } });
  });

  it('refuses a user with 20 passkeys', async () => {
    const test = await service.pool();
    const ada = await owner(test);
    const passkeys = Array.from({ length: 20 }, (_, index) => ({ id: `passkey-${index}`, rpId: RP_ID }));
    await test.force(ada.username, { passkeys: passkeys.slice(1) });
    const { challenge } = await ada.start();
    await test.force(ada.username, { passkeys });
    await expect(ada.start()).rejects.toMatchObject(TOO_MANY);
    await expect(ada.complete(device().register({ challenge }))).rejects.toMatchObject(TOO_MANY);
    expect((await ada.stored()).passkeys).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { PAGE_TOKEN_INVALID } from '#test/errors.ts';
import { START, testPools } from '#test/world.ts';
import { device, owner, RP_ID, WITH_PASSKEYS } from './setup.ts';

const service = testPools(WITH_PASSKEYS);

describe('ListWebAuthnCredentials', () => {
  it.each([
    ['cross-platform', 'Roaming passkey', { AuthenticatorAttachment: 'cross-platform' }],
    ['platform', 'Platform passkey', { AuthenticatorAttachment: 'platform' }],
    ['', 'Passkey', {}],
  ])('describes a passkey with the attachment %j as %s', async (attachment, FriendlyCredentialName, more) => {
    const { app, ...test } = await service.pool();
    const ada = await owner({ app, ...test });
    const own = device();
    const { challenge } = await ada.start();
    await ada.complete(own.register({ challenge, attachment, transports: ['usb'] }));
    expect(await ada.list()).toEqual({
      Credentials: [
        {
          CredentialId: own.id,
          FriendlyCredentialName,
          RelyingPartyId: RP_ID,
          AuthenticatorTransports: ['usb'],
          CreatedAt: START / 1000,
          ...more,
        },
      ],
    });
  });

  it('lists the own passkeys only, and always tells transports', async () => {
    const test = await service.pool();
    const [ada, bob] = [await owner(test), await owner(test)];
    expect(await ada.list()).toEqual({ Credentials: [] });
    const own = device();
    const { challenge } = await ada.start();
    await ada.complete(own.register({ challenge, transports: null }));
    await bob.add();
    const { Credentials } = await ada.list();
    expect(Credentials).toMatchObject([{ CredentialId: own.id, AuthenticatorTransports: [] }]);
  });

  it('lists page by page, and 20 where no number is given', async () => {
    const test = await service.pool();
    const ada = await owner(test);
    const ids = new Set([(await ada.add()).id, (await ada.add()).id, (await ada.add()).id]);
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ada.list({ MaxResults: 2, NextToken });
      expect(page.Credentials.length).toBeLessThanOrEqual(2);
      found.push(...page.Credentials.map(({ CredentialId }: { CredentialId: string }) => CredentialId));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(found).toHaveLength(3);
    expect(new Set(found)).toEqual(ids);
    expect((await ada.list({ MaxResults: 0 })).Credentials).toHaveLength(3);
    const bob = await owner(test);
    const { NextToken: token } = await ada.list({ MaxResults: 2 });
    await expect(bob.list({ NextToken: token })).rejects.toMatchObject(PAGE_TOKEN_INVALID);
  });

  it('lists passkeys also where nobody may sign in with them any more', async () => {
    const test = await service.pool();
    const ada = await owner(test);
    const own = await ada.add();
    await test.changePool({
      signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] },
      webAuthnConfiguration: undefined,
    });
    test.app.deps.configuration.forget(test.pool.id);
    expect((await ada.list()).Credentials).toMatchObject([{ CredentialId: own.id, RelyingPartyId: RP_ID }]);
    await ada.remove(own.id);
    expect((await ada.list()).Credentials).toEqual([]);
  });
});

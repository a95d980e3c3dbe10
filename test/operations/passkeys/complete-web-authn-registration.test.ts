import { describe, expect, it } from 'vitest';
import { coseKey } from '#test/authenticator.ts';
import { ACCESS_TOKEN_REVOKED, RESET_REQUIRED, USER_UNKNOWN } from '#test/errors.ts';
import { anotherClient, atOnce, beforeNextCommit, testPools } from '#test/world.ts';
import {
  device,
  NO_CHALLENGE,
  NOT_ENABLED,
  NOT_SUPPORTED,
  NOT_VALID,
  ORIGIN,
  OTHER_CLIENT,
  owner,
  ownerWith,
  RP_ID,
  TOO_MANY,
  WITH_PASSKEYS,
  WRONG_ORIGIN,
  WRONG_RELYING_PARTY,
} from './setup.ts';

const service = testPools(WITH_PASSKEYS);
const OTHER_CHALLENGE = 'EBAQEBAQEBAQEBAQEBAQEA';

describe('CompleteWebAuthnRegistration', () => {
  it('adds nothing to a user whose password must be reset, nor does StartWebAuthnRegistration', async () => {
    const test = await service.pool();
    const ada = await owner(test);
    const { challenge } = await ada.start();
    await test.call('AdminResetUserPassword', { Username: ada.username });
    await expect(ada.complete(device().register({ challenge }))).rejects.toMatchObject(RESET_REQUIRED);
    await expect(ada.start()).rejects.toMatchObject(RESET_REQUIRED);
    expect(await ada.stored()).toMatchObject({ passkeys: [], registration: { challenge } });
  });

  it.each(['ES256', 'RS256'] as const)('stores a passkey with %s, beside the user', async (algorithm) => {
    const { app, ...test } = await service.pool();
    const ada = await owner({ app, ...test });
    const own = device({ algorithm });
    const { user } = await ada.stored();
    const { challenge } = await ada.start();
    app.roundTrips.reset();
    expect(await ada.complete(own.register({ challenge, counter: 7, transports: ['usb', 'nfc'] }))).toEqual({});
    expect(app.roundTrips).toMatchObject({ writes: 1 });
    const stored = await ada.stored();
    expect(stored.passkeys).toEqual([
      {
        poolId: test.pool.id,
        sub: ada.sub,
        id: expect.stringMatching(/^[\w-]{43}$/),
        credentialId: own.id,
        publicKey: own.cose,
        rpId: RP_ID,
        counter: 7,
        attachment: 'platform',
        transports: ['usb', 'nfc'],
        createdAt: app.deps.clock.now(),
        version: 1,
      },
    ]);
    const passkeys = stored.passkeys.map(({ id, rpId }) => ({ id, rpId }));
    // The stamp is among what stays, so that sign-ins in progress go on.
    expect(stored.user).toEqual({ ...user, passkeys, version: user.version + 1 });
    expect(stored.registration).toBeUndefined();
  });

  it.each([
    ['a page below the relying party', { origin: `https://app.${RP_ID}:8443` }],
    ['an authenticator that does not verify the user', { userVerified: false }],
    ['an attestation, without looking at it', { format: 'packed' }],
    ['an attestation of an unknown format', { format: 'unheard-of' }],
    ['no transports', { transports: null }],
  ])('accepts %s', async (_, said) => {
    const ada = await owner(await service.pool());
    const { challenge } = await ada.start();
    expect(await ada.complete(device().register({ challenge, ...said }))).toEqual({});
    expect((await ada.stored()).user.passkeys).toHaveLength(1);
  });

  it.each([
    ['an unknown attachment', { attachment: 'implanted' }],
    ['no attachment', { attachment: '' }],
  ])('ignores %s', async (_, said) => {
    const ada = await owner(await service.pool());
    const { challenge } = await ada.start();
    await ada.complete(device().register({ challenge, ...said }));
    expect((await ada.stored()).passkeys[0]).not.toHaveProperty('attachment');
  });

  const foreign = device();
  const key = (...members: readonly (readonly [number, number | Uint8Array])[]) =>
    new Map([...coseKey(foreign.publicKey), ...members]);

  it.each([
    ['another challenge', { challenge: OTHER_CHALLENGE }, NO_CHALLENGE],
    ['another origin', { origin: 'https://evil.example.com' }, WRONG_ORIGIN],
    ['an origin without TLS', { origin: `http://${RP_ID}` }, WRONG_ORIGIN],
    ['an origin above the relying party', { origin: 'https://example.com' }, WRONG_ORIGIN],
    ['the frame of another site', { crossOrigin: true }, WRONG_ORIGIN],
    ['another relying party', { rpId: 'example.com' }, WRONG_RELYING_PARTY],
    ['another algorithm', { publicKey: key([3, -8]) }, NOT_SUPPORTED],
    ['an unknown algorithm', { publicKey: key([3, -70_000]) }, NOT_SUPPORTED],
    ['an algorithm for another type of key', { publicKey: key([3, -257]) }, NOT_VALID],
    ['another curve', { publicKey: key([-1, 2]) }, NOT_VALID],
    ['a point that is not on the curve', { publicKey: key([-2, Buffer.alloc(32, 1)]) }, NOT_VALID],
    ['a key without a part', { publicKey: key([-3, 1]) }, NOT_VALID],
    ['a key that is too long', { publicKey: key([9, Buffer.alloc(1100)]) }, NOT_VALID],
    ['a key that is no map', { publicKey: 1 }, NOT_VALID],
    ['an assertion', { type: 'webauthn.get' }, NOT_VALID],
    ['the absence of the user', { userPresent: false }, NOT_VALID],
    ['a backup of what cannot be backed up', { backupEligible: false }, NOT_VALID],
    ['bytes after the key', { leftover: Buffer.alloc(3) }, NOT_VALID],
    ['transports that are none', { transports: 'usb' }, NOT_VALID],
    ['a transport that is no text', { transports: [1] }, NOT_VALID],
    ['a transport that is too long', { transports: ['a'.repeat(33)] }, NOT_VALID],
    ['too many transports', { transports: Array.from({ length: 11 }, () => 'usb') }, NOT_VALID],
  ])('refuses %s, and goes on with the registration', async (_, said, error) => {
    const ada = await owner(await service.pool());
    const { challenge } = await ada.start();
    const before = await ada.stored();
    await expect(ada.complete(foreign.register({ challenge, ...said }))).rejects.toMatchObject(error);
    expect(await ada.stored()).toEqual(before);
    expect(await ada.complete(foreign.register({ challenge }))).toEqual({});
  });

  it('refuses a user who was not verified where that is required', async () => {
    const webAuthnConfiguration = { relyingPartyId: RP_ID, userVerification: 'required' } as const;
    const ada = await owner(await service.pool({ webAuthnConfiguration }));
    const { challenge } = await ada.start();
    await expect(ada.complete(device().register({ challenge, userVerified: false }))).rejects.toMatchObject(NOT_VALID);
    expect(await ada.complete(device().register({ challenge }))).toEqual({});
  });

  it('refuses whatever is no credential', async () => {
    const ada = await owner(await service.pool());
    const { challenge } = await ada.start();
    const right = device().register({ challenge });
    const { response } = right;
    const wrong: unknown[] = ['', 'x', 1, true, [], {}, JSON.stringify(right), [right]];
    for (const [member, value] of Object.entries({ id: 'AQID', rawId: 'AQID', type: 'password', response: null })) {
      wrong.push({ ...right, [member]: value }, { ...right, [member]: undefined }, { ...right, [member]: 1 });
    }
    for (const member of ['clientDataJSON', 'attestationObject']) {
      for (const value of [undefined, null, 1, {}, '', 'AQ', 'AQ==', '+/', Buffer.from('null').toString('base64url')]) {
        wrong.push({ ...right, response: { ...response, [member]: value } });
      }
    }
    // Another id than the one that the authenticator tells.
    wrong.push({ ...right, id: 'AQID', rawId: 'AQID' });
    for (const credential of wrong) {
      await expect(ada.complete(credential), JSON.stringify(credential)).rejects.toMatchObject(NOT_VALID);
    }
    expect((await ada.stored()).passkeys).toEqual([]);
    expect(await ada.complete(right)).toEqual({});
  });

  it('refuses CBOR that ends anywhere', async () => {
    const ada = await owner(await service.pool());
    const { challenge } = await ada.start();
    const right = device().register({ challenge });
    const whole = Buffer.from(right.response.attestationObject, 'base64url');
    for (let length = 1; length < whole.length; length += 3) {
      const attestationObject = whole.subarray(0, length).toString('base64url');
      const credential = { ...right, response: { ...right.response, attestationObject } };
      await expect(ada.complete(credential), `${length} bytes`).rejects.toMatchObject(NOT_VALID);
    }
    expect((await ada.stored()).passkeys).toEqual([]);
  });

  it('takes a registration once, and none that was not begun or is too old', async () => {
    const { app, ...test } = await service.pool();
    const ada = await owner({ app, ...test });
    const unbegun = device().register({ challenge: OTHER_CHALLENGE });
    await expect(ada.complete(unbegun)).rejects.toMatchObject(NO_CHALLENGE);
    const { challenge } = await ada.start();
    const credential = device().register({ challenge });
    await ada.complete(credential);
    await expect(ada.complete(credential)).rejects.toMatchObject(NO_CHALLENGE);
    await expect(ada.complete(device().register({ challenge }))).rejects.toMatchObject(NO_CHALLENGE);

    const late = device().register(await ada.start());
    app.advance(70_000);
    await expect(ada.complete(late)).rejects.toMatchObject(NO_CHALLENGE);
    const inTime = device().register(await ada.start());
    app.advance(69_999);
    expect(await ada.complete(inTime)).toEqual({});
  });

  it('takes only the registration that was begun last', async () => {
    const ada = await owner(await service.pool());
    const first = device().register(await ada.start());
    const second = device().register(await ada.start());
    await expect(ada.complete(first)).rejects.toMatchObject(NO_CHALLENGE);
    expect(await ada.complete(second)).toEqual({});
  });

  it('refuses the registration of another user, and of another client', async () => {
    const test = await service.pool();
    const [ada, bob] = [await owner(test), await owner(test)];
    const credential = device().register(await ada.start());
    await expect(bob.complete(credential)).rejects.toMatchObject(NO_CHALLENGE);
    await bob.start();
    await expect(bob.complete(credential)).rejects.toMatchObject(NO_CHALLENGE);

    const other = await anotherClient(test);
    const { AccessToken } = await other.tokens(ada.username);
    const elsewhere = ownerWith(other, ada.sub, ada.username, AccessToken);
    await expect(elsewhere.complete(credential)).rejects.toMatchObject(OTHER_CLIENT);
    expect(await ada.complete(credential)).toEqual({});
  });

  it('refuses a passkey that the user has already', async () => {
    const ada = await owner(await service.pool());
    const own = await ada.add();
    const again = own.register(await ada.start());
    await expect(ada.complete(again)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'The passkey is already registered.',
    });
    expect((await ada.stored()).passkeys).toHaveLength(1);
  });

  it('refuses a pool that lets nobody sign in with a passkey any more, or with another relying party', async () => {
    const test = await service.pool();
    const change = async (settings: object) => {
      await test.changePool(settings);
      test.app.deps.configuration.forget(test.pool.id);
    };
    const ada = await owner(test);
    const credential = device().register(await ada.start());
    await change({ signInPolicy: { allowedFirstAuthFactors: ['PASSWORD'] } });
    await expect(ada.complete(credential)).rejects.toMatchObject(NOT_ENABLED);
    await change({ ...WITH_PASSKEYS, webAuthnConfiguration: { relyingPartyId: 'example.com' } });
    await expect(ada.complete(credential)).rejects.toMatchObject(WRONG_RELYING_PARTY);
  });

  it('makes one passkey of one registration, however many requests come at once', async () => {
    const ada = await owner(await service.pool());
    const { challenge } = await ada.start();
    const { answers, errors } = await atOnce(8, () => ada.complete(device().register({ challenge })));
    expect(answers).toHaveLength(1);
    expect(errors).toHaveLength(7);
    for (const error of errors) expect(error).toMatchObject(NO_CHALLENGE);
    const { user, passkeys } = await ada.stored();
    expect(user.passkeys).toEqual(passkeys.map(({ id, rpId }) => ({ id, rpId })));
    expect(passkeys).toHaveLength(1);
  });

  it('judges anew when another change of the user comes first', async () => {
    const test = await service.pool();
    const ada = await owner(test);
    const credential = device().register(await ada.start());
    beforeNextCommit(test.app, () => test.force(ada.username, { attributes: { email: 'new@example.com' } }));
    await ada.complete(credential);
    expect((await ada.stored()).user).toMatchObject({
      attributes: { email: 'new@example.com' },
      passkeys: [{ rpId: RP_ID }],
    });

    const full = Array.from({ length: 20 }, (_, index) => ({ id: `passkey-${index}`, rpId: RP_ID }));
    const last = device().register(await ada.start());
    beforeNextCommit(test.app, () => test.force(ada.username, { passkeys: full }));
    await expect(ada.complete(last)).rejects.toMatchObject(TOO_MANY);
  });

  it.each([
    ['signed out', 'AdminUserGlobalSignOut', ACCESS_TOKEN_REVOKED],
    ['deleted', 'AdminDeleteUser', USER_UNKNOWN],
  ])('adds nothing to a user who is %s at the same time', async (_, operation, error) => {
    const test = await service.pool();
    const ada = await owner(test);
    const credential = device().register(await ada.start());
    beforeNextCommit(test.app, () => test.call(operation, { Username: ada.username }));
    await expect(ada.complete(credential)).rejects.toMatchObject(error);
    expect((await ada.stored()).passkeys).toEqual([]);
  });

  it('works on localhost without TLS', async () => {
    const ada = await owner(await service.pool({ webAuthnConfiguration: { relyingPartyId: 'localhost' } }));
    const { challenge } = await ada.start();
    const own = device({ rpId: 'localhost' });
    await expect(ada.complete(own.register({ challenge, origin: ORIGIN }))).rejects.toMatchObject(WRONG_ORIGIN);
    await expect(ada.complete(own.register({ challenge, origin: 'http://127.0.0.1:9229' }))).rejects.toMatchObject(
      WRONG_ORIGIN,
    );
    expect(await ada.complete(own.register({ challenge, origin: 'http://localhost:9229' }))).toEqual({});
  });
});

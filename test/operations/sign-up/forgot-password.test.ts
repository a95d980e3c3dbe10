import { beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { createClient } from '#test/fixtures.ts';
import { addUser, signIn } from '#test/sign-in.ts';
import {
  adminOnly,
  askAdministrator,
  changePool,
  confirmForgot,
  disabled,
  forgot,
  hiding,
  impossible,
  limit,
  NEW_PASSWORD,
  noContact,
  reachable,
  signInWorld,
  unknown,
} from './recovery.ts';
import { codeFor, HOUR, outcome, secretHash, settleAll, userOf } from './support.ts';

const BOTH = { email_verified: 'true', phone_number: '+15550001234', phone_number_verified: 'true' };
const mechanisms = (...names: readonly string[]): Partial<Pool> => ({
  accountRecoverySetting: { recoveryMechanisms: names.map((name, index) => ({ name, priority: index + 1 })) },
});

describe('ForgotPassword', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });

  it('sends a code that a new password can be chosen with', async () => {
    const w = await signInWorld(app);
    const { name, email, user } = await reachable(w);
    app.roundTrips.reset();
    expect(await forgot(w, name)).toEqual({
      CodeDeliveryDetails: { Destination: 'u***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    });
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    const code = codeFor(app, email);
    expect(code).toMatch(/^[0-9]{6}$/);
    expect(app.outbox.messages(email)[0]).toMatchObject({
      subject: 'Your verification code',
      body: `Your verification code is ${code}. `,
    });
    expect(await userOf(w, name)).toEqual(user);
    expect(await signIn(app, w.client, name)).toHaveProperty('AuthenticationResult');
    await confirmForgot(w, name, code);
    expect(await signIn(app, w.client, name, NEW_PASSWORD)).toHaveProperty('AuthenticationResult');
  });

  it("writes the pool's own text", async () => {
    const w = await signInWorld(app, {
      verificationMessageTemplate: {
        defaultEmailOption: 'CONFIRM_WITH_CODE',
        emailMessage: 'Use <b>{####}</b>',
        emailSubject: 'Hello',
      },
    });
    const { name, email } = await reachable(w);
    await forgot(w, name);
    const [message] = app.outbox.messages(email);
    expect(message).toMatchObject({ subject: 'Hello', body: `Use <b>${message!.code}</b>` });
  });

  it.each(['CONFIRMED', 'RESET_REQUIRED', 'UNCONFIRMED'] as const)('serves a user who is %s', async (status) => {
    const w = await signInWorld(app);
    const { name, email } = await reachable(w, { status });
    await forgot(w, name);
    expect(app.outbox.messages(email)).toHaveLength(1);
    expect(await userOf(w, name)).toMatchObject({ status });
  });

  it.each([
    ['who is FORCE_CHANGE_PASSWORD', { status: 'FORCE_CHANGE_PASSWORD' }, impossible],
    ['who is EXTERNAL_PROVIDER', { status: 'EXTERNAL_PROVIDER' }, impossible],
    ['who is disabled', { enabled: false }, disabled],
    ['without contacts', { attributes: {} }, noContact],
    ['with an e-mail that is not verified', { attributes: { email: 'u1@example.com' } }, noContact],
    [
      'with an e-mail that is verified no more',
      { attributes: { email: 'u2@example.com', email_verified: 'false' } },
      noContact,
    ],
    ['with a flag and no e-mail', { attributes: { email_verified: 'true' } }, noContact],
    [
      'who is UNCONFIRMED and unverified',
      { status: 'UNCONFIRMED', attributes: { email: 'u3@example.com' } },
      noContact,
    ],
  ] as const)('tells an open client about a user %s, and sends nothing', async (_, given, refusal) => {
    const w = await signInWorld(app);
    const { name, email } = await reachable(w, given);
    app.roundTrips.reset();
    await expect(forgot(w, name)).rejects.toMatchObject(refusal);
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 0 });
    expect(app.outbox.messages(email)).toEqual([]);
  });

  it('tells an open client that a user is unknown, and everybody that a client is', async () => {
    const w = await signInWorld(app);
    for (const name of ['nobody', '__proto__', '11111111-2222-3333-4444-555555555555']) {
      await expect(forgot(w, name)).rejects.toMatchObject(unknown);
    }
    await expect(app.call('ForgotPassword', { ClientId: 'none', Username: 'a' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool client none does not exist.',
    });
  });

  it.each<[string, Partial<Pool>, object, string]>([
    ['the phone first', {}, {}, 'phone_number'],
    ['the phone first, when the list is empty', mechanisms(), {}, 'phone_number'],
    ['the e-mail without a verified phone', {}, { phone_number_verified: 'false' }, 'email'],
    ['the first priority', mechanisms('verified_email', 'verified_phone_number'), {}, 'email'],
    ['the first priority', mechanisms('verified_phone_number', 'verified_email'), {}, 'phone_number'],
    ['the second', mechanisms('verified_email', 'verified_phone_number'), { email_verified: 'false' }, 'phone_number'],
    ['the only one', mechanisms('verified_email'), {}, 'email'],
  ])('sends to %s (%o, %o)', async (_, settings, changed, attribute) => {
    const w = await signInWorld(app, settings);
    const email = `${w.pool.id}@example.com`;
    await addUser(app, w.pool, { username: 'ann', attributes: { email, ...BOTH, ...changed } });
    const sent = app.outbox.messages(BOTH.phone_number).length;
    expect(await forgot(w, 'ann')).toMatchObject({ CodeDeliveryDetails: { AttributeName: attribute } });
    expect(app.outbox.messages(email)).toHaveLength(attribute === 'email' ? 1 : 0);
    expect(app.outbox.messages(BOTH.phone_number)).toHaveLength(sent + (attribute === 'email' ? 0 : 1));
  });

  it('follows priorities, not the order in which they are listed', async () => {
    const w = await signInWorld(app, {
      accountRecoverySetting: {
        recoveryMechanisms: [
          { name: 'verified_phone_number', priority: 2 },
          { name: 'verified_email', priority: 1 },
        ],
      },
    });
    await addUser(app, w.pool, { username: 'ann', attributes: { email: 'prio@example.com', ...BOTH } });
    expect(await forgot(w, 'ann')).toMatchObject({ CodeDeliveryDetails: { DeliveryMedium: 'EMAIL' } });
  });

  it('sends nothing by a mechanism that the pool does not list', async () => {
    const w = await signInWorld(app, mechanisms('verified_phone_number'));
    const { name } = await reachable(w);
    await expect(forgot(w, name)).rejects.toMatchObject(noContact);
  });

  it('refers everybody to the administrator where only they reset passwords', async () => {
    for (const client of [{}, hiding]) {
      const w = await signInWorld(app, adminOnly, client);
      const { name } = await reachable(w);
      for (const someone of [name, 'nobody']) await expect(forgot(w, someone)).rejects.toMatchObject(askAdministrator);
    }
  });

  it('sees at once that users may again', async () => {
    const w = await signInWorld(app, adminOnly);
    const { name } = await reachable(w);
    await expect(forgot(w, name)).rejects.toMatchObject(askAdministrator);
    await changePool(w, { accountRecoverySetting: undefined });
    await expect(forgot(w, name)).resolves.toBeDefined();
  });

  it('finds the user by an alias in any case, and by the sub', async () => {
    const w = await signInWorld(app, {
      usernameAttributes: ['email'],
      usernameConfiguration: { caseSensitive: false },
    });
    const { user } = await reachable(w, { username: 'Mixed@Example.com' });
    for (const name of ['mixed@example.COM', user.sub]) await forgot(w, name);
    expect(app.outbox.messages('Mixed@Example.com')).toHaveLength(2);
  });

  it('checks the secret hash', async () => {
    const secret = 'secret-of-this-client-0123456789';
    const w = await signInWorld(app);
    const { name } = await reachable(w);
    const client = await createClient(app, w.pool, { secret });
    const wrong = { name: 'NotAuthorizedException', message: `Unable to verify secret hash for client ${client.id}` };
    const SecretHash = secretHash(secret, name, client.id);
    for (const someone of [name, 'nobody']) {
      await expect(forgot({ ...w, client }, someone)).rejects.toMatchObject(wrong);
      await expect(forgot({ ...w, client }, someone, { SecretHash: `${SecretHash}=` })).rejects.toMatchObject(wrong);
    }
    await expect(forgot({ ...w, client }, name, { SecretHash })).resolves.toBeDefined();
    await expect(forgot(w, name, { SecretHash })).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('serves five times an hour, counted from the first', async () => {
    const w = await signInWorld(app);
    const { name, email } = await reachable(w);
    for (let i = 0; i < 5; i++) {
      await forgot(w, name);
      app.advance(60_000);
    }
    const before = app.outbox.messages(email);
    await expect(forgot(w, name)).rejects.toMatchObject(limit);
    app.advance(HOUR - 5 * 60_000 - 1);
    await expect(forgot(w, name)).rejects.toMatchObject(limit);
    expect(app.outbox.messages(email)).toEqual(before);
    app.advance(1);
    await expect(forgot(w, name)).resolves.toBeDefined();
  });

  it('serves five of thirty at once', async () => {
    const w = await signInWorld(app, {}, hiding);
    const { name, email } = await reachable(w);
    for (const someone of [name, 'nobody']) {
      const { answers, errors } = await settleAll(Array.from({ length: 30 }, () => forgot(w, someone)));
      expect(answers).toHaveLength(5);
      expect(new Set(errors.map((error) => error.name))).toEqual(new Set(['LimitExceededException']));
    }
    expect(app.outbox.messages(email)).toHaveLength(5);
  });

  it('reports a failed delivery to an open client; the next one arrives', async () => {
    const w = await signInWorld(app);
    const { name, email } = await reachable(w);
    app.failDelivery(true);
    await expect(forgot(w, name)).rejects.toMatchObject({ name: 'CodeDeliveryFailureException' });
    app.failDelivery(false);
    await forgot(w, name);
    await confirmForgot(w, name, codeFor(app, email));
  });

  describe('for a client that hides who exists', () => {
    it('answers everybody alike, at the same cost, and sends only to whom it may', async () => {
      const w = await signInWorld(app, { aliasAttributes: ['email'] }, hiding);
      const served = await reachable(w);
      const others = await Promise.all([
        reachable(w, { enabled: false }),
        reachable(w, { status: 'FORCE_CHANGE_PASSWORD' }),
        reachable(w, { status: 'EXTERNAL_PROVIDER' }),
        reachable(w, { attributes: {} }),
        reachable(w, { attributes: { email: 'unverified@example.com' } }),
      ]);
      const names = ['nobody', 'nobody@example.com', '11111111-2222-3333-4444-555555555555'];
      for (const name of [served.name, served.email, ...others.map((one) => one.name), ...names]) {
        app.roundTrips.reset();
        expect(await forgot(w, name)).toEqual({
          CodeDeliveryDetails: {
            Destination: expect.stringMatching(/^[a-z0-9]\*\*\*@[a-z0-9]\*\*\*$/),
            DeliveryMedium: 'EMAIL',
            AttributeName: 'email',
          },
        });
        expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
      }
      expect(app.outbox.messages(served.email)).toHaveLength(2);
      for (const { email } of others) expect(app.outbox.messages(email)).toEqual([]);
      expect(await userOf(w, 'nobody')).toBeUndefined();
    });

    it('limits everybody alike', async () => {
      const w = await signInWorld(app, {}, hiding);
      const [served, off] = [await reachable(w), await reachable(w, { enabled: false })];
      for (const name of [served.name, off.name, 'nobody']) {
        for (let i = 0; i < 5; i++) await forgot(w, name);
        app.roundTrips.reset();
        await expect(forgot(w, name)).rejects.toMatchObject(limit);
        expect(app.roundTrips).toMatchObject({ reads: 2, writes: 0 });
      }
    });

    it('does not betray by a failed delivery who exists', async () => {
      const w = await signInWorld(app, { usernameAttributes: ['email'] }, hiding);
      await reachable(w, { username: 'known@example.com' });
      expect(await userOf(w, 'known@example.com')).toBeDefined();
      app.failDelivery(true);
      const answers = [await outcome(forgot(w, 'known@example.com')), await outcome(forgot(w, 'known2@example.com'))];
      app.failDelivery(false);
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]).toHaveProperty('CodeDeliveryDetails');
    });

    it('does not betray by its case that an e-mail is stored', async () => {
      const w = await signInWorld(
        app,
        { usernameAttributes: ['email'], usernameConfiguration: { caseSensitive: false } },
        hiding,
      );
      await reachable(w, { username: 'Known@Example.com' });
      for (const name of ['Known@Example.com', 'known@example.com', 'KNOWN@EXAMPLE.COM']) {
        const other = name.replace(/known/i, (word) => `${word}2`);
        expect(await outcome(forgot(w, name))).toEqual(await outcome(forgot(w, other)));
      }
    });

    it.each<[Partial<Pool>, string, object]>([
      [{}, 'ghost@example.com', { Destination: 'g***@e***', DeliveryMedium: 'EMAIL' }],
      [{}, 'ghost', { DeliveryMedium: 'EMAIL', AttributeName: 'email' }],
      [{ autoVerifiedAttributes: [] }, 'ghost@example.com', { Destination: 'g***@e***' }],
      [{ autoVerifiedAttributes: ['phone_number'] }, 'ghost', { AttributeName: 'phone_number' }],
      [{ autoVerifiedAttributes: ['phone_number'] }, '+15550009999', { Destination: '+*******9999' }],
      [mechanisms('verified_phone_number'), 'ghost', { DeliveryMedium: 'SMS' }],
      [mechanisms('verified_phone_number'), 'ghost@example.com', { DeliveryMedium: 'SMS' }],
    ])('simulates what fits the pool %o: %s', async (settings, name, details) => {
      const w = await signInWorld(app, settings, hiding);
      const answer = await forgot(w, name);
      expect(answer.CodeDeliveryDetails).toMatchObject(details);
      expect(await forgot(w, name)).toEqual(answer);
    });

    it('simulates either where codes go to either', async () => {
      const w = await signInWorld(app, { autoVerifiedAttributes: [] }, hiding);
      const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => forgot(w, `ghost${index}`)));
      const media = new Set(answers.map(({ CodeDeliveryDetails }) => CodeDeliveryDetails.DeliveryMedium));
      expect(media).toEqual(new Set(['EMAIL', 'SMS']));
    });

    it('shows nothing of a user who is named by the sub', async () => {
      const w = await signInWorld(app, { autoVerifiedAttributes: ['phone_number'] }, hiding);
      const { user, email } = await reachable(w);
      expect(await forgot(w, user.sub)).toMatchObject({ CodeDeliveryDetails: { DeliveryMedium: 'SMS' } });
      expect(app.outbox.messages(email)).toHaveLength(1);
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import {
  ASK_ADMINISTRATOR,
  clientUnknown,
  DISABLED,
  LIMIT_EXCEEDED,
  NO_CONTACT,
  RESET_IMPOSSIBLE,
  secretHashMissing,
  secretHashWrong,
  UNDELIVERED,
  USER_UNKNOWN_TO_CLIENT,
} from '#test/errors.ts';
import {
  ADMIN_ONLY,
  ANY_CASE,
  anotherClient,
  atOnce,
  codeFor,
  HIDING,
  HOUR,
  OTHER_PASSWORD,
  outcome,
  secretHash,
  testPools,
  UNKNOWN_SUB,
} from '#test/world.ts';

const BOTH = { email_verified: 'true', phone_number: '+15550001234', phone_number_verified: 'true' };
const mechanisms = (...names: readonly string[]): Partial<Pool> => ({
  accountRecoverySetting: { recoveryMechanisms: names.map((name, index) => ({ name, priority: index + 1 })) },
});

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('ForgotPassword', () => {
  it('sends a code that a new password can be chosen with', async () => {
    const w = await service.pool();
    const { email, ...user } = await w.someone();
    const { username } = user;
    app.roundTrips.reset();
    expect(await w.forgotPassword(username)).toEqual({
      CodeDeliveryDetails: { Destination: 'p***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    });
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    const code = codeFor(app, email);
    expect(code).toMatch(/^[0-9]{6}$/);
    expect(app.outbox.messages(email)[0]).toMatchObject({
      subject: 'Your verification code',
      body: `Your verification code is ${code}. `,
    });
    expect(await w.stored(username)).toEqual(user);
    expect(await w.signIn(username)).toHaveProperty('AuthenticationResult');
    await w.confirmForgotPassword(username, code);
    expect(await w.signIn(username, OTHER_PASSWORD)).toHaveProperty('AuthenticationResult');
  });

  it("writes the pool's own text", async () => {
    const w = await service.pool({
      verificationMessageTemplate: {
        defaultEmailOption: 'CONFIRM_WITH_CODE',
        emailMessage: 'Use <b>{####}</b>',
        emailSubject: 'Hello',
      },
    });
    const { username, email } = await w.someone();
    await w.forgotPassword(username);
    const [message] = app.outbox.messages(email);
    expect(message).toMatchObject({ subject: 'Hello', body: `Use <b>${message!.code}</b>` });
  });

  it.each(['CONFIRMED', 'RESET_REQUIRED', 'UNCONFIRMED'] as const)('serves a user who is %s', async (status) => {
    const w = await service.pool();
    const { username, email } = await w.someone({ status });
    await w.forgotPassword(username);
    expect(app.outbox.messages(email)).toHaveLength(1);
    expect(await w.stored(username)).toMatchObject({ status });
  });

  it.each([
    ['who is FORCE_CHANGE_PASSWORD', { status: 'FORCE_CHANGE_PASSWORD' }, RESET_IMPOSSIBLE],
    ['who is EXTERNAL_PROVIDER', { status: 'EXTERNAL_PROVIDER' }, RESET_IMPOSSIBLE],
    ['who is disabled', { enabled: false }, DISABLED],
    ['without contacts', { attributes: {} }, NO_CONTACT],
    ['with an e-mail that is not verified', { attributes: { email: 'u1@example.com' } }, NO_CONTACT],
    [
      'with an e-mail that is verified no more',
      { attributes: { email: 'u2@example.com', email_verified: 'false' } },
      NO_CONTACT,
    ],
    ['with a flag and no e-mail', { attributes: { email_verified: 'true' } }, NO_CONTACT],
    [
      'who is UNCONFIRMED and unverified',
      { status: 'UNCONFIRMED', attributes: { email: 'u3@example.com' } },
      NO_CONTACT,
    ],
  ] as const)('tells an open client about a user %s, and sends nothing', async (_, given, refusal) => {
    const w = await service.pool();
    const { username, email } = await w.someone(given);
    app.roundTrips.reset();
    await expect(w.forgotPassword(username)).rejects.toMatchObject(refusal);
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 0 });
    expect(app.outbox.messages(email)).toEqual([]);
  });

  it('tells an open client that a user is unknown, and everybody that a client is', async () => {
    const w = await service.pool();
    for (const username of ['nobody', '__proto__', UNKNOWN_SUB]) {
      await expect(w.forgotPassword(username)).rejects.toMatchObject(USER_UNKNOWN_TO_CLIENT);
    }
    await expect(w.forgotPassword('a', { ClientId: 'none' })).rejects.toMatchObject(clientUnknown('none'));
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
    const w = await service.pool(settings);
    const email = `${w.pool.id}@example.com`;
    await w.add('ann', { attributes: { email, ...BOTH, ...changed } });
    const sent = app.outbox.messages(BOTH.phone_number).length;
    expect(await w.forgotPassword('ann')).toMatchObject({ CodeDeliveryDetails: { AttributeName: attribute } });
    expect(app.outbox.messages(email)).toHaveLength(attribute === 'email' ? 1 : 0);
    expect(app.outbox.messages(BOTH.phone_number)).toHaveLength(sent + (attribute === 'email' ? 0 : 1));
  });

  it('follows priorities, not the order in which they are listed', async () => {
    const w = await service.pool({
      accountRecoverySetting: {
        recoveryMechanisms: [
          { name: 'verified_phone_number', priority: 2 },
          { name: 'verified_email', priority: 1 },
        ],
      },
    });
    await w.add('ann', { attributes: { email: 'prio@example.com', ...BOTH } });
    expect(await w.forgotPassword('ann')).toMatchObject({ CodeDeliveryDetails: { DeliveryMedium: 'EMAIL' } });
  });

  it('sends nothing by a mechanism that the pool does not list', async () => {
    const w = await service.pool(mechanisms('verified_phone_number'));
    const { username } = await w.someone();
    await expect(w.forgotPassword(username)).rejects.toMatchObject(NO_CONTACT);
  });

  it('refers everybody to the administrator where only they reset passwords', async () => {
    for (const client of [{}, HIDING]) {
      const w = await service.pool(ADMIN_ONLY, client);
      const { username } = await w.someone();
      for (const someone of [username, 'nobody'])
        await expect(w.forgotPassword(someone)).rejects.toMatchObject(ASK_ADMINISTRATOR);
    }
  });

  it('sees at once that users may again', async () => {
    const w = await service.pool(ADMIN_ONLY);
    const { username } = await w.someone();
    await expect(w.forgotPassword(username)).rejects.toMatchObject(ASK_ADMINISTRATOR);
    await w.changePool({ accountRecoverySetting: undefined });
    await expect(w.forgotPassword(username)).resolves.toBeDefined();
  });

  it('finds the user by an alias in any case, and by the sub', async () => {
    const w = await service.pool({
      usernameAttributes: ['email'],
      ...ANY_CASE,
    });
    const { sub } = await w.someone({ username: 'Mixed@Example.com' });
    for (const username of ['mixed@example.COM', sub]) await w.forgotPassword(username);
    expect(app.outbox.messages('Mixed@Example.com')).toHaveLength(2);
  });

  it('checks the secret hash', async () => {
    const secret = 'secret-of-this-client-0123456789';
    const w = await service.pool();
    const { username } = await w.someone();
    const own = await anotherClient(w, { secret });
    const wrong = secretHashWrong(own.client.id);
    const SecretHash = secretHash(secret, username, own.client.id);
    for (const someone of [username, 'nobody']) {
      await expect(own.forgotPassword(someone)).rejects.toMatchObject(secretHashMissing(own.client.id));
      await expect(own.forgotPassword(someone, { SecretHash: `${SecretHash}=` })).rejects.toMatchObject(wrong);
    }
    await expect(own.forgotPassword(username, { SecretHash })).resolves.toBeDefined();
    await expect(w.forgotPassword(username, { SecretHash })).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('serves five times an hour, counted from the first', async () => {
    const w = await service.pool();
    const { username, email } = await w.someone();
    for (let i = 0; i < 5; i++) {
      await w.forgotPassword(username);
      app.advance(60_000);
    }
    const before = app.outbox.messages(email);
    await expect(w.forgotPassword(username)).rejects.toMatchObject(LIMIT_EXCEEDED);
    app.advance(HOUR - 5 * 60_000 - 1);
    await expect(w.forgotPassword(username)).rejects.toMatchObject(LIMIT_EXCEEDED);
    expect(app.outbox.messages(email)).toEqual(before);
    app.advance(1);
    await expect(w.forgotPassword(username)).resolves.toBeDefined();
  });

  it('serves five of thirty at once', async () => {
    const w = await service.pool({}, HIDING);
    const { username, email } = await w.someone();
    for (const someone of [username, 'nobody']) {
      const { answers, errors } = await atOnce(30, () => w.forgotPassword(someone));
      expect(answers).toHaveLength(5);
      expect(new Set(errors.map((error) => error.name))).toEqual(new Set(['LimitExceededException']));
    }
    expect(app.outbox.messages(email)).toHaveLength(5);
  });

  it('reports a failed delivery to an open client; the next one arrives', async () => {
    const w = await service.pool();
    const { username, email } = await w.someone();
    app.failDelivery(true);
    await expect(w.forgotPassword(username)).rejects.toMatchObject(UNDELIVERED);
    app.failDelivery(false);
    await w.forgotPassword(username);
    await w.confirmForgotPassword(username, codeFor(app, email));
  });

  describe('for a client that hides who exists', () => {
    it('answers everybody alike, at the same cost, and sends only to whom it may', async () => {
      const w = await service.pool({ aliasAttributes: ['email'] }, HIDING);
      const served = await w.someone();
      const others = await Promise.all([
        w.someone({ enabled: false }),
        w.someone({ status: 'FORCE_CHANGE_PASSWORD' }),
        w.someone({ status: 'EXTERNAL_PROVIDER' }),
        w.someone({ attributes: {} }),
        w.someone({ attributes: { email: 'unverified@example.com' } }),
      ]);
      const names = ['nobody', 'nobody@example.com', UNKNOWN_SUB];
      for (const username of [served.username, served.email, ...others.map((one) => one.username), ...names]) {
        app.roundTrips.reset();
        expect(await w.forgotPassword(username)).toEqual({
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
      expect(await w.stored('nobody')).toBeUndefined();
    });

    it('limits everybody alike', async () => {
      const w = await service.pool({}, HIDING);
      const [served, off] = [await w.someone(), await w.someone({ enabled: false })];
      for (const username of [served.username, off.username, 'nobody']) {
        for (let i = 0; i < 5; i++) await w.forgotPassword(username);
        app.roundTrips.reset();
        await expect(w.forgotPassword(username)).rejects.toMatchObject(LIMIT_EXCEEDED);
        expect(app.roundTrips).toMatchObject({ reads: 2, writes: 0 });
      }
    });

    it('does not betray by a failed delivery who exists', async () => {
      const w = await service.pool({ usernameAttributes: ['email'] }, HIDING);
      await w.someone({ username: 'known@example.com' });
      expect(await w.stored('known@example.com')).toBeDefined();
      app.failDelivery(true);
      const answers = [
        await outcome(w.forgotPassword('known@example.com')),
        await outcome(w.forgotPassword('known2@example.com')),
      ];
      app.failDelivery(false);
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]).toHaveProperty('CodeDeliveryDetails');
    });

    it('does not betray by its case that an e-mail is stored', async () => {
      const w = await service.pool({ usernameAttributes: ['email'], ...ANY_CASE }, HIDING);
      await w.someone({ username: 'Known@Example.com' });
      for (const username of ['Known@Example.com', 'known@example.com', 'KNOWN@EXAMPLE.COM']) {
        const other = username.replace(/known/i, (word) => `${word}2`);
        expect(await outcome(w.forgotPassword(username))).toEqual(await outcome(w.forgotPassword(other)));
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
    ])('simulates what fits the pool %o: %s', async (settings, username, details) => {
      const w = await service.pool(settings, HIDING);
      const answer = await w.forgotPassword(username);
      expect(answer.CodeDeliveryDetails).toMatchObject(details);
      expect(await w.forgotPassword(username)).toEqual(answer);
    });

    it('simulates either where codes go to either', async () => {
      const w = await service.pool({ autoVerifiedAttributes: [] }, HIDING);
      const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => w.forgotPassword(`ghost${index}`)));
      const media = new Set(answers.map(({ CodeDeliveryDetails }) => CodeDeliveryDetails.DeliveryMedium));
      expect(media).toEqual(new Set(['EMAIL', 'SMS']));
    });

    it('shows nothing of a user who is named by the sub', async () => {
      const w = await service.pool({ autoVerifiedAttributes: ['phone_number'] }, HIDING);
      const { sub, email } = await w.someone();
      expect(await w.forgotPassword(sub)).toMatchObject({ CodeDeliveryDetails: { DeliveryMedium: 'SMS' } });
      expect(app.outbox.messages(email)).toHaveLength(1);
    });
  });
});

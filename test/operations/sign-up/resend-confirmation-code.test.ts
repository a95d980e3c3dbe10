import { beforeAll, describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { findUser } from '#core/users/find.ts';
import { createTestApp, type TestApp } from '#test/app.ts';
import { callOf } from '#test/call.ts';
import { createClient } from '#test/fixtures.ts';
import {
  changeStored,
  codeFor,
  confirm,
  HOUR,
  outcome,
  resend,
  secretHash,
  settleAll,
  signUp,
  userOf,
  world,
} from './support.ts';

const limit = { name: 'LimitExceededException', message: 'Attempt limit exceeded, please try after some time.' };
const hiding = { preventUserExistenceErrors: 'ENABLED' } as const;

describe('ResendConfirmationCode', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp();
  });

  it('sends another code, good for 24 hours', async () => {
    const w = await world(app);
    await signUp(w, 'ada', { email: 'ada@example.com' });
    app.advance(23 * HOUR);
    app.roundTrips.reset();
    expect(await resend(w, 'ada')).toEqual({
      CodeDeliveryDetails: { Destination: 'a***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    });
    expect(app.roundTrips).toMatchObject({ writes: 1, staleReads: [] });
    expect(app.outbox.messages('ada@example.com')).toHaveLength(2);
    app.advance(23 * HOUR);
    await confirm(w, 'ada', codeFor(app, 'ada@example.com'));
  });

  it('sends by SMS where the phone number is verified', async () => {
    const w = await world(app, { autoVerifiedAttributes: ['phone_number'], usernameAttributes: ['phone_number'] });
    await signUp(w, '+15558880001');
    expect(await resend(w, '+15558880001')).toEqual({
      CodeDeliveryDetails: { Destination: '+*******0001', DeliveryMedium: 'SMS', AttributeName: 'phone_number' },
    });
    await confirm(w, '+15558880001', codeFor(app, '+15558880001'));
  });

  it('reports a failed delivery; the next one arrives', async () => {
    const w = await world(app);
    await signUp(w, 'ada', { email: 'down@example.com' });
    app.failDelivery(true);
    await expect(resend(w, 'ada')).rejects.toMatchObject({ name: 'CodeDeliveryFailureException' });
    app.failDelivery(false);
    await resend(w, 'ada');
    await confirm(w, 'ada', codeFor(app, 'down@example.com'));
  });

  it('tells an open client why there is no code', async () => {
    const w = await world(app);
    await expect(resend(w, 'nobody')).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'Username/client id combination not found.',
    });
    await signUp(w, 'ada', { email: 'why@example.com' });
    await confirm(w, 'ada', codeFor(app, 'why@example.com'));
    await expect(resend(w, 'ada')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'User is already confirmed.',
    });
    await signUp(w, 'nowhere');
    await expect(resend(w, 'nowhere')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Cannot resend codes. Auto verification not turned on.',
    });
    await signUp(w, 'off', { email: 'off@example.com' });
    await changeStored(w, 'off', (user) => ({ ...user, enabled: false }));
    await expect(resend(w, 'off')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'User is disabled.',
    });
    expect(app.outbox.messages('off@example.com')).toHaveLength(1);
  });

  it('tells any client that the pool verifies nothing', async () => {
    for (const settings of [{}, hiding]) {
      const w = await world(app, { autoVerifiedAttributes: [] }, settings);
      await signUp(w, 'ada', { email: 'nothing@example.com' });
      for (const name of ['ada', 'nobody']) {
        await expect(resend(w, name)).rejects.toMatchObject({
          name: 'NotAuthorizedException',
          message: 'Cannot resend codes. Auto verification not turned on.',
        });
      }
    }
  });

  it('checks the secret hash', async () => {
    const secret = 'secret-of-this-client-0123456789';
    const w = await world(app);
    await signUp(w, 'ada', { email: 'secret@example.com' });
    const client = await createClient(app, w.pool, { secret });
    const wrong = { name: 'NotAuthorizedException', message: `Unable to verify secret hash for client ${client.id}` };
    await expect(resend({ ...w, client }, 'ada')).rejects.toMatchObject(wrong);
    const forOther = secretHash(secret, 'bob', client.id);
    await expect(resend({ ...w, client }, 'ada', { SecretHash: forOther })).rejects.toMatchObject(wrong);
    const SecretHash = secretHash(secret, 'ada', client.id);
    await expect(resend({ ...w, client }, 'ada', { SecretHash })).resolves.toBeDefined();
  });

  it('sends five times an hour, counted from the first', async () => {
    const w = await world(app);
    await signUp(w, 'ada', { email: 'five@example.com' });
    for (let i = 0; i < 5; i++) {
      await resend(w, 'ada');
      app.advance(60_000);
    }
    const before = app.outbox.messages('five@example.com');
    await expect(resend(w, 'ada')).rejects.toMatchObject(limit);
    app.advance(HOUR - 5 * 60_000 - 1);
    await expect(resend(w, 'ada')).rejects.toMatchObject(limit);
    expect(app.outbox.messages('five@example.com')).toEqual(before);
    app.advance(1);
    await expect(resend(w, 'ada')).resolves.toBeDefined();
    await confirm(w, 'ada', codeFor(app, 'five@example.com'));
  });

  it('sends five of thirty asked for at once', async () => {
    const w = await world(app, {}, hiding);
    await signUp(w, 'ada', { email: 'burst@example.com' });
    for (const name of ['ada', 'nobody']) {
      const { answers, errors } = await settleAll(Array.from({ length: 30 }, () => resend(w, name)));
      expect(answers).toHaveLength(5);
      expect(new Set(errors.map((error) => error.name))).toEqual(new Set(['LimitExceededException']));
    }
    expect(app.outbox.messages('burst@example.com')).toHaveLength(6);
  });

  describe('for a client that hides who exists', () => {
    it('answers everybody alike, at the same cost, and sends only to whom it may', async () => {
      const w = await world(app, { aliasAttributes: ['email'] }, hiding);
      for (const name of ['open', 'done', 'off']) await signUp(w, name, { email: `${name}@hidden.example.com` });
      await signUp(w, 'nowhere');
      await confirm(w, 'done', codeFor(app, 'done@hidden.example.com'));
      await changeStored(w, 'off', (user) => ({ ...user, enabled: false }));
      for (const name of ['open', 'done', 'off', 'nowhere', 'nobody', 'done@hidden.example.com', 'x@example.com']) {
        app.roundTrips.reset();
        expect(await resend(w, name)).toEqual({
          CodeDeliveryDetails: {
            Destination: expect.stringMatching(/^[a-z0-9]\*\*\*@[a-z0-9]\*\*\*$/),
            DeliveryMedium: 'EMAIL',
            AttributeName: 'email',
          },
        });
        expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
      }
      expect(app.outbox.messages('open@hidden.example.com')).toHaveLength(2);
      expect(app.outbox.messages('done@hidden.example.com')).toHaveLength(1);
      expect(app.outbox.messages('off@hidden.example.com')).toHaveLength(1);
      expect(await userOf(w, 'nobody')).toBeUndefined();
    });

    it('limits everybody alike', async () => {
      const w = await world(app, {}, hiding);
      await signUp(w, 'ada', { email: 'alike@example.com' });
      await confirm(w, 'ada', codeFor(app, 'alike@example.com'));
      for (const name of ['ada', 'nobody']) {
        for (let i = 0; i < 5; i++) await resend(w, name);
        await expect(resend(w, name)).rejects.toMatchObject(limit);
      }
    });

    it.each<[Partial<Pool>, string, object]>([
      [{}, 'ghost@example.com', { Destination: 'g***@e***', DeliveryMedium: 'EMAIL' }],
      [{ autoVerifiedAttributes: ['email', 'phone_number'] }, '+15550009999', { Destination: '+*******9999' }],
      [{ autoVerifiedAttributes: ['phone_number'] }, 'ghost', { DeliveryMedium: 'SMS', AttributeName: 'phone_number' }],
      [{ autoVerifiedAttributes: ['phone_number', 'email'] }, 'ghost@example.com', { Destination: 'g***@e***' }],
      [{ usernameAttributes: ['phone_number'] }, '+15550009999', { DeliveryMedium: 'EMAIL' }],
    ])('simulates what fits the pool %o: %s', async (settings, name, details) => {
      const w = await world(app, settings, hiding);
      const answer = await resend(w, name);
      expect(answer.CodeDeliveryDetails).toMatchObject(details);
      expect(await resend(w, name)).toEqual(answer);
    });

    it('does not betray by its case that an e-mail is stored', async () => {
      const w = await world(
        app,
        { usernameAttributes: ['email'], usernameConfiguration: { caseSensitive: false } },
        hiding,
      );
      await signUp(w, 'Known@Example.com');
      for (const name of ['Known@Example.com', 'known@example.com', 'KNOWN@EXAMPLE.COM']) {
        const unknown = name.replace(/known/i, (word) => `${word}2`);
        expect(await outcome(resend(w, name))).toEqual(await outcome(resend(w, unknown)));
      }
    });

    it('leaves no code behind that could confirm anybody', async () => {
      const w = await world(app, {}, hiding);
      await resend(w, 'later');
      const { sub } = await findUser(callOf(app.deps, { pool: w.pool }), 'later', () => ({}));
      await signUp(w, 'later');
      expect((await userOf(w, 'later'))?.sub).not.toBe(sub);
    });
  });
});

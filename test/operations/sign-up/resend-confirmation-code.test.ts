import { describe, expect, it } from 'vitest';
import type { Pool } from '#core/pools/pool.ts';
import { findUser } from '#core/users/find.ts';
import { callOf } from '#test/call.ts';
import {
  DISABLED,
  invalid,
  LIMIT_EXCEEDED,
  NO_AUTO_VERIFICATION,
  secretHashWrong,
  UNDELIVERED,
  USER_UNKNOWN_TO_CLIENT,
} from '#test/errors.ts';
import { ANY_CASE, anotherClient, atOnce, codeFor, HIDING, HOUR, outcome, secretHash, testPools } from '#test/world.ts';

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('ResendConfirmationCode', () => {
  it('sends another code, good for 24 hours', async () => {
    const w = await service.pool();
    await w.signUp('ada', { email: 'ada@example.com' });
    app.advance(23 * HOUR);
    app.roundTrips.reset();
    expect(await w.resendCode('ada')).toEqual({
      CodeDeliveryDetails: { Destination: 'a***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    });
    expect(app.roundTrips).toMatchObject({ writes: 1, staleReads: [] });
    expect(app.outbox.messages('ada@example.com')).toHaveLength(2);
    app.advance(23 * HOUR);
    await w.confirmSignUp('ada', codeFor(app, 'ada@example.com'));
  });

  it('sends by SMS where the phone number is verified', async () => {
    const w = await service.pool({ autoVerifiedAttributes: ['phone_number'], usernameAttributes: ['phone_number'] });
    await w.signUp('+15558880001');
    expect(await w.resendCode('+15558880001')).toEqual({
      CodeDeliveryDetails: { Destination: '+*******0001', DeliveryMedium: 'SMS', AttributeName: 'phone_number' },
    });
    await w.confirmSignUp('+15558880001', codeFor(app, '+15558880001'));
  });

  it('reports a failed delivery; the next one arrives', async () => {
    const w = await service.pool();
    await w.signUp('ada', { email: 'down@example.com' });
    app.failDelivery(true);
    await expect(w.resendCode('ada')).rejects.toMatchObject(UNDELIVERED);
    app.failDelivery(false);
    await w.resendCode('ada');
    await w.confirmSignUp('ada', codeFor(app, 'down@example.com'));
  });

  it('tells an open client why there is no code', async () => {
    const w = await service.pool();
    await expect(w.resendCode('nobody')).rejects.toMatchObject(USER_UNKNOWN_TO_CLIENT);
    await w.signUp('ada', { email: 'why@example.com' });
    await w.confirmSignUp('ada', codeFor(app, 'why@example.com'));
    await expect(w.resendCode('ada')).rejects.toMatchObject(invalid('User is already confirmed.'));
    await w.signUp('nowhere');
    await expect(w.resendCode('nowhere')).rejects.toMatchObject(NO_AUTO_VERIFICATION);
    await w.signUp('off', { email: 'off@example.com' });
    await w.force('off', { enabled: false });
    await expect(w.resendCode('off')).rejects.toMatchObject(DISABLED);
    expect(app.outbox.messages('off@example.com')).toHaveLength(1);
  });

  it('tells any client that the pool verifies nothing', async () => {
    for (const settings of [{}, HIDING]) {
      const w = await service.pool({ autoVerifiedAttributes: [] }, settings);
      await w.signUp('ada', { email: 'nothing@example.com' });
      for (const name of ['ada', 'nobody']) {
        await expect(w.resendCode(name)).rejects.toMatchObject(NO_AUTO_VERIFICATION);
      }
    }
  });

  it('checks the secret hash', async () => {
    const secret = 'secret-of-this-client-0123456789';
    const w = await service.pool();
    await w.signUp('ada', { email: 'secret@example.com' });
    const own = await anotherClient(w, { secret });
    const wrong = secretHashWrong(own.client.id);
    await expect(own.resendCode('ada')).rejects.toMatchObject(wrong);
    const forOther = secretHash(secret, 'bob', own.client.id);
    await expect(own.resendCode('ada', { SecretHash: forOther })).rejects.toMatchObject(wrong);
    const SecretHash = secretHash(secret, 'ada', own.client.id);
    await expect(own.resendCode('ada', { SecretHash })).resolves.toBeDefined();
  });

  it('sends five times an hour, counted from the first', async () => {
    const w = await service.pool();
    await w.signUp('ada', { email: 'five@example.com' });
    for (let i = 0; i < 5; i++) {
      await w.resendCode('ada');
      app.advance(60_000);
    }
    const before = app.outbox.messages('five@example.com');
    await expect(w.resendCode('ada')).rejects.toMatchObject(LIMIT_EXCEEDED);
    app.advance(HOUR - 5 * 60_000 - 1);
    await expect(w.resendCode('ada')).rejects.toMatchObject(LIMIT_EXCEEDED);
    expect(app.outbox.messages('five@example.com')).toEqual(before);
    app.advance(1);
    await expect(w.resendCode('ada')).resolves.toBeDefined();
    await w.confirmSignUp('ada', codeFor(app, 'five@example.com'));
  });

  it('sends five of thirty asked for at once', async () => {
    const w = await service.pool({}, HIDING);
    await w.signUp('ada', { email: 'burst@example.com' });
    for (const name of ['ada', 'nobody']) {
      const { answers, errors } = await atOnce(30, () => w.resendCode(name));
      expect(answers).toHaveLength(5);
      expect(new Set(errors.map((error) => error.name))).toEqual(new Set(['LimitExceededException']));
    }
    expect(app.outbox.messages('burst@example.com')).toHaveLength(6);
  });

  describe('for a client that hides who exists', () => {
    it('answers everybody alike, at the same cost, and sends only to whom it may', async () => {
      const w = await service.pool({ aliasAttributes: ['email'] }, HIDING);
      for (const name of ['open', 'done', 'off']) await w.signUp(name, { email: `${name}@hidden.example.com` });
      await w.signUp('nowhere');
      await w.confirmSignUp('done', codeFor(app, 'done@hidden.example.com'));
      await w.force('off', { enabled: false });
      for (const name of ['open', 'done', 'off', 'nowhere', 'nobody', 'done@hidden.example.com', 'x@example.com']) {
        app.roundTrips.reset();
        expect(await w.resendCode(name)).toEqual({
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
      expect(await w.stored('nobody')).toBeUndefined();
    });

    it('limits everybody alike', async () => {
      const w = await service.pool({}, HIDING);
      await w.signUp('ada', { email: 'alike@example.com' });
      await w.confirmSignUp('ada', codeFor(app, 'alike@example.com'));
      for (const name of ['ada', 'nobody']) {
        for (let i = 0; i < 5; i++) await w.resendCode(name);
        await expect(w.resendCode(name)).rejects.toMatchObject(LIMIT_EXCEEDED);
      }
    });

    it.each<[Partial<Pool>, string, object]>([
      [{}, 'ghost@example.com', { Destination: 'g***@e***', DeliveryMedium: 'EMAIL' }],
      [{ autoVerifiedAttributes: ['email', 'phone_number'] }, '+15550009999', { Destination: '+*******9999' }],
      [{ autoVerifiedAttributes: ['phone_number'] }, 'ghost', { DeliveryMedium: 'SMS', AttributeName: 'phone_number' }],
      [{ autoVerifiedAttributes: ['phone_number', 'email'] }, 'ghost@example.com', { Destination: 'g***@e***' }],
      [{ usernameAttributes: ['phone_number'] }, '+15550009999', { DeliveryMedium: 'EMAIL' }],
    ])('simulates what fits the pool %o: %s', async (settings, name, details) => {
      const w = await service.pool(settings, HIDING);
      const answer = await w.resendCode(name);
      expect(answer.CodeDeliveryDetails).toMatchObject(details);
      expect(await w.resendCode(name)).toEqual(answer);
    });

    it('does not betray by its case that an e-mail is stored', async () => {
      const w = await service.pool({ usernameAttributes: ['email'], ...ANY_CASE }, HIDING);
      await w.signUp('Known@Example.com');
      for (const name of ['Known@Example.com', 'known@example.com', 'KNOWN@EXAMPLE.COM']) {
        const unknown = name.replace(/known/i, (word) => `${word}2`);
        expect(await outcome(w.resendCode(name))).toEqual(await outcome(w.resendCode(unknown)));
      }
    });

    it('leaves no code behind that could confirm anybody', async () => {
      const w = await service.pool({}, HIDING);
      await w.resendCode('later');
      const { sub } = await findUser(callOf(app.deps, { pool: w.pool }), 'later', () => ({}));
      await w.signUp('later');
      expect((await w.stored('later'))?.sub).not.toBe(sub);
    });
  });
});

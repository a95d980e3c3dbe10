import { describe, expect, it } from 'vitest';
import {
  ACCESS_TOKEN_INVALID,
  CODE_EXPIRED,
  CODE_MISMATCH,
  invalid,
  LIMIT_EXCEEDED,
  UNDELIVERED,
} from '#test/errors.ts';
import { atOnce, beforeNextCommit, codeFor, HOUR, testPools } from '#test/world.ts';

const WAITING = { userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ['email'] as const } };

const { app, ...service } = testPools({ autoVerifiedAttributes: ['email'] });

describe('GetUserAttributeVerificationCode', () => {
  it('sends a code to the value the user has, with two reads and one write', async () => {
    const { person } = await service.pool();
    const ada = await person('ada', { email: 'g1@example.com', phone_number: '+15550200001' });
    app.roundTrips.reset();
    expect(await ada.ask('email')).toEqual({
      CodeDeliveryDetails: { Destination: 'g***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    });
    expect(app.roundTrips).toMatchObject({ reads: 2, writes: 1, staleReads: [] });
    expect(await ada.ask('phone_number')).toEqual({
      CodeDeliveryDetails: { Destination: '+*******0001', DeliveryMedium: 'SMS', AttributeName: 'phone_number' },
    });
    await ada.verify(codeFor(app, '+15550200001'), 'phone_number');
    await ada.verify(codeFor(app, 'g1@example.com'), 'email');
    expect(await ada.attributes()).toMatchObject({ email_verified: 'true', phone_number_verified: 'true' });
  });

  it('also in a pool that verifies nothing by itself', async () => {
    const { person } = await service.pool({ autoVerifiedAttributes: [] });
    const ada = await person('ada', { email: 'g2@example.com' });
    await ada.ask();
    await ada.verify(codeFor(app, 'g2@example.com'));
    expect(await ada.attributes()).toMatchObject({ email_verified: 'true' });
  });

  it('puts the new code in place of the one before', async () => {
    const { person } = await service.pool();
    const ada = await person('ada', { email: 'g3@example.com' });
    await ada.ask();
    const first = codeFor(app, 'g3@example.com');
    await ada.ask();
    const second = codeFor(app, 'g3@example.com');
    if (first !== second) await expect(ada.verify(first)).rejects.toMatchObject(CODE_MISMATCH);
    await ada.verify(second);
  });

  it('goes to the value that waits', async () => {
    const { person } = await service.pool(WAITING);
    const ada = await person('ada', { email: 'old4@example.com', email_verified: 'true' });
    await ada.update({ email: 'g4@example.com' });
    expect(await ada.ask()).toMatchObject({ CodeDeliveryDetails: { Destination: 'g***@e***' } });
    expect(app.outbox.messages('old4@example.com')).toHaveLength(0);
    expect(app.outbox.messages('g4@example.com')).toHaveLength(2);
    await ada.verify(codeFor(app, 'g4@example.com'));
    expect(await ada.attributes()).toEqual({ email: 'g4@example.com', email_verified: 'true' });
    await ada.ask();
    expect(app.outbox.messages('g4@example.com')).toHaveLength(3);
  });

  it('does not go to one that has waited too long', async () => {
    const { person } = await service.pool(WAITING, { accessTokenValidity: 24 });
    const ada = await person('ada', { email: 'old5@example.com' });
    app.advance(1000);
    await ada.update({ email: 'g5@example.com' });
    const { user, code } = await app.deps.records.read({
      user: { kind: 'user', id: await ada.stored() },
      code: { kind: 'code', id: { ...(await ada.stored()), purpose: 'VERIFY#email' } },
    });
    expect(code).toMatchObject({ pending: true, destination: 'g5@example.com' });
    await app.deps.records.commit([
      { op: 'put', kind: 'code', value: { ...code!, expiresAt: app.deps.clock.now() } },
      { op: 'check', kind: 'user', id: user!, seen: user! },
    ]);
    await expect(ada.verify(codeFor(app, 'g5@example.com'))).rejects.toMatchObject(CODE_EXPIRED);
    await ada.ask();
    expect(app.outbox.messages('old5@example.com')).toHaveLength(1);
    expect(app.outbox.messages('g5@example.com')).toHaveLength(1);
  });

  it('sends 5 codes an hour, for both attributes together', async () => {
    const { person } = await service.pool({}, { accessTokenValidity: 24 });
    const ada = await person('ada', { email: 'g6@example.com', phone_number: '+15550200006' });
    for (let i = 0; i < 4; i++) await ada.ask();
    await ada.ask('phone_number');
    app.advance(HOUR - 1);
    for (const name of ['email', 'phone_number']) await expect(ada.ask(name)).rejects.toMatchObject(LIMIT_EXCEEDED);
    expect(app.outbox.messages('g6@example.com')).toHaveLength(4);
    app.advance(1);
    await ada.ask();
  });

  it('sends no more than 5 when many ask at once', async () => {
    const { person } = await service.pool();
    const ada = await person('ada', { email: 'g7@example.com' });
    const { answers, errors } = await atOnce(20, () => ada.ask());
    expect(answers).toHaveLength(5);
    expect(new Set(errors.map(({ name }) => name))).toEqual(new Set(['LimitExceededException']));
    expect(app.outbox.messages('g7@example.com')).toHaveLength(5);
  });

  it('does not undo a change that comes first', async () => {
    const { person } = await service.pool(WAITING);
    const ada = await person('ada', { email: 'old8@example.com' });
    await ada.update({ email: 'g8a@example.com' });
    beforeNextCommit(app, () => ada.update({ email: 'g8b@example.com' }));
    await ada.ask();
    expect(app.outbox.messages('g8a@example.com')).toHaveLength(1);
    expect(app.outbox.messages('g8b@example.com')).toHaveLength(2);
    await ada.verify(codeFor(app, 'g8b@example.com'));
    expect(await ada.attributes()).toMatchObject({ email: 'g8b@example.com', email_verified: 'true' });
  });

  it('says when there is nothing to send to', async () => {
    const { person } = await service.pool();
    const ada = await person('ada', { email: 'g9@example.com' });
    await expect(ada.ask('phone_number')).rejects.toMatchObject(invalid('User has no phone_number to verify.'));
  });

  it('says when the message is not delivered; the use counts', async () => {
    const { person } = await service.pool();
    const ada = await person('ada', { email: 'g10@example.com' });
    app.failDelivery(true);
    for (let i = 0; i < 5; i++) await expect(ada.ask()).rejects.toMatchObject(UNDELIVERED);
    app.failDelivery(false);
    await expect(ada.ask()).rejects.toMatchObject(LIMIT_EXCEEDED);
  });

  it('refuses bad tokens', async () => {
    const call = app.call('GetUserAttributeVerificationCode', { AccessToken: 'none', AttributeName: 'email' });
    await expect(call).rejects.toMatchObject(ACCESS_TOKEN_INVALID);
  });
});

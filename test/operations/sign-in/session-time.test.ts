import { describe, expect, it } from 'vitest';
import { SESSION_EXPIRED, SESSION_USED } from '#test/errors.ts';
import { otherThan, PASSWORD, type TestPool, testPools } from '#test/world.ts';
import { CHOICE } from './choice.ts';
import { BOTH_MFA, MISMATCH, withFactors } from './mfa.ts';

const { app, ...service } = testPools({ ...BOTH_MFA, mfaConfiguration: 'OPTIONAL' }, CHOICE);
const MINUTE = 60_000;
/** The time of a challenge, without its last moment. */
const ALMOST = 3 * MINUTE - 1;

/** Somebody who takes almost all the time of each challenge, up to the one for the code of an SMS. */
async function slowly(w: TestPool) {
  const { username: USERNAME, phone } = await withFactors(w, ['SMS_MFA', 'EMAIL_OTP']);
  const respond = (name: string, responses: object, session: string) =>
    w.respond(name, { USERNAME, ...responses }, session);
  const first = await w.initiate('USER_AUTH', { USERNAME });
  app.advance(ALMOST);
  const second = await respond('SELECT_CHALLENGE', { ANSWER: 'PASSWORD', PASSWORD }, first.Session);
  app.advance(ALMOST);
  const third = await respond('SELECT_MFA_TYPE', { ANSWER: 'SMS_MFA' }, second.Session);
  const code = w.codeFor(phone);
  const give = (SMS_MFA_CODE: string) => respond('SMS_MFA', { SMS_MFA_CODE }, third.Session);
  return { sessions: [first.Session, second.Session] as const, respond, code, give };
}

describe('the time of AuthSessionValidity', () => {
  it('begins anew with each challenge, and with no wrong answer', async () => {
    const w = await service.pool();
    const { sessions, respond, code, give } = await slowly(w);
    const [first, second] = sessions;
    const password = { ANSWER: 'PASSWORD', PASSWORD };
    await expect(respond('SELECT_CHALLENGE', password, first)).rejects.toMatchObject(SESSION_EXPIRED);
    await expect(respond('SELECT_MFA_TYPE', { ANSWER: 'SMS_MFA' }, second)).rejects.toMatchObject(SESSION_USED);
    app.advance(ALMOST);
    await expect(give(otherThan(code))).rejects.toMatchObject(MISMATCH);
    expect((await give(code)).AuthenticationResult.AccessToken).toBeTruthy();
    await expect(give(code)).rejects.toMatchObject(SESSION_USED);

    const late = await slowly(w);
    app.advance(ALMOST);
    await expect(late.give(otherThan(late.code))).rejects.toMatchObject(MISMATCH);
    app.advance(1);
    await expect(late.give(late.code)).rejects.toMatchObject(SESSION_EXPIRED);
  });
});

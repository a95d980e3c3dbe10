import { describe, expect, it } from 'vitest';
import { testApp } from '#test/app.ts';
import { DISABLED, INCORRECT, NOT_CONFIRMED, SESSION_EXPIRED, SESSION_INVALID, SESSION_USED } from '#test/errors.ts';
import { srpClient } from '#test/srp-client.ts';
import { anotherClient, atOnce, claimsOf, HIDING, OTHER_PASSWORD, PASSWORD } from '#test/world.ts';
import { ALL_FLOWS, CODE, CUSTOM, type CustomPool, customPool, saying, says, TOKENS } from './custom.ts';

const app = testApp();
const MINUTE = 60_000;
const SIGNED_IN = { AuthenticationResult: { AccessToken: expect.any(String) } };

async function begun(w: CustomPool) {
  const person = await w.someone();
  return { ...person, Session: String((await w.begin(person.username)).Session) };
}

describe('the Session of a custom challenge', () => {
  it('has one answer, right or wrong', async () => {
    const w = await customPool(app);
    const { username, Session: first, sub } = await begun(w);
    const { Session: second } = await w.reply(username, first, 'wrong');
    const before = w.events().length;
    await expect(w.reply(username, first)).rejects.toMatchObject(SESSION_USED);
    expect(await w.reply(username, second)).toMatchObject(SIGNED_IN);
    for (const used of [first, second]) await expect(w.reply(username, used)).rejects.toMatchObject(SESSION_USED);
    // Nobody was asked about the answers that came too late.
    expect(w.events().length).toBe(before + 2);
    expect(await w.families(sub)).toHaveLength(1);
  });

  it('has one winner among 40 answers at once, and only that one reaches the functions', async () => {
    const w = await customPool(app);
    const { username, Session, sub } = await begun(w);
    const guesses = Array.from({ length: 40 }, (_, n) => (n === 20 ? CODE : `wrong-${n}`));
    const { answers, errors } = await atOnce(40, (n) => w.reply(username, Session, guesses[n]));
    expect(answers).toHaveLength(1);
    for (const error of errors) expect(error).toMatchObject(SESSION_USED);
    expect(w.events('Verify')).toHaveLength(1);
    const isRight = w.events('Verify')[0].request.challengeAnswer === CODE;
    expect(await w.families(sub)).toHaveLength(isRight ? 1 : 0);
  });

  it('has one winner among 20 right answers at once', async () => {
    const w = await customPool(app);
    const { username, Session, sub } = await begun(w);
    const { answers, errors } = await atOnce(20, () => w.reply(username, Session));
    expect(answers).toEqual([expect.objectContaining({ AuthenticationResult: expect.anything() })]);
    expect(errors).toHaveLength(19);
    expect(await w.families(sub)).toHaveLength(1);
  });

  it('is its user’s, its client’s, its pool’s and its challenge’s', async () => {
    const w = await customPool(app);
    const { username, Session } = await begun(w);
    const other = await begun(w);
    await expect(w.reply(other.username, Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(w.reply(username, other.Session)).rejects.toMatchObject(SESSION_INVALID);
    const second = await anotherClient(w, { explicitAuthFlows: ALL_FLOWS });
    const answer = { USERNAME: username, ANSWER: CODE };
    await expect(second.respond('CUSTOM_CHALLENGE', answer, Session)).rejects.toMatchObject(SESSION_INVALID);
    const elsewhere = await customPool(app);
    await expect(elsewhere.reply(username, Session)).rejects.toMatchObject(SESSION_INVALID);
    await expect(w.reply(username, 'x'.repeat(40))).rejects.toMatchObject(SESSION_INVALID);
    for (const [challenge, more] of [
      ['NEW_PASSWORD_REQUIRED', { NEW_PASSWORD: OTHER_PASSWORD }],
      ['SMS_MFA', { SMS_MFA_CODE: '123456' }],
      ['SELECT_CHALLENGE', { ANSWER: 'PASSWORD', PASSWORD }],
    ] as const) {
      await expect(w.respond(challenge, { ...answer, ...more }, Session)).rejects.toMatchObject(SESSION_INVALID);
    }
    const { begun: srp, prove } = await w.beginSrp(username);
    await expect(w.reply(username, srp.Session)).rejects.toMatchObject(SESSION_INVALID);
    // None of this has used up the Sessions.
    expect((await prove()).ChallengeName).toBe('CUSTOM_CHALLENGE');
    expect(await w.reply(username, Session)).toMatchObject(SIGNED_IN);
    expect(await w.reply(other.username, other.Session)).toMatchObject(SIGNED_IN);
  });

  it('does not carry the private parameters, and no other sign-in has them', async () => {
    const w = await customPool(app);
    w.set('create', (event) => {
      const code = `secret of ${event.userName} ${w.events('Create').length}`;
      return saying(event, { privateChallengeParameters: { code } });
    });
    const { username, Session: first } = await begun(w);
    const { Session: second } = await w.begin(username);
    await w.reply(username, second, `secret of ${username} 1`);
    expect(w.events('Verify').at(-1).request.privateChallengeParameters.code).toBe(`secret of ${username} 2`);
    expect(await w.reply(username, first, `secret of ${username} 1`)).toMatchObject(SIGNED_IN);
  });

  it('expires, and each answer begins its time anew', async () => {
    const w = await customPool(app);
    const { username, Session: first } = await begun(w);
    app.advance(3 * MINUTE - 1);
    const { Session: second } = await w.reply(username, first, 'wrong');
    app.advance(3 * MINUTE - 1);
    const { Session: third } = await w.reply(username, second, 'wrong');
    app.advance(3 * MINUTE);
    await expect(w.reply(username, third)).rejects.toMatchObject(SESSION_EXPIRED);
  });
});

describe('a user who changes in the middle of CUSTOM_AUTH', () => {
  const CHANGES: readonly (readonly [string, string, object])[] = [
    ['a new password', 'AdminSetUserPassword', { Password: OTHER_PASSWORD, Permanent: true }],
    ['being disabled', 'AdminDisableUser', {}],
    ['signing out', 'AdminUserGlobalSignOut', {}],
    ['being deleted', 'AdminDeleteUser', {}],
  ];

  it.each(CHANGES)('is not signed in after %s', async (_, operation, more) => {
    const w = await customPool(app);
    const { username, Session } = await begun(w);
    await w.call(operation, { Username: username, ...more });
    await expect(w.reply(username, Session)).rejects.toMatchObject(SESSION_INVALID);
    expect(w.events('Verify')).toEqual([]);
  });

  it.each(CHANGES.flatMap((change) => (['verify', 'define'] as const).map((during) => [during, ...change] as const)))(
    'is not signed in when it happens while a function runs (%s): %s',
    async (during, _, operation, more) => {
      const w = await customPool(app);
      const { username, Session, sub } = await begun(w);
      w.set(during, async (event) => {
        await w.call(operation, { Username: username, ...more });
        return saying(event, during === 'verify' ? { answerCorrect: true } : TOKENS);
      });
      await expect(w.reply(username, Session)).rejects.toMatchObject(SESSION_INVALID);
      expect(await w.families(sub)).toEqual([]);
    },
  );

  it('is not signed in when it happens between the password and the decision', async () => {
    const w = await customPool(app);
    const { username, sub } = await w.someone();
    const { prove } = await w.beginSrp(username);
    w.set('define', async (event) => {
      await w.call('AdminDisableUser', { Username: username });
      return saying(event, TOKENS);
    });
    await expect(prove()).rejects.toMatchObject(SESSION_INVALID);
    expect(await w.families(sub)).toEqual([]);
  });

  it('gets the tokens of who they are when the functions are done', async () => {
    const w = await customPool(app);
    const { username, Session } = await begun(w);
    w.set('verify', async (event) => {
      const UserAttributes = [{ Name: 'name', Value: 'Ada the Second' }];
      await w.call('AdminUpdateUserAttributes', { Username: username, UserAttributes });
      return saying(event, { answerCorrect: true });
    });
    const { AuthenticationResult } = await w.reply(username, Session);
    expect(claimsOf(AuthenticationResult.IdToken)).toMatchObject({ name: 'Ada the Second' });
  });

  it.each<[string, object, object]>([
    ['disabled', { enabled: false }, DISABLED],
    ['unconfirmed', { status: 'UNCONFIRMED' }, NOT_CONFIRMED],
  ])('who is %s is told so by the decision to issue tokens alone', async (_, state, error) => {
    const w = await customPool(app, {}, HIDING);
    const { username } = await w.someone(state);
    w.set('define', says(TOKENS));
    await expect(w.begin(username)).rejects.toMatchObject(error);
  });
});

describe('CUSTOM_AUTH for a name that leads to nobody', () => {
  it('runs through with userNotFound, and looks like a sign-in of somebody', async () => {
    const w = await customPool(app, {}, HIDING);
    const { username } = await w.someone();
    w.set('create', says({ publicChallengeParameters: { q: '?' }, privateChallengeParameters: { code: CODE } }));
    const lengths: number[] = [];
    for (const name of [username, 'nobody1'.padEnd(username.length, 'x').slice(0, username.length)]) {
      app.roundTrips.reset();
      const asked = await w.begin(name);
      expect(asked).toStrictEqual({
        ChallengeName: 'CUSTOM_CHALLENGE',
        Session: expect.any(String),
        ChallengeParameters: { USERNAME: name, q: '?' },
      });
      lengths.push(asked.Session.length);
      const { Session } = await w.reply(name, asked.Session, 'wrong');
      lengths.push(Session.length);
      expect(app.roundTrips).toMatchObject({ reads: 3, writes: 3 });
    }
    expect(new Set(lengths).size).toBe(1);
    const seen = w.events().map(({ userName, request }) => ({
      userName,
      userNotFound: request.userNotFound,
      isKnown: request.userAttributes.sub !== undefined,
    }));
    expect(seen.slice(0, 5)).toEqual(Array(5).fill({ userName: username, userNotFound: false, isKnown: true }));
    for (const one of seen.slice(5)) expect(one).toMatchObject({ userNotFound: true, isKnown: false });
    expect(seen).toHaveLength(10);
    expect(w.events().at(-1).request.userAttributes).toEqual({});
  });

  it('ends like a wrong answer when the functions would issue tokens', async () => {
    const w = await customPool(app, {}, HIDING);
    const { Session } = await w.begin('nobody');
    await expect(w.reply('nobody', Session)).rejects.toMatchObject(INCORRECT);
    await expect(w.reply('nobody', Session)).rejects.toMatchObject(SESSION_USED);
    w.set('define', says(TOKENS));
    await expect(w.begin('nobody')).rejects.toMatchObject(INCORRECT);
  });

  it('has a password that is always wrong, after SRP_A', async () => {
    const w = await customPool(app, {}, HIDING);
    const { begun, prove } = await w.beginSrp('nobody');
    expect(begun.ChallengeName).toBe('PASSWORD_VERIFIER');
    await expect(prove()).rejects.toMatchObject(INCORRECT);
    expect(w.events()).toHaveLength(1);
    expect(w.events()[0].request).toMatchObject({ userNotFound: true, userAttributes: {} });
  });

  it('does not become the sign-in of somebody who signs up meanwhile', async () => {
    const w = await customPool(app, {}, HIDING);
    const { Session } = await w.begin('newcomer');
    await w.add('newcomer');
    await expect(w.reply('newcomer', Session)).rejects.toMatchObject(INCORRECT);
  });

  it('is told of to clients that do not hide users, with SRP_A too', async () => {
    const w = await customPool(app);
    const unknown = { name: 'UserNotFoundException' };
    await expect(w.begin('nobody')).rejects.toMatchObject(unknown);
    const srp = { CHALLENGE_NAME: 'SRP_A', SRP_A: srpClient().srpA };
    await expect(w.begin('nobody', srp)).rejects.toMatchObject(unknown);
    w.set('define', says(CUSTOM));
    const { username } = await w.someone();
    await w.begin(username);
    expect(w.events('Define')[0].request).not.toHaveProperty('userNotFound');
  });
});
